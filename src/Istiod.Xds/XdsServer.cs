using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.InteropServices;
using Istiod.Grpc;
using Istiod.Resources;

namespace Istiod.Xds;

/// <summary>The aggregated discovery service, both variants, over views that someone else makes.</summary>
/// <remarks>Source: istiod: pilot/pkg/xds/ads.go, delta.go; the deliberate differences are listed in docs/differences.md.</remarks>
public sealed class XdsServer : IDisposable
{
    private const string Service = "/envoy.service.discovery.v3.AggregatedDiscoveryService/";

    // Odd, so that multiplying by it maps the counter to distinct numbers that do not look like a sequence.
    private const ulong Spread = 0x9E3779B97F4A7C15;

    private readonly XdsSettings _settings;
    private readonly RequestLimiter _limiter;
    private readonly ConcurrentDictionary<string, XdsConnection> _connections = new(StringComparer.Ordinal);
    private long _connectionCount;
    private long _nonceCount;
    private long _turnStarted;
    private int _hasRefusedFirst;

    /// <summary>A server; it serves when its <see cref="Methods"/> are put into a dispatcher.</summary>
    public XdsServer(IViewProvider views, XdsSettings settings, TimeProvider time, XdsMetrics metrics)
    {
        Views = views;
        _settings = settings;
        Time = time;
        Metrics = metrics;
        Versions = new PushVersions(time);
        Scheduler = new PushScheduler(settings.Writers, time);
        _limiter = new RequestLimiter(settings.MaxRequestsPerSecond, time);
        // A Guid is as random and, unlike RandomNumberGenerator, does not load OpenSSL into a server that speaks no TLS (some 4 MB of RSS).
        UInt128 random = MemoryMarshal.Read<UInt128>(Guid.NewGuid().ToByteArray());
        NonceSpace = (ulong)random ^ (ulong)(random >> 64);
        Methods =
        [
            new GrpcMethod(Service + "StreamAggregatedResources", stream => ServeAsync(stream, isDelta: false)),
            new GrpcMethod(Service + "DeltaAggregatedResources", stream => ServeAsync(stream, isDelta: true)),
        ];
    }

    /// <summary>The two ADS methods.</summary>
    public IReadOnlyList<GrpcMethod> Methods { get; }

    /// <summary>Who writes when; its round tells whether the last change has reached all streams.</summary>
    public PushScheduler Scheduler { get; }

    /// <summary>What proxies rejected lately.</summary>
    public NackLog Nacks { get; } = new();

    /// <summary>All open streams, in no order.</summary>
    public ICollection<XdsConnection> Connections => _connections.Values;

    /// <summary>Answers debug types; without one they are refused. Set before streams come.</summary>
    public IDebugSource? Debug { get; set; }

    internal IViewProvider Views { get; }

    internal TimeProvider Time { get; }

    internal XdsMetrics Metrics { get; }

    internal PushVersions Versions { get; }

    internal IConnectionObserver? Observer => _settings.Observer;

    internal IXdsAuthorizer? Authorizer => _settings.Authorizer;

    /// <summary>The half of all nonces that tells this process from others.</summary>
    internal ulong NonceSpace { get; }

    /// <summary>A turn begins: what it invalidates is timed from here. Without it, from the first invalidation.</summary>
    public void TurnBegins() => Volatile.Write(ref _turnStarted, Time.GetTimestamp());

    /// <summary>Sends everything to everybody again, changed or not.</summary>
    /// <returns>Number of open streams.</returns>
    public int ResendAll()
    {
        int count = 0;
        foreach (XdsConnection connection in _connections.Values)
        {
            connection.Resend();
            count++;
        }

        return count;
    }

    /// <summary>Stops the scheduler's timer. Streams end with their connections.</summary>
    public void Dispose() => Scheduler.Dispose();

    /// <summary>When the last turn began: a timestamp.</summary>
    internal long TurnStarted
    {
        get
        {
            long started = Volatile.Read(ref _turnStarted);
            return started != 0 ? started : Time.GetTimestamp();
        }
    }

    internal ulong NextNonce() => (ulong)Interlocked.Increment(ref _nonceCount) * Spread;

    internal string NextConnection() =>
        Interlocked.Increment(ref _connectionCount).ToString(CultureInfo.InvariantCulture);

    internal void Add(XdsConnection connection, ProxyNode node)
    {
        _connections[connection.Id] = connection;
        Metrics.Opened(connection);
        Observer?.Connected(connection, node);
    }

    internal void Remove(XdsConnection connection)
    {
        _connections.TryRemove(connection.Id, out _);
        Metrics.Closed(connection);
        Observer?.Disconnected(connection);
    }

    internal void RecordNack(NackRecord record, XdsConnection connection)
    {
        Nacks.Add(record);
        Metrics.Rejected(record, connection);
    }

    private async ValueTask<GrpcStatus> ServeAsync(ServerStream stream, bool isDelta)
    {
        if (_settings.RefusesFirstStream && Interlocked.Exchange(ref _hasRefusedFirst, 1) == 0)
        {
            return new GrpcStatus(GrpcStatusCode.Unavailable, "server warmup not complete; try again");
        }

        if (!_settings.IsReady())
        {
            // The reference's two variants differ here, and clients may tell them apart.
            return new GrpcStatus(
                isDelta ? GrpcStatusCode.Unknown : GrpcStatusCode.Unavailable,
                "server is not ready to serve discovery information");
        }

        if (!await _limiter.WaitAsync(stream.Cancellation))
        {
            return new GrpcStatus(
                GrpcStatusCode.ResourceExhausted,
                "request rate limit exceeded: rate: Wait(n=1) would exceed context deadline");
        }

        try
        {
            return await new XdsStream(this, stream, isDelta).RunAsync();
        }
        catch (GrpcException e) when (e.Status.Code is GrpcStatusCode.Internal or GrpcStatusCode.ResourceExhausted)
        {
            Metrics.Failed(); // frames that are none, or are too large
            throw;
        }
    }
}
