using Istiod.Diagnostics.Metrics;
using Istiod.Grpc;
using Istiod.Resources;
using Istiod.Xds;

namespace Istiod.Server;

/// <summary>What the xDS server counts, under the reference's names.</summary>
/// <remarks>istiod: pilot/pkg/xds/monitoring.go, pkg/xds/monitoring.go.</remarks>
internal sealed class HostXdsMetrics : XdsMetrics
{
    private readonly CounterSeries[] _pushes;
    private readonly HistogramSeries[] _sizes;
    private readonly CounterSeries[] _expired;
    private readonly Counter _rejects;
    private readonly Dictionary<XdsType, Gauge> _rejectsOf = [];
    private readonly Gauge _connected;

    /// <summary>Defines the metrics.</summary>
    public HostXdsMetrics(MetricRegistry registry)
    {
        Counter pushes = registry.Counter("pilot_xds_pushes", "Pilot build and send errors for lds, rds, cds and eds.", "type");
        Histogram sizes = registry.Histogram(
            "pilot_xds_config_size_bytes",
            "Distribution of configuration sizes pushed to clients",
            [1, 10_000, 1_000_000, 4_000_000, 10_000_000, 40_000_000],
            "type");
        Counter expired = registry.Counter("pilot_xds_expired_nonce", "Total number of XDS requests with an expired nonce.", "type");
        _rejects = registry.Counter("pilot_total_xds_rejects", "Total number of XDS responses from pilot rejected by proxy.", "type");
        _rejectsOf.Add(XdsType.Cluster, registry.Gauge("pilot_xds_cds_reject", "Pilot rejected CDS configs.", "node", "err"));
        _rejectsOf.Add(XdsType.Endpoint, registry.Gauge("pilot_xds_eds_reject", "Pilot rejected EDS.", "node", "err"));
        _rejectsOf.Add(XdsType.Listener, registry.Gauge("pilot_xds_lds_reject", "Pilot rejected LDS.", "node", "err"));
        _rejectsOf.Add(XdsType.Route, registry.Gauge("pilot_xds_rds_reject", "Pilot rejected RDS.", "node", "err"));
        _connected = registry.Gauge("pilot_xds", "Number of endpoints connected to this pilot using XDS.", "version");
        registry.GaugeCallback(
            "pilot_xds_recv_max",
            "The maximum size request we have received so far.",
            () => LargestReceived > 0 ? LargestReceived : null);
        _pushes = new CounterSeries[XdsType.All.Length];
        _sizes = new HistogramSeries[XdsType.All.Length];
        _expired = new CounterSeries[XdsType.All.Length];
        foreach (XdsType type in XdsType.All)
        {
            _pushes[type.Order] = pushes.With(MetricName(type));
            _sizes[type.Order] = sizes.With(type.TypeUrl);
            _expired[type.Order] = expired.With(MetricName(type));
        }
    }

    /// <inheritdoc/>
    public override void Pushing(XdsType? type, int bytes)
    {
        base.Pushing(type, bytes);
        if (type is not null)
        {
            _pushes[type.Order].Increment();
            _sizes[type.Order].Record(bytes);
        }
    }

    /// <inheritdoc/>
    public override void Rejected(NackRecord record, XdsConnection connection)
    {
        base.Rejected(record, connection);
        _rejects.With(MetricName(record.Type)).Increment();
        if (_rejectsOf.TryGetValue(record.Type, out Gauge? gauge))
        {
            gauge.With(connection.NodeId, ((GrpcStatusCode)record.Code).ToString()).Set(1);
        }
    }

    /// <inheritdoc/>
    public override void ExpiredNonce(XdsType type)
    {
        base.ExpiredNonce(type);
        _expired[type.Order].Increment();
    }

    /// <inheritdoc/>
    public override void Opened(XdsConnection connection)
    {
        base.Opened(connection);
        _connected.With(connection.ProxyVersion).Add(1);
    }

    /// <inheritdoc/>
    public override void Closed(XdsConnection connection)
    {
        base.Closed(connection);
        _connected.With(connection.ProxyVersion).Add(-1);
    }

    // types without a short name in the reference are labelled by their URL
    private static string MetricName(XdsType type) =>
        type == XdsType.Address || type == XdsType.Workload || type == XdsType.Authorization ? type.TypeUrl : type.ShortName;
}
