using Istiod.Envoy.Endpoints;
using Istiod.Envoy.Tls;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Resources;
using TlsMode = Istiod.Protos.Istio.Networking.V1Alpha3.ServerTLSSettings.Types.TLSmode;

namespace Istiod.Envoy.Secrets;

/// <summary>Certificates and roots that proxies ask for by name (SDS).</summary>
/// <remarks>
/// A name that a proxy may not have, or that names nothing, is left out, so that one bad reference does not hold up the others.
/// A certificate that has expired or does not parse is sent as it is: only Envoy knows whether it is used.
/// istiod: pilot/pkg/xds/sds.go:SecretGen.
/// </remarks>
internal sealed class SecretViews
{
    private readonly MeshModel _model;
    private readonly Memo<SecretKey, XdsResource?> _secrets;

    /// <summary>Adds the memo to <paramref name="graph"/>.</summary>
    public SecretViews(Graph graph, MeshModel model, ResourceStore store)
    {
        _model = model;
        _secrets = graph.AddMemo<SecretKey, XdsResource?>(
            "secrets",
            (key, reads) => Build(key, reads) is { } secret ? store.Create(key.ResourceName, secret) : null,
            ByVersion.Instance);
    }

    /// <summary>The secrets of these names that the proxy may have; <c>null</c> for a proxy that has not proven who it is.</summary>
    public ResourceView? View(ProxyIdentity proxy, NameList names, Reads reads)
    {
        if (proxy.Verified is not { } account)
        {
            return null;
        }

        MeshSettings settings = _model.SettingsOf(reads);
        PrivateKeyProvider? provider = (proxy.ProxyConfig ?? settings.Mesh.DefaultConfig)?.PrivateKeyProvider;
        List<XdsResource> found = [];
        foreach (string name in names.Names)
        {
            if (!SecretReference.TryParse(name, account.Namespace, out SecretReference reference)
                || !IsAllowed(proxy, account, name, reference, reads))
            {
                continue;
            }

            SecretForm form = reference.Source == SecretSource.ConfigMap ? SecretForm.RootMap
                : reference.IsAuthority ? SecretForm.Roots
                : SecretForm.Certificate;
            ClusterId cluster = reference.Source == SecretSource.Proxy ? proxy.Cluster : settings.ConfigCluster;
            SecretKey key = new(
                name,
                new ObjectKey(cluster, reference.Namespace, reference.Name),
                form,
                form == SecretForm.Certificate ? provider : null);
            if (reads.Get(_secrets, key) is { } resource)
            {
                found.Add(resource);
            }
        }

        return ResourceView.Take([.. found]);
    }

    /// <remarks>istiod: pilot/pkg/xds/sds.go:filterAuthorizedResources.</remarks>
    private bool IsAllowed(
        ProxyIdentity proxy, WorkloadAccount account, string name, SecretReference reference, Reads reads) => reference.Source switch
        {
            SecretSource.ConfigMap => true,
            SecretSource.Gateway => IsReferred(proxy, account, name, reads),
            _ => string.Equals(reference.Namespace, account.Namespace, StringComparison.Ordinal)
                && (reference.IsAuthority
                    || reads.Get(_model.SecretReaders, new SecretReader(proxy.Cluster, account.Namespace, account.ServiceAccount))),
        };

    /// <summary>Whether a gateway of the proxy's namespace names a secret of that namespace, so that pod, gateway and secret agree.</summary>
    /// <remarks>istiod: pilot/pkg/model/gateway.go:mergeGateways (VerifiedCertificateReferences).</remarks>
    private bool IsReferred(ProxyIdentity proxy, WorkloadAccount account, string name, Reads reads)
    {
        foreach (GatewayPort port in _model.GatewayOf(proxy, reads).Ports)
        {
            foreach (GatewayServer server in port.Servers)
            {
                if (IsOfNamespace(server, account.Namespace) && Names(server, name, account.Namespace))
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool IsOfNamespace(GatewayServer server, string namespaceName) =>
        server.Gateway.Length > namespaceName.Length
        && server.Gateway[namespaceName.Length] == '/'
        && server.Gateway.StartsWith(namespaceName, StringComparison.Ordinal);

    private static bool Names(GatewayServer server, string name, string namespaceName)
    {
        if (server.Spec.Tls is not { } tls)
        {
            return false;
        }

        foreach (string credential in tls.CredentialNames.Count > 0 ? [.. tls.CredentialNames] : new[] { tls.CredentialName })
        {
            string resource = SdsSecrets.ResourceName(credential);
            if (SecretReference.TryParse(resource, namespaceName, out SecretReference reference)
                && string.Equals(reference.Namespace, namespaceName, StringComparison.Ordinal)
                && (string.Equals(name, resource, StringComparison.Ordinal)
                    || (tls.Mode == TlsMode.Mutual
                        && string.Equals(name, resource + SdsSecrets.AuthoritySuffix, StringComparison.Ordinal))))
            {
                return true;
            }
        }

        return false;
    }

    private Protos.Envoy.Extensions.TransportSockets.Tls.V3.Secret? Build(SecretKey key, Reads reads)
    {
        // the proxy's cluster before the config's
        ClusterId config = _model.SettingsOf(reads).ConfigCluster;
        return In(key, key.Object, reads) ?? (key.Object.Cluster == config ? null : In(key, key.Object with { Cluster = config }, reads));
    }

    private Protos.Envoy.Extensions.TransportSockets.Tls.V3.Secret? In(SecretKey key, ObjectKey item, Reads reads)
    {
        switch (key.Form)
        {
            case SecretForm.Certificate:
                return reads.TryGet(_model.Secrets, item, out Credential? own) && !own.Chain.IsEmpty
                    ? SecretMessages.Certificate(key.ResourceName, own, key.KeyProvider)
                    : null;
            case SecretForm.Roots:
                // a Secret of the full name hides the one without the suffix
                return reads.TryGet(_model.Secrets, item, out Credential? full) || reads.TryGet(_model.Secrets, Stripped(item), out full)
                    ? Roots(key, full)
                    : null;
            default:
                return reads.TryGet(_model.RootMaps, Stripped(item), out Credential? map) ? Roots(key, map) : null;
        }
    }

    private static ObjectKey Stripped(ObjectKey item) =>
        item.Name.EndsWith(SdsSecrets.AuthoritySuffix, StringComparison.Ordinal)
            ? item with { Name = item.Name[..^SdsSecrets.AuthoritySuffix.Length] }
            : item;

    private static Protos.Envoy.Extensions.TransportSockets.Tls.V3.Secret? Roots(SecretKey key, Credential credential) =>
        credential.Roots.IsEmpty ? null : SecretMessages.Roots(key.ResourceName, credential);
}
