using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Model;

/// <summary>A virtual service with hosts and gateways resolved to full names and delegates put in.</summary>
/// <param name="Name">The root object.</param>
/// <param name="CreationTime">Its creation: older ones win.</param>
/// <param name="ExportTo">Who may see it.</param>
/// <param name="Gateways"><c>mesh</c> and <c>namespace/name</c> of gateways it is bound to.</param>
/// <param name="Spec">Never written to.</param>
/// <remarks>istiod: pilot/pkg/model/virtualservice.go, push_context.go:initVirtualServices.</remarks>
public sealed record VirtualServiceConfig(
    NamespacedName Name,
    DateTimeOffset CreationTime,
    ExportScope ExportTo,
    ValueArray<string> Gateways,
    VirtualService Spec)
{
    /// <summary>The gateway name that stands for all sidecars.</summary>
    public const string MeshGateway = "mesh";

    /// <summary>Whose rules it follows.</summary>
    public RouteSemantics Semantics { get; init; }

    /// <summary>Older first; of equal age by name, then by namespace.</summary>
    /// <remarks>istiod: pilot/pkg/model/config.go:sortConfigByCreationTime.</remarks>
    public static int CompareByAge(VirtualServiceConfig left, VirtualServiceConfig right)
    {
        int order = left.CreationTime.CompareTo(right.CreationTime);
        order = order != 0 ? order : string.CompareOrdinal(left.Name.Name, right.Name.Name);
        return order != 0 ? order : string.CompareOrdinal(left.Name.Namespace, right.Name.Namespace);
    }
}
