using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Stats;

namespace Istiod.Envoy.Listeners.Telemetry;

/// <summary>The filter that measures requests and connections; one for each Prometheus provider.</summary>
/// <remarks>istiod: pilot/pkg/model/telemetry.go:buildHTTPTelemetryFilter, buildTCPTelemetryFilter, generateStatsConfig.</remarks>
internal static class StatsFilters
{
    private const string Name = "istio.stats";

    /// <summary>Adds the HTTP filters.</summary>
    public static void AddTo(RepeatedField<HttpFilter> filters, DirectionTelemetry telemetry, ListenerClass side, bool isWaypoint)
    {
        foreach (MetricsSettings metrics in telemetry.Metrics)
        {
            if (IsPrometheus(metrics))
            {
                filters.Add(new HttpFilter { Name = Name, TypedConfig = AnyValue.Pack(Config(metrics, side, isWaypoint)) });
            }
        }
    }

    /// <summary>Adds the network filters.</summary>
    public static void AddTo(RepeatedField<Filter> filters, DirectionTelemetry telemetry, ListenerClass side, bool isWaypoint)
    {
        foreach (MetricsSettings metrics in telemetry.Metrics)
        {
            if (IsPrometheus(metrics))
            {
                filters.Add(new Filter { Name = Name, TypedConfig = AnyValue.Pack(Config(metrics, side, isWaypoint)) });
            }
        }
    }

    private static bool IsPrometheus(MetricsSettings metrics) =>
        metrics.Provider.ProviderCase == MeshConfig.Types.ExtensionProvider.ProviderOneofCase.Prometheus;

    private static PluginConfig Config(MetricsSettings metrics, ListenerClass side, bool isWaypoint)
    {
        PluginConfig config = new()
        {
            DisableHostHeaderFallback = side is ListenerClass.SidecarInbound or ListenerClass.Gateway,
            TcpReportingDuration = metrics.ReportingInterval,
        };
        if (isWaypoint)
        {
            config.Reporter = Reporter.ServerGateway;
        }

        foreach (MetricOverride change in metrics.Overrides)
        {
            MetricConfig metric = new() { Name = change.Metric, Drop = change.IsDropped };
            foreach (MetricTag tag in change.Tags)
            {
                if (tag.Expression is null)
                {
                    metric.TagsToRemove.Add(tag.Name);
                }
                else
                {
                    metric.Dimensions[tag.Name] = tag.Expression;
                }
            }

            config.Metrics.Add(metric);
        }

        return config;
    }
}
