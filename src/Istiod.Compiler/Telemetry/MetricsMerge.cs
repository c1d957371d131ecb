using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Telemetry.V1Alpha1;
using Metric = Istiod.Protos.Istio.Telemetry.V1Alpha1.MetricSelector.Types.IstioMetric;
using TagOverride = Istiod.Protos.Istio.Telemetry.V1Alpha1.MetricsOverrides.Types.TagOverride;
using TelemetrySpec = Istiod.Protos.Istio.Telemetry.V1Alpha1.Telemetry;

namespace Istiod.Compiler.Telemetry;

/// <summary>Merges metrics: the innermost level that names providers says which measure; overrides add up, later ones win.</summary>
/// <remarks>istiod: pilot/pkg/model/telemetry.go:mergeMetrics, generateStatsConfig.</remarks>
internal static class MetricsMerge
{
    /// <summary>Metrics by the name the API gives them (their order in the output), with what the proxy calls them.</summary>
    private static readonly (Metric Metric, string ApiName, string ProxyName)[] Known =
    [
        (Metric.GrpcRequestMessages, "GRPC_REQUEST_MESSAGES", "request_messages_total"),
        (Metric.GrpcResponseMessages, "GRPC_RESPONSE_MESSAGES", "response_messages_total"),
        (Metric.RequestCount, "REQUEST_COUNT", "requests_total"),
        (Metric.RequestDuration, "REQUEST_DURATION", "request_duration_milliseconds"),
        (Metric.RequestSize, "REQUEST_SIZE", "request_bytes"),
        (Metric.ResponseSize, "RESPONSE_SIZE", "response_bytes"),
        (Metric.TcpClosedConnections, "TCP_CLOSED_CONNECTIONS", "tcp_connections_closed_total"),
        (Metric.TcpOpenedConnections, "TCP_OPENED_CONNECTIONS", "tcp_connections_opened_total"),
        (Metric.TcpReceivedBytes, "TCP_RECEIVED_BYTES", "tcp_received_bytes_total"),
        (Metric.TcpSentBytes, "TCP_SENT_BYTES", "tcp_sent_bytes_total"),
    ];

    /// <summary>Providers that measure in one direction, by name; unknown and switched off ones are left out.</summary>
    public static ValueArray<MetricsSettings> Merge(MeshConfig mesh, List<TelemetrySpec> levels, WorkloadMode mode)
    {
        List<string> defaults = mesh.DefaultProviders is { } set ? [.. set.Metrics] : [];
        List<Metrics> all = [];
        foreach (TelemetrySpec level in levels)
        {
            all.AddRange(level.Metrics);
        }

        SortedDictionary<string, ProviderState> states = new(StringComparer.Ordinal);
        if (all.Count == 0)
        {
            foreach (string name in defaults)
            {
                states[name] = new ProviderState();
            }
        }

        List<string> inScope = defaults;
        foreach (Metrics metrics in all)
        {
            inScope = metrics.Providers.Count > 0 ? Providers.Names(metrics.Providers) : inScope;
        }

        List<string> inherited = defaults;
        foreach (Metrics metrics in all)
        {
            inherited = metrics.Providers.Count > 0 ? Providers.Names(metrics.Providers) : inherited;
            foreach (string name in inherited)
            {
                if (inScope.Contains(name))
                {
                    if (!states.TryGetValue(name, out ProviderState? state))
                    {
                        states[name] = state = new ProviderState();
                    }

                    state.Apply(metrics, mode);
                }
            }
        }

        List<MetricsSettings> merged = [];
        foreach ((string name, ProviderState state) in states)
        {
            if (!state.IsDisabled && Providers.Find(mesh, name) is { } provider)
            {
                merged.Add(new MetricsSettings(provider, state.Interval, state.Overrides()));
            }
        }

        return ValueArray.From(merged);
    }

    private sealed class ProviderState
    {
        private readonly SortedDictionary<string, MetricState> _byApiName = new(StringComparer.Ordinal);

        public bool IsDisabled { get; private set; }

        public Duration? Interval { get; private set; }

        public void Apply(Metrics metrics, WorkloadMode mode)
        {
            Interval = metrics.ReportingInterval ?? Interval;
            foreach (MetricsOverrides change in metrics.Overrides)
            {
                MetricSelector? match = change.Match;
                if (match is not null && match.Mode != WorkloadMode.ClientAndServer && match.Mode != mode)
                {
                    continue;
                }

                bool isAll = match is null
                    || match.MetricMatchCase == MetricSelector.MetricMatchOneofCase.None
                    || (match.MetricMatchCase == MetricSelector.MetricMatchOneofCase.Metric && match.Metric == Metric.AllMetrics);
                if (isAll && change.Disabled == true)
                {
                    IsDisabled = true;
                    continue;
                }

                IsDisabled = false;
                foreach ((Metric metric, string apiName, string proxyName) in Known)
                {
                    if (isAll || (match!.MetricMatchCase == MetricSelector.MetricMatchOneofCase.Metric // not all: there is a match
                        && match.Metric == metric))
                    {
                        State(apiName, proxyName).Apply(change);
                    }
                }

                if (match?.MetricMatchCase == MetricSelector.MetricMatchOneofCase.CustomMetric)
                {
                    // A custom name may be that of a known metric.
                    State(match.CustomMetric, ProxyName(match.CustomMetric)).Apply(change);
                }
            }
        }

        public ValueArray<MetricOverride> Overrides()
        {
            List<MetricOverride> overrides = [];
            foreach (MetricState state in _byApiName.Values)
            {
                overrides.Add(state.ToOverride());
            }

            return ValueArray.From(overrides);
        }

        private MetricState State(string apiName, string proxyName)
        {
            if (!_byApiName.TryGetValue(apiName, out MetricState? state))
            {
                _byApiName[apiName] = state = new MetricState(proxyName);
            }

            return state;
        }

        private static string ProxyName(string apiName)
        {
            foreach ((_, string known, string proxyName) in Known)
            {
                if (string.Equals(known, apiName, StringComparison.Ordinal))
                {
                    return proxyName;
                }
            }

            return apiName;
        }
    }

    private sealed class MetricState(string proxyName)
    {
        private readonly SortedDictionary<string, string?> _tags = new(StringComparer.Ordinal);
        private bool _isDropped;

        public void Apply(MetricsOverrides change)
        {
            _isDropped = change.Disabled ?? _isDropped;
            foreach ((string name, TagOverride tag) in change.TagOverrides)
            {
                _tags[name] = tag.Operation == TagOverride.Types.Operation.Remove ? null : tag.Value;
            }
        }

        public MetricOverride ToOverride()
        {
            List<MetricTag> tags = [];
            foreach ((string name, string? expression) in _tags)
            {
                tags.Add(new MetricTag(name, expression));
            }

            return new MetricOverride(proxyName, _isDropped, ValueArray.From(tags));
        }
    }
}
