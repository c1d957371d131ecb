using Istiod.Primitives;

namespace Istiod.Config.Validation;

/// <summary>Type and metadata of an object as written, and what Go says if they have values of wrong types.</summary>
/// <remarks>istiod: pilot/pkg/config/kube/crd/config.go:IstioKind; metav1.ObjectMeta.</remarks>
internal static class HeadReader
{
    private static readonly string[] s_texts = ["name", "generateName", "namespace", "selfLink", "uid", "resourceVersion"];

    /// <summary>The first value of a wrong type.</summary>
    public static string? Fault(DataNode? root)
    {
        if (root is null)
        {
            return "unexpected end of JSON input";
        }

        if (root.Kind != DataKind.Object)
        {
            return root.IsNull ? null : $"json: cannot unmarshal {Kind(root)} into Go value of type crd.IstioKind";
        }

        return Text(root, "kind", "IstioKind.kind") ?? Text(root, "apiVersion", "IstioKind.apiVersion") ?? Metadata(root.Present("metadata"));
    }

    /// <summary>Group and version; both empty if the text has more than one slash.</summary>
    public static (string Group, string Version) Split(string apiVersion)
    {
        int slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? ("", apiVersion)
            : slash != apiVersion.LastIndexOf('/') ? ("", "")
            : (apiVersion[..slash], apiVersion[(slash + 1)..]);
    }

    public static string Name(DataNode root) => root["metadata"]?.TextOf("name") ?? "";

    public static string Namespace(DataNode root) => root["metadata"]?.TextOf("namespace") ?? "";

    /// <summary>Metadata, as far as rules look at it; values of wrong types are left out.</summary>
    public static ObjectMeta Meta(DataNode root) => new()
    {
        Name = Name(root),
        Namespace = Namespace(root),
        Labels = Pairs(root["metadata"]?["labels"]),
        Annotations = Pairs(root["metadata"]?["annotations"]),
    };

    private static LabelSet Pairs(DataNode? map)
    {
        List<KeyValuePair<string, string>> pairs = [];
        foreach (KeyValuePair<string, DataNode> member in map?.Members ?? [])
        {
            if (member.Value.Kind is DataKind.String or DataKind.Null)
            {
                pairs.Add(new(member.Key, member.Value.Text));
            }
        }

        return LabelSet.From(pairs);
    }

    private static string? Metadata(DataNode? metadata)
    {
        if (metadata is null)
        {
            return null;
        }

        if (metadata.Kind != DataKind.Object)
        {
            return Wrong(metadata, "IstioKind.metadata", "v1.ObjectMeta");
        }

        foreach (string name in s_texts)
        {
            string type = name == "uid" ? "types.UID" : "string";
            if (metadata.Present(name) is { Kind: not DataKind.String } value)
            {
                return Wrong(value, $"ObjectMeta.metadata.{name}", type);
            }
        }

        if (metadata.Present("generation") is { Kind: not DataKind.Number } generation)
        {
            return Wrong(generation, "ObjectMeta.metadata.generation", "int64");
        }

        return Map(metadata, "labels") ?? Map(metadata, "annotations") ?? List(metadata);
    }

    private static string? Map(DataNode metadata, string name)
    {
        if (metadata.Present(name) is not { } map)
        {
            return null;
        }

        if (map.Kind != DataKind.Object)
        {
            return Wrong(map, $"ObjectMeta.metadata.{name}", "map[string]string");
        }

        foreach (KeyValuePair<string, DataNode> member in map.Members)
        {
            if (member.Value.Kind is not (DataKind.String or DataKind.Null))
            {
                return Wrong(member.Value, $"ObjectMeta.metadata.{name}", "string");
            }
        }

        return null;
    }

    private static string? List(DataNode metadata)
    {
        if (metadata.Present("ownerReferences") is { Kind: not DataKind.Array } owners)
        {
            return Wrong(owners, "ObjectMeta.metadata.ownerReferences", "[]v1.OwnerReference");
        }

        if (metadata.Present("finalizers") is not { } finalizers)
        {
            return null;
        }

        if (finalizers.Kind != DataKind.Array)
        {
            return Wrong(finalizers, "ObjectMeta.metadata.finalizers", "[]string");
        }

        foreach (DataNode item in finalizers.Items)
        {
            if (item.Kind is not (DataKind.String or DataKind.Null))
            {
                return Wrong(item, "ObjectMeta.metadata.finalizers", "string");
            }
        }

        return null;
    }

    private static string? Text(DataNode root, string name, string field) =>
        root.Present(name) is { Kind: not DataKind.String } value ? Wrong(value, field, "string") : null;

    private static string Wrong(DataNode value, string field, string type) =>
        $"json: cannot unmarshal {Kind(value)} into Go struct field {field} of type {type}";

    private static string Kind(DataNode value) => value.Kind switch
    {
        DataKind.Object => "object",
        DataKind.Array => "array",
        DataKind.String => "string",
        DataKind.Number => "number",
        _ => "bool",
    };
}
