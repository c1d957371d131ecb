using System.Text;
using Istiod.Envoy.Endpoints;
using Istiod.Envoy.Secrets;
using Istiod.Envoy.Tls;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Resources;

namespace Istiod.Envoy.Extensions;

/// <summary>Configs of WebAssembly extensions (ECDS): one resource each, shared by all proxies.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/extension_config_builder.go:BuildExtensionConfiguration.</remarks>
internal sealed class ExtensionViews
{
    private readonly MeshModel _model;
    private readonly Memo<ExtensionKey, XdsResource?> _configs;

    /// <summary>Adds the memo to <paramref name="graph"/>.</summary>
    public ExtensionViews(Graph graph, MeshModel model, ResourceStore store)
    {
        _model = model;
        _configs = graph.AddMemo<ExtensionKey, XdsResource?>(
            "extension-configs",
            (key, reads) =>
            {
                if (reads.Get(model.WasmExtensions, key.Name) is not { } extension)
                {
                    return null;
                }

                TypedExtensionConfig config = WasmConfigs.Build(extension, RegistryLogins(extension, key.LoginsFrom, reads));
                return store.Create(config.Name, config);
            },
            ByVersion.Instance);
    }

    /// <summary>The configs of these names, as far as they are in namespaces that the proxy may ask about.</summary>
    public ResourceView View(ProxyIdentity proxy, NameList names, Reads reads)
    {
        if (names.Count == 0)
        {
            return ResourceView.Empty;
        }

        // logins are handed only to those who have proven who they are
        ClusterId? loginsFrom = proxy.Verified is null ? null : proxy.Cluster;
        string root = _model.SettingsOf(reads).RootNamespace;
        List<XdsResource> found = [];
        foreach (string name in names.Names)
        {
            if (TryRead(name, out NamespacedName extension)
                && (string.Equals(extension.Namespace, proxy.Namespace, StringComparison.Ordinal)
                    || string.Equals(extension.Namespace, root, StringComparison.Ordinal))
                && reads.Get(_configs, new ExtensionKey(extension, loginsFrom)) is { } resource)
            {
                found.Add(resource);
            }
        }

        return ResourceView.Take([.. found]);
    }

    /// <summary>Logins of the extension's pull secret, which lies in its own namespace; <c>null</c> if there are none to hand out.</summary>
    /// <remarks>istiod: pilot/pkg/xds/ecds.go:GeneratePullSecrets, pilot/pkg/model/extensions.go:convertToTrafficExtensionWrapper.</remarks>
    private string? RegistryLogins(WasmExtension extension, ClusterId? cluster, Reads reads)
    {
        if (cluster is not { } own
            || extension.Spec.ImagePullSecret.Length == 0
            || !SecretReference.TryParse(
                SdsSecrets.ResourceName(extension.Spec.ImagePullSecret), extension.Name.Namespace, out SecretReference reference)
            || reference.Source != SecretSource.Proxy)
        {
            return null;
        }

        ClusterId config = _model.SettingsOf(reads).ConfigCluster;
        return LoginsIn(own) ?? (own == config ? null : LoginsIn(config));

        string? LoginsIn(ClusterId searched) =>
            reads.TryGet(_model.Secrets, new ObjectKey(searched, extension.Name.Namespace, reference.Name), out Credential? secret)
            && secret.RegistryLogins is { } logins
                ? Encoding.UTF8.GetString(logins.Span)
                : null;
    }

    /// <summary>Namespaces have no dots in their names.</summary>
    private static bool TryRead(string text, out NamespacedName name)
    {
        name = default;
        if (!text.StartsWith(TrafficExtensionConfig.ResourcePrefix, StringComparison.Ordinal))
        {
            return false;
        }

        string rest = text[TrafficExtensionConfig.ResourcePrefix.Length..];
        int dot = rest.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return false;
        }

        name = new NamespacedName(rest[..dot], rest[(dot + 1)..]);
        return true;
    }

    private readonly record struct ExtensionKey(NamespacedName Name, ClusterId? LoginsFrom);
}
