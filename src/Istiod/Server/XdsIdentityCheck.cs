using Istiod.Grpc;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Resources;
using Istiod.Xds;

namespace Istiod.Server;

/// <summary>A caller may only be a proxy of its own namespace and service account.</summary>
/// <remarks>istiod: pilot/pkg/xds/auth.go:checkConnectionIdentity; <c>PILOT_ENABLE_XDS_IDENTITY_CHECK</c>.</remarks>
internal sealed class XdsIdentityCheck : IXdsAuthorizer
{
    /// <inheritdoc/>
    public string? Refuse(PeerIdentity identity, ProxyNode node)
    {
        string ns = NamespaceOf(node);
        string account = Text(node.Metadata, "SERVICE_ACCOUNT");
        return SpiffeId.TryFind(identity.Identities, ns, account, out _)
            ? null
            : $"authorization failed: no identities ([{string.Join(' ', identity.Identities)}]) matched {ns}/{account}";
    }

    /// <summary>The namespace whose config a node gets: what it says, else the first part of its DNS domain.</summary>
    private static string NamespaceOf(ProxyNode node)
    {
        if (Text(node.Metadata, "NAMESPACE") is { Length: > 0 } named)
        {
            return named;
        }

        string[] parts = node.Id.Split('~');
        string domain = parts.Length == 4 ? parts[3] : "";
        int dot = domain.IndexOf('.', StringComparison.Ordinal);
        return dot < 0 ? "" : domain[..dot];
    }

    private static string Text(Struct? metadata, string key) =>
        metadata is not null && metadata.Fields.TryGetValue(key, out Value? value) && value.Kind == ValueKind.String
            ? value.StringValue
            : "";
}
