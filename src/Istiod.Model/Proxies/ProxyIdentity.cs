using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Model;

/// <summary>A connected proxy as it described itself. Immutable; two proxies are the same only if they are one object.</summary>
/// <remarks>
/// Builders do not get this: each projects out of it what its own key needs, and the memo is keyed by that.
/// istiod: pilot/pkg/model/context.go:Proxy.
/// </remarks>
public sealed class ProxyIdentity
{
    /// <summary>Sidecar, gateway…</summary>
    public required ProxyKind Kind { get; init; }

    /// <summary>Third part of the node id: <c>name.namespace</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The proxy's own addresses, the primary first.</summary>
    public required ValueArray<string> IPAddresses { get; init; }

    /// <summary>Fourth part of the node id: <c>namespace.svc.cluster.local</c>.</summary>
    public required string DnsDomain { get; init; }

    /// <summary>Namespace whose config the proxy gets.</summary>
    public required string Namespace { get; init; }

    /// <summary>Metadata.</summary>
    public required ProxyMetadata Metadata { get; init; }

    /// <summary>Kubernetes cluster it runs in.</summary>
    public required ClusterId Cluster { get; init; }

    /// <summary>The node's own <c>cluster</c>: the proxy's name in traces.</summary>
    public string ServiceCluster { get; init; } = "";

    /// <summary>Network it says it is on; empty if it does not say.</summary>
    public NetworkId Network { get; init; }

    /// <summary>Locality it says it is in; the pod's node decides if this is empty.</summary>
    public Locality Locality { get; init; } = Locality.None;

    /// <summary>Istio version.</summary>
    public ProxyVersion Version { get; init; } = ProxyVersion.Newest;

    /// <summary>The service account that it has proven to run as; <c>null</c> if it has proven nothing (plaintext), so that it gets no secrets.</summary>
    public WorkloadAccount? Verified { get; init; }

    /// <summary>Address families of <see cref="IPAddresses"/>.</summary>
    public AddressFamilies Families { get; init; }

    /// <summary><c>PROXY_CONFIG</c> of the metadata; <c>null</c> if absent.</summary>
    public ProxyConfig? ProxyConfig { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Id;
}
