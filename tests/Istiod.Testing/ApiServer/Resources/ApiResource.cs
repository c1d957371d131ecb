using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Schemas;

namespace Istiod.Testing.ApiServer.Resources;

/// <summary>One resource in one served version.</summary>
internal sealed class ApiResource
{
    /// <summary>API group; empty for the core group.</summary>
    public required string Group { get; init; }

    public required string Version { get; init; }

    public required string Plural { get; init; }

    public required string Kind { get; init; }

    public required bool IsNamespaced { get; init; }

    public string Singular { get; init; } = "";

    public string ListKind { get; init; } = "";

    public string[] ShortNames { get; init; } = [];

    public string[] Categories { get; init; } = [];

    /// <summary>Whether status is written apart from the rest.</summary>
    public bool HasStatus { get; init; }

    public bool HasScale { get; init; }

    /// <summary>Whether a change of the spec raises <c>metadata.generation</c>.</summary>
    public bool HasGeneration { get; init; }

    /// <summary>Whether an update without a resource version is refused.</summary>
    public bool NeedsRevision { get; init; }

    /// <summary>Whether a PUT of an absent object makes it.</summary>
    public bool CreatesOnUpdate { get; init; }

    /// <summary>Whether it comes from a CRD.</summary>
    public bool IsCustom { get; init; }

    /// <summary>Only POST, nothing is stored (reviews).</summary>
    public bool IsVirtual { get; init; }

    /// <summary>The CRD version's schema; null for built-in kinds and CRDs that keep unknown fields.</summary>
    public ObjectSchemaNode? Schema { get; init; }

    /// <summary>Paths of the fields that selectors may name, beside name and namespace.</summary>
    public string[] SelectableFields { get; init; } = [];

    /// <summary>Columns of <c>kubectl get</c> beside the name.</summary>
    public TableColumn[] Columns { get; init; } = [];

    /// <summary>Same for all versions of one resource.</summary>
    public string StorageKey => $"{Group}/{Plural}";

    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    public string ListKindOrDefault => ListKind.Length > 0 ? ListKind : Kind + "List";

    public string SingularOrDefault => Singular.Length > 0 ? Singular : Kind.ToLowerInvariant();

    public string[] Verbs => IsVirtual
        ? ["create"]
        : ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"];

    /// <summary>Values of the selectable fields of an object.</summary>
    public Dictionary<string, string> FieldsOf(JsonObject tree)
    {
        Dictionary<string, string> fields = new(StringComparer.Ordinal);
        foreach (string field in SelectableFields)
        {
            JsonNode? node = Trees.At(tree, field.TrimStart('.').Split('.'));
            fields[field.TrimStart('.')] = node switch
            {
                null => "",
                JsonValue value when value.TryGetValue(out string? text) => text,
                _ => node.ToJsonString(),
            };
        }

        return fields;
    }
}
