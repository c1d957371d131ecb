using Istiod.Grpc;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Resources;

namespace Istiod.Xds.Wire;

/// <summary>What a node says of itself, and what of it is proven.</summary>
internal static class NodeClaims
{
    /// <summary>A text of the metadata; empty if it is not there.</summary>
    public static string MetadataText(ProxyNode node, string key) =>
        node.Metadata is { } metadata && metadata.Fields.TryGetValue(key, out Value? value) ? value.StringValue : "";

    /// <summary>The first of the peer's identities that fits what the node says, as far as it says anything.</summary>
    /// <remarks>istiod: pilot/pkg/xds/auth.go:checkConnectionIdentity.</remarks>
    public static WorkloadAccount? AccountOf(PeerIdentity? peer, ProxyNode node) =>
        peer is not null && SpiffeId.TryFind(peer.Identities, MetadataText(node, "NAMESPACE"), MetadataText(node, "SERVICE_ACCOUNT"), out SpiffeId id)
            ? new WorkloadAccount(id.Namespace, id.ServiceAccount)
            : null;
}
