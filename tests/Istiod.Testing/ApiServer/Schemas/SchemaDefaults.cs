using System.Text.Json.Nodes;

namespace Istiod.Testing.ApiServer.Schemas;

/// <summary>Drops what a structural schema does not know, and fills its defaults.</summary>
/// <remarks>Source: k8s.io/apiextensions-apiserver pkg/apiserver/schema/{pruning,defaulting}: nulls of fields that are not nullable count as absent.</remarks>
internal static class SchemaDefaults
{
    /// <summary>Removes unknown members.</summary>
    /// <param name="isRoot">Whether the node is an object with kind and metadata of its own.</param>
    public static void Prune(JsonNode? value, ObjectSchemaNode schema, bool isRoot)
    {
        switch (value)
        {
            case JsonArray list when schema.Items is { } items:
                foreach (JsonNode? item in list)
                {
                    Prune(item, items, items.IsEmbedded);
                }

                break;
            case JsonObject map:
                foreach (string name in map.Select(m => m.Key).ToArray())
                {
                    if (isRoot && name is "apiVersion" or "kind" or "metadata")
                    {
                        continue;
                    }

                    if (schema.Member(name) is { } known)
                    {
                        Prune(map[name], known, known.IsEmbedded);
                    }
                    else if (!schema.PreservesUnknown)
                    {
                        map.Remove(name);
                    }
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Names of the members that <see cref="Prune"/> would remove.</summary>
    public static void Unknown(JsonNode? value, ObjectSchemaNode schema, bool isRoot, string path, List<string> unknown)
    {
        switch (value)
        {
            case JsonArray list when schema.Items is { } items:
                for (int i = 0; i < list.Count; i++)
                {
                    Unknown(list[i], items, items.IsEmbedded, $"{path}[{i}]", unknown);
                }

                break;
            case JsonObject map:
                foreach (KeyValuePair<string, JsonNode?> member in map)
                {
                    string at = path.Length == 0 ? member.Key : $"{path}.{member.Key}";
                    if (isRoot && member.Key is "apiVersion" or "kind" or "metadata")
                    {
                        continue;
                    }

                    if (schema.Member(member.Key) is { } known)
                    {
                        Unknown(member.Value, known, known.IsEmbedded, at, unknown);
                    }
                    else if (!schema.PreservesUnknown)
                    {
                        unknown.Add(at);
                    }
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Fills defaults in place.</summary>
    public static void Apply(JsonNode? value, ObjectSchemaNode schema)
    {
        switch (value)
        {
            case JsonArray list when schema.Items is { } items:
                foreach (JsonNode? item in list)
                {
                    Apply(item, items);
                }

                break;
            case JsonObject map:
                foreach (KeyValuePair<string, ObjectSchemaNode> property in schema.Properties)
                {
                    bool isThere = map.TryGetPropertyValue(property.Key, out JsonNode? known);
                    if (isThere && known is null && !property.Value.IsNullable)
                    {
                        map.Remove(property.Key);
                        isThere = false;
                    }

                    if (!isThere && property.Value.Default is { } filled)
                    {
                        map[property.Key] = filled.DeepClone();
                    }
                }

                foreach (KeyValuePair<string, JsonNode?> member in map.ToArray())
                {
                    if (schema.Member(member.Key) is { } known)
                    {
                        Apply(member.Value, known);
                    }
                }

                break;
            default:
                break;
        }
    }
}
