using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Scoping;

/// <summary>What scoping must know of a service to order it and to choose among services of one hostname.</summary>
/// <param name="Key">The service.</param>
/// <param name="Name">Name of the object: breaks ties of age.</param>
/// <param name="CreationTime">Older ones come first.</param>
/// <param name="IsKubernetes">Whether it is a Kubernetes service.</param>
/// <param name="Aliases">Services that stand for it.</param>
/// <remarks>Holds no ports or addresses, so that a change of those ends here.</remarks>
internal sealed record VisibleService(
    ServiceKey Key, string Name, DateTimeOffset CreationTime, bool IsKubernetes, ValueArray<ServiceKey> Aliases)
{
    /// <summary>The view of a service.</summary>
    public static VisibleService Of(MeshService service) =>
        new(service.Key, service.Name, service.CreationTime, service.Registry == ServiceRegistry.Kubernetes, service.Aliases);

    /// <summary>Older first; of equal age by name, then namespace, then hostname.</summary>
    /// <remarks>istiod: pilot/pkg/model/push_context.go:SortServicesByCreationTime.</remarks>
    public static int CompareByAge(VisibleService left, VisibleService right)
    {
        int order = left.CreationTime.CompareTo(right.CreationTime);
        order = order != 0 ? order : string.CompareOrdinal(left.Name, right.Name);
        order = order != 0 ? order : string.CompareOrdinal(left.Key.Namespace, right.Key.Namespace);
        return order != 0 ? order : left.Key.CompareTo(right.Key);
    }
}
