using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istiod.GoTemplate;
using Istiod.Webhooks.Injection.Json;
using Istiod.Webhooks.Injection.Kube;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>Typed JSON of Kubernetes objects as template values, and as the JSON text that Go writes.</summary>
internal static class KubeValues
{
    // One template type for each type of the table, which is fixed: this cannot grow without end.
    private static readonly ConcurrentDictionary<KubeType, GoType> s_types = new();
    private static readonly GoType s_quantity = new("resource.Quantity", GoKind.String);
    private static readonly GoType s_time = new("v1.Time", GoKind.String);

    /// <summary>The template type of a table's type.</summary>
    public static GoType TypeOf(KubeType type) => s_types.GetOrAdd(type, Make);

    /// <summary>The pointer to it.</summary>
    public static GoType PointerOf(KubeType type) => GoType.PointerTo(TypeOf(type));

    /// <summary>A value for templates; an absent one is the zero value, or the nil pointer.</summary>
    public static GoValue Of(JsonNode? node, KubeType type, bool isPointer)
    {
        if (node is null && isPointer)
        {
            return GoValue.NilOf(PointerOf(type));
        }

        if (type.Kind == KubeKind.Struct)
        {
            return GoValue.From(new KubeObject(type, node as JsonObject ?? [], isPointer));
        }

        GoValue value = Plain(node, type);
        return isPointer ? GoValue.From(new GoPointer(PointerOf(type), value)) : value;
    }

    /// <summary>The JSON text that Go's encoding/json writes for a typed tree.</summary>
    public static string ToJson(JsonNode? node, KubeType type) =>
        GoJson.TryWrite(Of(node, type, isPointer: false), out string? json, out string? error)
            ? json
            : throw new InvalidOperationException(error);

    /// <summary>Writes a typed tree.</summary>
    public static void Write(GoJsonWriter writer, JsonNode? node, KubeType type)
    {
        switch (node)
        {
            case null:
                writer.Null();
                break;
            case JsonObject members when type.Kind == KubeKind.Struct:
                new KubeObject(type, members).WriteJson(writer);
                break;
            case JsonObject entries when type.Kind == KubeKind.Map:
                writer.BeginObject();
                foreach (string key in Sorted(entries))
                {
                    writer.Name(key);
                    Write(writer, entries[key], type.Element);
                }

                writer.EndObject();
                break;
            case JsonArray items when type.Kind == KubeKind.Slice:
                writer.BeginArray();
                foreach (JsonNode? item in items)
                {
                    Write(writer, item, type.Element);
                }

                writer.EndArray();
                break;
            default:
                WriteAny(writer, node);
                break;
        }
    }

    /// <summary>The names of an object in Go's order.</summary>
    public static string[] Sorted(JsonObject entries)
    {
        string[] keys = new string[entries.Count];
        int at = 0;
        foreach (KeyValuePair<string, JsonNode?> entry in entries)
        {
            keys[at++] = entry.Key;
        }

        Array.Sort(keys, StringComparer.Ordinal);
        return keys;
    }

    private static void WriteAny(GoJsonWriter writer, JsonNode node)
    {
        if (node.GetValueKind() == JsonValueKind.String)
        {
            writer.String(node.Text()!); // the kind says there is one
        }
        else
        {
            writer.Raw(node.ToJsonString());
        }
    }

    private static GoValue Plain(JsonNode? node, KubeType type)
    {
        GoType goType = TypeOf(type);
        switch (type.Kind)
        {
            case KubeKind.Slice:
                return node is JsonArray items ? GoValue.From(new KubeList(type, items)) : GoValue.NilOf(goType);
            case KubeKind.Map:
                return node is JsonObject entries ? GoValue.From(new KubeMap(type, entries)) : GoValue.NilOf(goType);
            case KubeKind.Bool:
                return GoValue.FromBool(node.Truth() == true);
            case KubeKind.Int32 or KubeKind.Int64:
                return GoValue.FromInteger(goType, node.Whole() ?? 0);
            case KubeKind.IntOrString:
                return GoValue.From(new IntOrStringObject(node));
            case KubeKind.String when ReferenceEquals(goType, GoType.String):
                return GoValue.FromString(node.Text());
            case KubeKind.String or KubeKind.Quantity or KubeKind.Time or KubeKind.Bytes:
                return GoValue.From(new GoNamedString(goType, node.Text() ?? ""));
            default:
                return node is not null && GoJson.TryRead(node.ToJsonString(), out GoValue raw, out _) ? raw : GoValue.Nil;
        }
    }

    private static GoType Make(KubeType type) => type.Kind switch
    {
        KubeKind.Struct => new KubeTypeInfo(type),
        KubeKind.Slice => GoType.ListOf(TypeOf(type.Element)),
        KubeKind.Map => type.Name.StartsWith("map[string]", StringComparison.Ordinal)
            ? GoType.MapOf(TypeOf(type.Element))
            : new GoType(type.Name, GoKind.Map, TypeOf(type.Element)),
        KubeKind.Bool => GoType.Bool,
        KubeKind.Int32 => GoType.Int32,
        KubeKind.Int64 => GoType.Int64,
        KubeKind.Quantity => s_quantity,
        KubeKind.Time => s_time,
        KubeKind.IntOrString => IntOrStringObject.IntOrStringType,
        KubeKind.Raw => GoType.Any,
        KubeKind.Bytes => new GoType(type.Name, GoKind.String),
        _ => type.Name == "string" ? GoType.String : new GoType(type.Name, GoKind.String),
    };
}
