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
    private readonly HistogramSeries[] _pushTimes;
    private readonly CounterSeries?[] _sendErrors;
    private readonly Histogram _sendTime;
    private readonly Histogram _queueTime;
    private readonly Histogram _convergence;
    private readonly Counter _timeouts;
    private readonly Counter _internalErrors;

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
        Histogram pushTimes = registry.Histogram(
            "pilot_xds_push_time", "Total time in seconds Pilot takes to push lds, rds, cds and eds.", [0.01, 0.1, 1, 3, 5, 10, 20, 30], "type");
        _sendTime = registry.Histogram(
            "pilot_xds_send_time", "Total time in seconds Pilot takes to send generated configuration.", [0.01, 0.1, 1, 3, 5, 10, 20, 30]);
        _queueTime = registry.Histogram(
            "pilot_proxy_queue_time", "Time in seconds, a proxy is in the push queue before being dequeued.", [0.1, 0.5, 1, 3, 5, 10, 20, 30]);
        _convergence = registry.Histogram(
            "pilot_proxy_convergence_time",
            "Delay in seconds between config change and a proxy receiving all required configuration.",
            [0.1, 0.5, 1, 3, 5, 10, 20, 30]);
        _timeouts = registry.Counter("pilot_xds_write_timeout", "Pilot XDS response write timeouts.");
        _internalErrors = registry.Counter("pilot_total_xds_internal_errors", "Total number of internal XDS errors in pilot.");
        _pushes = new CounterSeries[XdsType.All.Length];
        _pushTimes = new HistogramSeries[XdsType.All.Length];
        _sendErrors = new CounterSeries?[XdsType.All.Length];
        _sizes = new HistogramSeries[XdsType.All.Length];
        _expired = new CounterSeries[XdsType.All.Length];
        foreach (XdsType type in XdsType.All)
        {
            _pushes[type.Order] = pushes.With(MetricName(type));
            _sizes[type.Order] = sizes.With(type.TypeUrl);
            _expired[type.Order] = expired.With(MetricName(type));
            _pushTimes[type.Order] = pushTimes.With(MetricName(type));
            if (_rejectsOf.ContainsKey(type))
            {
                _sendErrors[type.Order] = pushes.With(type.ShortName + "_senderr");
            }
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

    /// <inheritdoc/>
    public override void Pushed(XdsType? type, TimeSpan took)
    {
        if (type is not null)
        {
            _pushTimes[type.Order].Record(took);
        }
    }

    /// <inheritdoc/>
    public override void Flushed(TimeSpan took) => _sendTime.Record(took);

    /// <inheritdoc/>
    public override void LeftQueue(TimeSpan waited) => _queueTime.Record(waited);

    /// <inheritdoc/>
    public override void Converged(TimeSpan took) => _convergence.Record(took);

    /// <inheritdoc/>
    public override void WriteTimedOut(XdsType? type)
    {
        _timeouts.Increment();
        if (type is not null)
        {
            _sendErrors[type.Order]?.Increment();
        }
    }

    /// <inheritdoc/>
    public override void Failed() => _internalErrors.Increment();

    // types without a short name in the reference are labelled by their URL
    private static string MetricName(XdsType type) =>
        type == XdsType.Address || type == XdsType.Workload || type == XdsType.Authorization ? type.TypeUrl : type.ShortName;
}
