using Istiod.Model;

namespace Istiod.Controllers.GatewayClasses;

/// <summary>A GatewayClass that a control plane brings along.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Controller">Its <c>controllerName</c>.</param>
/// <param name="Description">For people.</param>
public sealed record GatewayClassInfo(string Name, string Controller, string Description)
{
    /// <summary>The classes that the features ask for, by name.</summary>
    /// <remarks>
    /// istiod: pilot/pkg/config/kube/gatewaycommon/classinfo.go:GetBuiltinGatewayClasses, GetClassInfos. The class of agentgateway is left
    /// out: nothing here serves it.
    /// </remarks>
    public static IReadOnlyList<GatewayClassInfo> Of(MeshFeatures features)
    {
        SortedDictionary<string, GatewayClassInfo> classes = new(StringComparer.Ordinal);
        Add(features.GatewayApiDefaultGatewayclassName, features.GatewayApiControllerName, "The default Istio GatewayClass");
        if (features.MultiNetworkDiscoverGatewayApi)
        {
            Add("istio-remote", "istio.io/unmanaged-gateway", "Remote to this cluster. Does not deploy or affect configuration.");
        }

        if (features.EnableAmbientWaypoints)
        {
            Add("istio-waypoint", "istio.io/mesh-controller", "The default Istio waypoint GatewayClass");
        }

        if (features.AmbientEnableMultiNetwork)
        {
            Add("istio-east-west", "istio.io/eastwest-controller", "The default GatewayClass for Istio East West Gateways");
        }

        return [.. classes.Values];

        void Add(string name, string controller, string description) =>
            classes[name] = new GatewayClassInfo(name, controller, description);
    }
}
