namespace Istiod.Load.Client;

/// <summary>The names that Envoy would ask for next, found in an answer.</summary>
internal static class ResponseNames
{
    private const int EdsDiscovery = 3;

    public static List<byte[]> EdsNames(ReadOnlySpan<byte> message, bool isDelta)
    {
        List<byte[]> names = [];
        Fields fields = new(message);
        while (fields.Next())
        {
            if (fields.Number != 2)
            {
                continue;
            }

            ReadOnlySpan<byte> cluster = Body(fields.Bytes, isDelta);
            ReadOnlySpan<byte> name = default;
            ReadOnlySpan<byte> serviceName = default;
            bool isEds = false;
            Fields parts = new(cluster);
            while (parts.Next())
            {
                switch (parts.Number)
                {
                    case 1:
                        name = parts.Bytes;
                        break;
                    case 2:
                        isEds = parts.Value == EdsDiscovery;
                        break;
                    case 3:
                        serviceName = Fields.First(parts.Bytes, 2);
                        break;
                }
            }

            if (isEds)
            {
                names.Add((serviceName.IsEmpty ? name : serviceName).ToArray());
            }
        }

        return names;
    }

    public static List<byte[]> RouteNames(ReadOnlySpan<byte> message, bool isDelta)
    {
        List<byte[]> names = [];
        Fields fields = new(message);
        while (fields.Next())
        {
            if (fields.Number != 2)
            {
                continue;
            }

            Fields parts = new(Body(fields.Bytes, isDelta));
            while (parts.Next())
            {
                if (parts.Number is 3 or 25)
                {
                    Chain(parts.Bytes, names);
                }
            }
        }

        return names;
    }

    private static void Chain(ReadOnlySpan<byte> chain, List<byte[]> names)
    {
        Fields fields = new(chain);
        while (fields.Next())
        {
            if (fields.Number != 3)
            {
                continue;
            }

            ReadOnlySpan<byte> any = Fields.First(fields.Bytes, 4);
            if (!Fields.First(any, 1).EndsWith(".HttpConnectionManager"u8))
            {
                continue;
            }

            ReadOnlySpan<byte> rds = Fields.First(Fields.First(any, 2), 3);
            byte[] name = Fields.First(rds, 2).ToArray();
            if (name.Length > 0 && !names.Exists(known => known.AsSpan().SequenceEqual(name)))
            {
                names.Add(name);
            }
        }
    }

    private static ReadOnlySpan<byte> Body(ReadOnlySpan<byte> resource, bool isDelta) =>
        Fields.First(isDelta ? Fields.First(resource, 2) : resource, 2);
}
