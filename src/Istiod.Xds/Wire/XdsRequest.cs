namespace Istiod.Xds.Wire;

/// <summary>A DiscoveryRequest or DeltaDiscoveryRequest, read in place; valid as long as its bytes.</summary>
internal readonly ref struct XdsRequest
{
    private readonly ReadOnlySpan<byte> _body;

    private XdsRequest(
        ReadOnlySpan<byte> body,
        bool isDelta,
        ReadOnlySpan<byte> node,
        ReadOnlySpan<byte> typeUrl,
        ReadOnlySpan<byte> nonce,
        RequestCounts counts)
    {
        _body = body;
        IsDelta = isDelta;
        Node = node;
        TypeUrl = typeUrl;
        Nonce = nonce;
        Counts = counts;
    }

    public bool IsDelta { get; }

    /// <summary>The Node message; empty if there is none.</summary>
    public ReadOnlySpan<byte> Node { get; }

    public ReadOnlySpan<byte> TypeUrl { get; }

    /// <summary>Empty in a first or spontaneous request.</summary>
    public ReadOnlySpan<byte> Nonce { get; }

    public RequestCounts Counts { get; }

    /// <summary>The peer rejects a response.</summary>
    public bool IsNack => Counts.HasError;

    /// <summary>SotW: the names the peer wants from now on. Delta: names to add.</summary>
    public NameSequence Names => new(_body, 3, isMap: false);

    /// <summary>Delta: names to take away.</summary>
    public NameSequence Unsubscribed => new(_body, 4, isMap: false);

    /// <summary>Delta, first request of a type: what the peer has, name and version.</summary>
    public NameSequence InitialVersions => new(_body, 5, isMap: true);

    /// <summary>Reads one request and checks all of it.</summary>
    /// <exception cref="Grpc.GrpcException">Internal: broken bytes or text.</exception>
    public static XdsRequest Parse(ReadOnlySpan<byte> body, bool isDelta)
    {
        (int nodeField, int typeField, int nonceField, int errorField) = isDelta ? (1, 2, 6, 7) : (2, 4, 5, 6);
        ReadOnlySpan<byte> node = default;
        ReadOnlySpan<byte> typeUrl = default;
        ReadOnlySpan<byte> nonce = default;
        RequestCounts counts = default;
        WireReader reader = new(body);
        while (reader.TryNext(out int field, out int wireType))
        {
            if (field == nodeField)
            {
                node = reader.ReadBytes(wireType);
                counts.HasNode = true;
            }
            else if (field == typeField)
            {
                typeUrl = reader.ReadText(wireType);
            }
            else if (field == nonceField)
            {
                nonce = reader.ReadText(wireType);
            }
            else if (field == errorField)
            {
                ReadError(reader.ReadBytes(wireType), ref counts);
            }
            else if (field == 3)
            {
                counts.HasStar |= IsStar(reader.ReadText(wireType));
                counts.Names++;
            }
            else if (isDelta && field == 4)
            {
                counts.DropsStar |= IsStar(reader.ReadText(wireType));
                counts.Unsubscribed++;
            }
            else if (isDelta && field == 5)
            {
                reader.ReadBytes(wireType);
                counts.InitialVersions++;
            }
            else
            {
                reader.Skip(wireType);
            }
        }

        return new XdsRequest(body, isDelta, node, typeUrl, nonce, counts);
    }

    public static bool IsStar(ReadOnlySpan<byte> name) => name.Length == 1 && name[0] == (byte)'*';

    private static void ReadError(ReadOnlySpan<byte> status, ref RequestCounts counts)
    {
        counts.HasError = true;
        WireReader reader = new(status);
        while (reader.TryNext(out int field, out int wireType))
        {
            switch (field)
            {
                case 1 when wireType == WireReader.Varint:
                    counts.ErrorCode = (int)reader.ReadVarint();
                    break;
                case 2:
                    counts.ErrorMessage = System.Text.Encoding.UTF8.GetString(reader.ReadText(wireType));
                    break;
                default:
                    reader.Skip(wireType);
                    break;
            }
        }
    }
}
