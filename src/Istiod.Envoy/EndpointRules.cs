using Istiod.Model;

namespace Istiod.Envoy;

/// <summary>Which endpoints of a service are sent.</summary>
/// <remarks>istiod: pilot/pkg/model/service.go:SupportsUnhealthyEndpoints, SupportsDrainingEndpoints.</remarks>
internal static class EndpointRules
{
    /// <summary>Unready endpoints are sent, marked as such: the switch is on, or closeness needs to know health.</summary>
    public static bool SendsUnhealthy(MeshService service, MeshFeatures features) =>
        features.SendUnhealthyEndpoints || service.TrafficDistribution != TrafficDistribution.Any;

    /// <summary>Draining endpoints are kept for sessions that are bound to them.</summary>
    public static bool SendsDraining(MeshService service, MeshFeatures features) =>
        IsSet(service, features.PersistentSessionLabel) || IsSet(service, features.PersistentSessionHeaderLabel);

    private static bool IsSet(MeshService service, string label) =>
        label.Length > 0 && service.Labels.GetOrEmpty(label).Length > 0;
}
