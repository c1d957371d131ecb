using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;

namespace Istiod.Testing.ApiServer.Schemas.Cel;

/// <summary>Checks a value, and all below it, against the rules of its schema.</summary>
/// <remarks>Source: k8s.io/apiextensions-apiserver pkg/apiserver/schema/cel: rules about <c>oldSelf</c> are checked on updates only.</remarks>
internal static class RuleChecker
{
    private static readonly ConcurrentDictionary<string, Func<CelScope, object?>> s_compiled = new(StringComparer.Ordinal);

    /// <summary>Adds what is refused.</summary>
    /// <param name="old">The value before; null at creation, or where there was none.</param>
    public static void Check(JsonNode? value, JsonNode? old, ObjectSchemaNode schema, string path, List<FieldFault> faults)
    {
        if (value is null)
        {
            return;
        }

        foreach (SchemaRule rule in schema.Rules)
        {
            Apply(rule, value, old, path, faults);
        }

        switch (value)
        {
            case JsonObject map:
                foreach (KeyValuePair<string, JsonNode?> member in map)
                {
                    if (schema.Member(member.Key) is { } known)
                    {
                        Check(member.Value, Trees.At(old, member.Key), known, path.Length == 0 ? member.Key : $"{path}.{member.Key}", faults);
                    }
                }

                break;
            case JsonArray list when schema.Items is { } items:
                for (int i = 0; i < list.Count; i++)
                {
                    Check(list[i], Counterpart(list[i], old, schema), items, $"{path}[{i}]", faults);
                }

                break;
            default:
                break;
        }
    }

    private static void Apply(SchemaRule rule, JsonNode value, JsonNode? old, string path, List<FieldFault> faults)
    {
        bool isTransition = rule.Expression.Contains("oldSelf", StringComparison.Ordinal);
        if (isTransition && old is null)
        {
            return;
        }

        string detail = rule.Message.Length > 0 ? rule.Message : $"failed rule: {rule.Expression}";
        try
        {
            CelScope scope = new(null, "self", CelValues.Of(value));
            scope = isTransition ? new CelScope(scope, "oldSelf", CelValues.Of(old)) : scope;
            if (CelValues.Truth(s_compiled.GetOrAdd(rule.Expression, CelParser.Parse)(scope)))
            {
                return;
            }
        }
        catch (CelException fault)
        {
            detail = $"rule could not be evaluated: {rule.Expression}: {fault.Message}";
        }

        string shown = value switch
        {
            JsonObject => "\"object\"",
            JsonArray => "\"array\"",
            _ => value.ToJsonString(),
        };
        faults.Add(FieldFault.Invalid(path.Length == 0 ? "<nil>" : path + rule.FieldPath, shown, detail) with { Reason = rule.Reason });
    }

    // Items of keyed lists are followed by their keys, others not at all.
    private static JsonNode? Counterpart(JsonNode? item, JsonNode? old, ObjectSchemaNode schema) =>
        schema.ListType == "map" && old is JsonArray before
            ? before.FirstOrDefault(b => schema.ListMapKeys.All(k => JsonNode.DeepEquals(Trees.At(b, k), Trees.At(item, k))))
            : null;
}
