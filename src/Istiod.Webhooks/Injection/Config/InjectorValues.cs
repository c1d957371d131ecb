using System.Diagnostics.CodeAnalysis;
using System.Text;
using Istiod.Config;
using Istiod.Config.Yaml;
using Istiod.GoTemplate;
using Istiod.Primitives;

namespace Istiod.Webhooks.Injection.Config;

/// <summary>The chart's values: key <c>values</c> of the injector's ConfigMap. Immutable.</summary>
public sealed class InjectorValues
{
    private readonly DataNode _root;

    private InjectorValues(DataNode root, GoDictionary? map)
    {
        _root = root;
        Map = map;
    }

    /// <summary>The values for templates, numbers as <c>float64</c>; null if the text was empty.</summary>
    public GoDictionary? Map { get; }

    /// <summary>Name of the cluster; empty if not given.</summary>
    public string ClusterName => Text("global", "multiCluster", "clusterName");

    /// <summary>Network of the cluster; empty if not given.</summary>
    public string Network => Text("global", "network");

    /// <summary>Whether probes are rewritten where the pod does not say.</summary>
    public bool RewritesProbes => Flag("sidecarInjectorWebhook", "rewriteAppHTTPProbe");

    /// <summary>Whether containers wait for the proxy.</summary>
    public bool HoldsApplication => Flag("global", "proxy", "holdApplicationUntilProxyStarts");

    /// <summary>Reads YAML or JSON.</summary>
    /// <param name="fault">What is wrong; null if it was read.</param>
    public static bool TryRead(string yaml, [NotNullWhen(true)] out InjectorValues? values, [NotNullWhen(false)] out string? fault)
    {
        values = null;
        if (!YamlReader.TryRead(Encoding.UTF8.GetBytes(yaml), "values", 1, null, out DataNode? root, out Finding? broken))
        {
            fault = $"could not parse configuration values: {broken}";
            return false;
        }

        if (root is null or { IsNull: true })
        {
            values = new InjectorValues(DataNode.Object(), null);
        }
        else if (root.Kind == DataKind.Object && GoJson.TryRead(Encoding.UTF8.GetString(root.ToJson()), out GoValue map, out _))
        {
            values = new InjectorValues(root, (map.AsMap() as GoDictionary)?.Freeze());
        }
        else
        {
            fault = "could not parse configuration values: an object is needed";
            return false;
        }

        fault = values.WrongType();
        values = fault is null ? values : null;
        return values is not null;
    }

    /// <summary>The proxy's image: hub, name, tag and type.</summary>
    /// <param name="imageType">Type from the proxy config; null takes the values' variant.</param>
    /// <param name="annotatedType">Type from the pod; null if it names none.</param>
    /// <remarks>istiod: pkg/kube/inject/inject.go:ProxyImage.</remarks>
    public string ProxyImage(string? imageType, string? annotatedType)
    {
        string name = Text("global", "proxy", "image");
        string tag = At("global", "tag") is { IsNull: false } value ? value.Text : "";
        return $"{Text("global", "hub")}/{(name.Length == 0 ? "proxyv2" : name)}:{Typed(tag, annotatedType ?? imageType ?? Text("global", "variant"))}";
    }

    /// <summary>A tag with the wanted type, in place of the one it ends with.</summary>
    private static string Typed(string tag, string type)
    {
        if (type.Length == 0)
        {
            return tag;
        }

        string plain = tag.EndsWith("-distroless", StringComparison.Ordinal) ? tag[..^"-distroless".Length]
            : tag.EndsWith("-debug", StringComparison.Ordinal) ? tag[..^"-debug".Length]
            : tag;
        return type == "default" ? plain : $"{plain}-{type}";
    }

    private DataNode? At(params ReadOnlySpan<string> path)
    {
        DataNode? node = _root;
        foreach (string name in path)
        {
            node = node?[name];
        }

        return node;
    }

    private string Text(params ReadOnlySpan<string> path) => At(path) is { Kind: DataKind.String } node ? node.Text : "";

    private bool Flag(params ReadOnlySpan<string> path) => At(path)?.Kind == DataKind.True;

    /// <summary>The first of the values we read that has a wrong type; null if none has.</summary>
    private string? WrongType() =>
        Wrong(DataKind.Object, "global") ?? Wrong(DataKind.Object, "global", "proxy") ?? Wrong(DataKind.Object, "global", "multiCluster")
        ?? Wrong(DataKind.Object, "sidecarInjectorWebhook") ?? Wrong(DataKind.String, "global", "hub") ?? Wrong(DataKind.String, "global", "network")
        ?? Wrong(DataKind.String, "global", "proxy", "image") ?? Wrong(DataKind.String, "global", "multiCluster", "clusterName");

    private string? Wrong(DataKind kind, params ReadOnlySpan<string> path) =>
        At(path) is { IsNull: false } node && node.Kind != kind
            ? $"could not parse configuration values: {string.Join('.', path)} has a wrong type"
            : null;
}
