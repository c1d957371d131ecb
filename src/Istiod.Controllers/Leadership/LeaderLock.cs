using Istiod.Kubernetes;
using Istiod.Primitives;

namespace Istiod.Controllers.Leadership;

/// <summary>A lock that replicas compete for, ours and the reference's.</summary>
/// <param name="Name">Name of the object, without revision.</param>
/// <param name="IsLease">Whether it is a Lease; else a ConfigMap.</param>
/// <param name="IsOfRevision">Whether each revision has its own, so that no revision takes it from another.</param>
/// <remarks>istiod: pilot/pkg/leaderelection/leaderelection.go.</remarks>
public sealed record LeaderLock(string Name, bool IsLease, bool IsOfRevision)
{
    /// <summary>Statuses of Ingresses.</summary>
    public static readonly LeaderLock Ingress = new("istio-leader", false, false);

    /// <summary>Roots in all namespaces, or the ClusterTrustBundle.</summary>
    public static readonly LeaderLock Namespaces = new("istio-namespace-controller-election", false, false);

    /// <summary>Exports of all Services.</summary>
    public static readonly LeaderLock ServiceExport = new("istio-serviceexport-controller-election", false, false);

    /// <summary>Analysis.</summary>
    public static readonly LeaderLock Analysis = new("istio-analyze-leader", false, false);

    /// <summary>Taints of nodes.</summary>
    public static readonly LeaderLock NodeUntaint = new("istio-node-untaint", false, false);

    /// <summary>Addresses of ServiceEntries.</summary>
    public static readonly LeaderLock AddressAllocation = new("istio-ip-autoallocate", false, false);

    /// <summary>Statuses of the Gateway API, before each revision had its own.</summary>
    public static readonly LeaderLock OldGatewayStatus = new("istio-gateway-status-leader", false, false);

    /// <summary>Statuses of the Gateway API.</summary>
    public static readonly LeaderLock GatewayStatus = new("istio-gateway-status-leader", true, true);

    /// <summary>Deployments of Gateways.</summary>
    public static readonly LeaderLock GatewayDeployment = new("istio-gateway-deployment", true, true);

    /// <summary>Conditions of ambient.</summary>
    public static readonly LeaderLock AmbientStatus = new("istio-status-leader", true, false);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<LeaderLock> All { get; } =
    [
        Ingress, Namespaces, ServiceExport, Analysis, NodeUntaint, AddressAllocation, OldGatewayStatus, GatewayStatus, GatewayDeployment,
        AmbientStatus,
    ];

    /// <summary>Name of the object for a revision.</summary>
    public string NameOf(string revision) => IsOfRevision ? $"{Name}-{Named(revision)}" : Name;

    /// <summary>The object.</summary>
    /// <param name="ns">Namespace of istiod.</param>
    public ILeaderLock Open(ObjectWriter objects, string ns, string revision)
    {
        NamespacedName key = new(ns, NameOf(revision));
        return IsLease ? new Lease(objects, key) : new ConfigMapLock(objects, key);
    }

    /// <summary>How a replica of a revision competes.</summary>
    /// <param name="identity">Name of its pod.</param>
    /// <param name="defaultRevision">The revision that takes locks from others, if there is one.</param>
    /// <param name="isRemote">Whether the lock is in a cluster that is not the replica's own.</param>
    public LeaderSettings SettingsOf(string identity, string revision, Func<string?> defaultRevision, bool isRemote = false) => new(
        identity,
        IsOfRevision ? "" : isRemote ? LeaderSettings.RemoteMark + Named(revision) : Named(revision))
    {
        DefaultRevision = defaultRevision,
    };

    private static string Named(string revision) => revision.Length > 0 ? revision : "default";
}
