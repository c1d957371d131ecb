using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Model;

/// <summary>A gateway before it is merged, whatever API it was written in.</summary>
/// <param name="Name">The object; virtual services name it as <c>namespace/name</c>.</param>
/// <param name="CreationTime">Older ones win.</param>
/// <param name="Servers">Its servers with a port; their hosts are <c>host</c> or <c>namespace/host</c>. Never written to.</param>
/// <param name="Selector">Labels of the workloads it is for; empty: all.</param>
public sealed record GatewayConfig(
    NamespacedName Name, DateTimeOffset CreationTime, ValueArray<Server> Servers, LabelSet Selector)
{
    /// <summary>
    /// Services whose workloads it is for, instead of <see cref="Selector"/>: ports of its servers then are ports of these services,
    /// and a workload that serves none of them has nothing of it. Empty: by selector.
    /// </summary>
    public ValueArray<ServiceKey> Services { get; init; }

    /// <summary>Older first; of equal age by name, then by namespace.</summary>
    /// <remarks>istiod: pilot/pkg/model/config.go:sortConfigByCreationTime.</remarks>
    public static int CompareByAge(GatewayConfig left, GatewayConfig right)
    {
        int order = left.CreationTime.CompareTo(right.CreationTime);
        order = order != 0 ? order : string.CompareOrdinal(left.Name.Name, right.Name.Name);
        return order != 0 ? order : string.CompareOrdinal(left.Name.Namespace, right.Name.Namespace);
    }
}
