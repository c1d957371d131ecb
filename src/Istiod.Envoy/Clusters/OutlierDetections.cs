using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Type.V3;
using Settings = Istiod.Protos.Istio.Networking.V1Alpha3.OutlierDetection;

namespace Istiod.Envoy.Clusters;

/// <summary>Ejection of failing endpoints.</summary>
/// <remarks>istiod: networking/core/cluster_traffic_policy.go:applyOutlierDetection.</remarks>
internal static class OutlierDetections
{
    /// <summary>Applies the settings, and the share of healthy hosts below which all are used.</summary>
    /// <param name="sendsUnhealthy">Unready endpoints are sent too, so that the panic threshold must be off.</param>
    public static void Apply(Cluster cluster, Settings? settings, bool sendsUnhealthy)
    {
        if (settings is null)
        {
            return;
        }

        OutlierDetection detection = new()
        {
            EnforcingSuccessRate = 0,
            Interval = settings.Interval,
            BaseEjectionTime = settings.BaseEjectionTime,
            MaxEjectionPercent = settings.MaxEjectionPercent > 0 ? (uint)settings.MaxEjectionPercent : null,
        };
        if (settings.Consecutive5XxErrors is { } errors)
        {
            detection.Consecutive5Xx = errors;
            detection.EnforcingConsecutive5Xx = errors > 0 ? 100u : 0;
        }

        if (settings.ConsecutiveGatewayErrors is { } gatewayErrors)
        {
            detection.ConsecutiveGatewayFailure = gatewayErrors;
            detection.EnforcingConsecutiveGatewayFailure = gatewayErrors > 0 ? 100u : 0;
        }

        if (settings.SplitExternalLocalOriginErrors)
        {
            detection.SplitExternalLocalOriginErrors = true;
            detection.EnforcingLocalOriginSuccessRate = 0;
            if (settings.ConsecutiveLocalOriginFailures is > 0)
            {
                detection.ConsecutiveLocalOriginFailure = settings.ConsecutiveLocalOriginFailures;
                detection.EnforcingConsecutiveLocalOriginFailure = 100;
            }
        }

        cluster.OutlierDetection = detection;
        if (settings.MinHealthPercent >= 0)
        {
            (cluster.CommonLbConfig ??= new Cluster.Types.CommonLbConfig()).HealthyPanicThreshold =
                new Percent { Value = sendsUnhealthy ? 0 : settings.MinHealthPercent };
        }
    }
}
