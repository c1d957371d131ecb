using Istiod.GoTemplate;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>Resource attributes of OpenTelemetry for a pod, if a tracing provider asks for them.</summary>
/// <remarks>istiod: pkg/kube/inject/template.go:otelResourceAttributes; source: OpenTelemetry "service attributes" for Kubernetes.</remarks>
internal static class OtelFunctions
{
    private const string Prefix = "resource.opentelemetry.io/";

    /// <summary>Comma-separated <c>name=value</c>; empty if no provider asks.</summary>
    /// <param name="arguments">Mesh config, annotations, labels, namespace, containers.</param>
    public static string Attributes(ReadOnlySpan<GoValue> arguments)
    {
        if (!IsWanted((arguments[0].AsObject() as ProtoObject)?.Source as MeshConfig))
        {
            return "";
        }

        GoMap? annotations = arguments[1].AsMap();
        string space = InjectionFunctions.Text(arguments[3]);
        GoList? containers = arguments[4].AsList();
        GoObject? first = containers?.Count > 0 ? containers[0].AsObject() : null;
        List<string> attributes = [];
        Add(attributes, "service.namespace", Entry(annotations, Prefix + "service.namespace") ?? space);
        string? version = Entry(annotations, Prefix + "service.version")
            ?? Entry(arguments[2].AsMap(), "app.kubernetes.io/version")
            ?? (containers?.Count == 1 ? ImageVersion(Field(first, "Image")) : null);
        Add(attributes, "service.version", version ?? "");
        string instance = first is null ? "" : $"{space}.$(POD_NAME).{Field(first, "Name")}";
        Add(attributes, "service.instance.id", Entry(annotations, Prefix + "service.instance.id") ?? instance);
        return string.Join(',', attributes);
    }

    private static bool IsWanted(MeshConfig? mesh)
    {
        foreach (MeshConfig.Types.ExtensionProvider provider in mesh?.ExtensionProviders ?? [])
        {
            if (provider.Opentelemetry?.ServiceAttributeEnrichment
                == MeshConfig.Types.ExtensionProvider.Types.ServiceAttributeEnrichment.OtelSemanticConventions)
            {
                return true;
            }
        }

        return false;
    }

    private static void Add(List<string> attributes, string name, string value)
    {
        if (value.Length > 0)
        {
            attributes.Add($"{name}={value}");
        }
    }

    private static string? Entry(GoMap? map, string key) =>
        map is not null && map.TryGetValue(key, out GoValue value) && value.AsString() is { Length: > 0 } text ? text : null;

    private static string Field(GoObject? container, string name) =>
        container is not null && container.TryGetField(name, out GoValue value) ? value.AsString() ?? "" : "";

    /// <summary>Tag, digest, or both, of <c>[registry[:port]/]name[:tag][@digest]</c>.</summary>
    private static string ImageVersion(string image)
    {
        int at = image.IndexOf('@', StringComparison.Ordinal);
        string digest = at < 0 ? "" : image[(at + 1)..];
        string name = at < 0 ? image : image[..at];
        int colon = name.LastIndexOf(':');
        string tag = colon > name.LastIndexOf('/') ? name[(colon + 1)..] : "";
        return tag.Length > 0 && digest.Length > 0 ? $"{tag}@{digest}" : digest.Length > 0 ? digest : tag;
    }
}
