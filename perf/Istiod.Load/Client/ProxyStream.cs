using System.Diagnostics;
using System.Net;

namespace Istiod.Load.Client;

/// <summary>One proxy: a connection with one ADS stream that subscribes as Envoy does and acknowledges all it gets.</summary>
/// <remarks>Order: CDS, then EDS of the clusters' names, LDS, RDS of the listeners' names. Loaded when routes have come.</remarks>
internal sealed class ProxyStream(int index, byte[] node, bool isDelta, ClientIdentity? identity, IStreamListener listener) : IFrameListener
{
    public const int Clusters = 0;
    public const int Endpoints = 1;
    public const int Listeners = 2;
    public const int Routes = 3;

    private static readonly string[] Urls =
    [
        "type.googleapis.com/envoy.config.cluster.v3.Cluster",
        "type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment",
        "type.googleapis.com/envoy.config.listener.v3.Listener",
        "type.googleapis.com/envoy.config.route.v3.RouteConfiguration",
    ];

    private static readonly byte[][] UrlBytes = [.. Urls.Select(System.Text.Encoding.ASCII.GetBytes)];

    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly Holdings[] _holdings = [new(), new(), new(), new()];
    private readonly IReadOnlyList<byte[]>?[] _names = new IReadOnlyList<byte[]>?[4];
    private readonly bool[] _asked = new bool[4];
    private Stream? _stream;
    private bool _hasEnded;

    public int Index { get; } = index;

    /// <summary>Whether routes have come.</summary>
    public bool IsLoaded { get; private set; }

    public long BytesReceived { get; private set; }

    public Holdings Holds(int type) => _holdings[type];

    /// <summary>Connects and reads until the stream or the connection ends.</summary>
    public async Task RunAsync(IPEndPoint server)
    {
        FrameParser parser = new(this);
        Reset();
        await using Stream stream = await Transport.ConnectAsync(server, identity);
        _stream = stream;
        string method = isDelta ? "DeltaAggregatedResources" : "StreamAggregatedResources";
        await stream.WriteAsync(
            Frame.Opening("istiod", "/envoy.service.discovery.v3.AggregatedDiscoveryService/" + method, identity is not null));
        Ask(Clusters, node, null);
        while (!_hasEnded)
        {
            int read = await stream.ReadAsync(_buffer);
            if (read == 0)
            {
                return;
            }

            BytesReceived += read;
            parser.Feed(_buffer.AsSpan(0, read));
        }
    }

    public void Close() => _stream?.Dispose();

    public void OnStreamEnd() => _hasEnded = true;

    public void OnSettings() => Send(Frame.Bare(Frame.Settings, Frame.Ack, []));

    public void OnPing(ReadOnlySpan<byte> payload) => Send(Frame.Bare(Frame.Ping, Frame.Ack, payload));

    public void OnMessage(ReadOnlySpan<byte> message)
    {
        long now = Stopwatch.GetTimestamp();
        ReadOnlySpan<byte> nonce = Fields.First(message, 5);
        ReadOnlySpan<byte> version = Fields.First(message, 1);
        ReadOnlySpan<byte> url = Fields.First(message, 4);
        int type = Array.FindIndex(UrlBytes, 0, 4, Same(url));
        if (type < 0)
        {
            return;
        }

        if (!isDelta && type is Clusters or Listeners && !isDelta)
        {
            _holdings[type].Clear();
        }

        Fields fields = new(message);
        while (fields.Next())
        {
            if (fields.Number == 2)
            {
                ReadOnlySpan<byte> any = isDelta ? Fields.First(fields.Bytes, 2) : fields.Bytes;
                ReadOnlySpan<byte> body = Fields.First(any, 2);
                _holdings[type].Put(NameOf(type, body), body);
            }
            else if (isDelta && fields.Number == 6)
            {
                _holdings[type].Remove(fields.Bytes);
            }
        }

        Send(Frame.Message(Requests.Build(
            isDelta, default, UrlBytes[type], version, nonce, isDelta ? null : _names[type])));
        Follow(type, message);
        listener.OnAnswer(this, type, now);
    }

    private static Predicate<byte[]> Same(ReadOnlySpan<byte> url)
    {
        byte last = url.IsEmpty ? (byte)0 : url[^1];
        int length = url.Length;
        return known => known.Length == length && known[^1] == last;
    }

    /// <summary>Which of the four types a URL names; -1 for none of them.</summary>
    public static int TypeOf(ReadOnlySpan<byte> url)
    {
        for (int type = 0; type < UrlBytes.Length; type++)
        {
            if (url.SequenceEqual(UrlBytes[type]))
            {
                return type;
            }
        }

        return -1;
    }

    // The field that a resource's name stands in is 1 in all four types.
    public static ReadOnlySpan<byte> NameOf(int type, ReadOnlySpan<byte> body) => Fields.First(body, 1);

    private void Reset()
    {
        _hasEnded = false;
        IsLoaded = false;
        Array.Clear(_asked);
        foreach (Holdings holdings in _holdings)
        {
            holdings.Clear();
        }
    }

    private void Follow(int type, ReadOnlySpan<byte> message)
    {
        switch (type)
        {
            case Clusters when !_asked[Endpoints]:
                Ask(Endpoints, default, ResponseNames.EdsNames(message, isDelta));
                break;
            case Clusters when isDelta:
                // New clusters later: ask for their endpoints too.
                List<byte[]> added = ResponseNames.EdsNames(message, isDelta);
                added.RemoveAll(_names[Endpoints]!.Contains); // asked for before, so not null
                if (added.Count > 0)
                {
                    Send(Frame.Message(Requests.Build(isDelta, default, UrlBytes[Endpoints], default, default, added)));
                }

                break;
            case Endpoints when !_asked[Listeners]:
                Ask(Listeners, default, null);
                break;
            case Listeners when !_asked[Routes]:
                Ask(Routes, default, ResponseNames.RouteNames(message, isDelta));
                break;
            case Routes when !IsLoaded:
                IsLoaded = true;
                listener.OnLoaded(this);
                break;
        }
    }

    private void Ask(int type, ReadOnlySpan<byte> firstNode, List<byte[]>? names)
    {
        _asked[type] = true;
        _names[type] = names is null ? null : SharedNames.Share(names);
        Send(Frame.Message(Requests.Build(isDelta, firstNode, UrlBytes[type], default, default, names)));
    }

    private void Send(byte[] bytes) => _stream?.Write(bytes);
}
