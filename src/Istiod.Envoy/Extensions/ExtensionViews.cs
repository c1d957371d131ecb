using Istiod.Envoy.Endpoints;
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
    private readonly Memo<NamespacedName, XdsResource?> _configs;

    /// <summary>Adds the memo to <paramref name="graph"/>.</summary>
    public ExtensionViews(Graph graph, MeshModel model, ResourceStore store)
    {
        _model = model;
        _configs = graph.AddMemo<NamespacedName, XdsResource?>(
            "extension-configs",
            (name, reads) =>
            {
                if (reads.Get(model.WasmExtensions, name) is not { } extension)
                {
                    return null;
                }

                TypedExtensionConfig config = WasmConfigs.Build(extension);
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

        string root = _model.SettingsOf(reads).RootNamespace;
        List<XdsResource> found = [];
        foreach (string name in names.Names)
        {
            if (TryRead(name, out NamespacedName extension)
                && (string.Equals(extension.Namespace, proxy.Namespace, StringComparison.Ordinal)
                    || string.Equals(extension.Namespace, root, StringComparison.Ordinal))
                && reads.Get(_configs, extension) is { } resource)
            {
                found.Add(resource);
            }
        }

        return ResourceView.Take([.. found]);
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
}
