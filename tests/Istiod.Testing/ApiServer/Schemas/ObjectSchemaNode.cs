using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Istiod.Testing.ApiServer.Json;

namespace Istiod.Testing.ApiServer.Schemas;

/// <summary>One node of a CRD's structural schema, compiled once. Immutable.</summary>
internal sealed class ObjectSchemaNode
{
    private const int MaxDepth = 64;
    private static readonly TimeSpan s_patternTimeout = TimeSpan.FromSeconds(2);

    private ObjectSchemaNode()
    {
    }

    public string Type { get; private init; } = "";

    public string Format { get; private init; } = "";

    public bool IsNullable { get; private init; }

    public bool IsIntOrString { get; private init; }

    public bool PreservesUnknown { get; private init; }

    public bool IsEmbedded { get; private init; }

    public JsonNode? Default { get; private init; }

    public Dictionary<string, ObjectSchemaNode> Properties { get; } = new(StringComparer.Ordinal);

    public ObjectSchemaNode? AdditionalProperties { get; private init; }

    public ObjectSchemaNode? Items { get; private init; }

    public string[] Required { get; private init; } = [];

    public JsonArray? Enum { get; private init; }

    public Regex? Pattern { get; private init; }

    public long? MinLength { get; private init; }

    public long? MaxLength { get; private init; }

    public long? MinItems { get; private init; }

    public long? MaxItems { get; private init; }

    public long? MinProperties { get; private init; }

    public long? MaxProperties { get; private init; }

    public double? Minimum { get; private init; }

    public double? Maximum { get; private init; }

    public bool IsMinimumExclusive { get; private init; }

    public bool IsMaximumExclusive { get; private init; }

    public double? MultipleOf { get; private init; }

    public ObjectSchemaNode[] AllOf { get; private init; } = [];

    public ObjectSchemaNode[] AnyOf { get; private init; } = [];

    public ObjectSchemaNode[] OneOf { get; private init; } = [];

    public ObjectSchemaNode? Not { get; private init; }

    /// <summary><c>atomic</c>, <c>set</c> or <c>map</c>; empty if not said.</summary>
    public string ListType { get; private init; } = "";

    public string[] ListMapKeys { get; private init; } = [];

    /// <summary>Whether a map is written as one value by server-side apply.</summary>
    public bool IsAtomicMap { get; private init; }

    /// <summary>The rules of <c>x-kubernetes-validations</c>.</summary>
    public SchemaRule[] Rules { get; private init; } = [];

    /// <summary>Reads a schema of a CRD.</summary>
    public static ObjectSchemaNode Compile(JsonObject schema, int depth = 0)
    {
        if (depth > MaxDepth)
        {
            throw ApiStatusException.BadRequest("the schema is nested too deep");
        }

        ObjectSchemaNode node = new()
        {
            Type = Trees.Text(schema, "type") ?? "",
            Format = Trees.Text(schema, "format") ?? "",
            IsNullable = Trees.IsTrue(schema, "nullable"),
            IsIntOrString = Trees.IsTrue(schema, "x-kubernetes-int-or-string"),
            PreservesUnknown = Trees.IsTrue(schema, "x-kubernetes-preserve-unknown-fields"),
            IsEmbedded = Trees.IsTrue(schema, "x-kubernetes-embedded-resource"),
            Default = schema["default"]?.DeepClone(),
            AdditionalProperties = Sub(schema["additionalProperties"], depth),
            Items = Sub(schema["items"], depth),
            Required = Trees.Texts(schema, "required"),
            Enum = schema["enum"]?.DeepClone() as JsonArray,
            Pattern = Trees.Text(schema, "pattern") is { } pattern
                ? new Regex(pattern, RegexOptions.CultureInvariant, s_patternTimeout)
                : null,
            MinLength = Trees.Number(schema, "minLength"),
            MaxLength = Trees.Number(schema, "maxLength"),
            MinItems = Trees.Number(schema, "minItems"),
            MaxItems = Trees.Number(schema, "maxItems"),
            MinProperties = Trees.Number(schema, "minProperties"),
            MaxProperties = Trees.Number(schema, "maxProperties"),
            Minimum = Real(schema["minimum"]),
            Maximum = Real(schema["maximum"]),
            IsMinimumExclusive = Trees.IsTrue(schema, "exclusiveMinimum"),
            IsMaximumExclusive = Trees.IsTrue(schema, "exclusiveMaximum"),
            MultipleOf = Real(schema["multipleOf"]),
            AllOf = Subs(schema, "allOf", depth),
            AnyOf = Subs(schema, "anyOf", depth),
            OneOf = Subs(schema, "oneOf", depth),
            Not = Sub(schema["not"], depth),
            ListType = Trees.Text(schema, "x-kubernetes-list-type") ?? "",
            ListMapKeys = Trees.Texts(schema, "x-kubernetes-list-map-keys"),
            IsAtomicMap = Trees.Text(schema, "x-kubernetes-map-type") == "atomic",
            Rules = [.. Trees.Objects(schema, "x-kubernetes-validations").Select(SchemaRule.Parse)],
        };
        foreach (KeyValuePair<string, JsonNode?> property in Trees.Child(schema, "properties") ?? [])
        {
            if (property.Value is JsonObject sub)
            {
                node.Properties[property.Key] = Compile(sub, depth + 1);
            }
        }

        return node;
    }

    /// <summary>The schema of a member, if the schema knows it.</summary>
    public ObjectSchemaNode? Member(string name) =>
        Properties.TryGetValue(name, out ObjectSchemaNode? known) ? known : AdditionalProperties;

    private static double? Real(JsonNode? node) => node is JsonValue value && value.TryGetValue(out double number) ? number : null;

    private static ObjectSchemaNode? Sub(JsonNode? node, int depth) => node is JsonObject schema ? Compile(schema, depth + 1) : null;

    private static ObjectSchemaNode[] Subs(JsonObject schema, string name, int depth) =>
        [.. Trees.Objects(schema, name).Select(s => Compile(s, depth + 1))];
}
