using System.Text.Json;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos;

namespace Istiod.Debug.Shapes;

/// <summary>What pages of the reference have in common, as Go writes it: nothing is <c>null</c>, or left out.</summary>
internal static class JsonShape
{
    private static readonly ProtoJsonOptions s_options = new() { AnyResolver = ProtoTypes.Resolver };

    /// <summary>A message as JSON.</summary>
    public static void WriteMessage(this Utf8JsonWriter json, IProtoMessage message) => message.WriteJson(json, s_options);

    /// <summary>A member that is left out if it is empty.</summary>
    public static void WriteIfAny(this Utf8JsonWriter json, string name, string value)
    {
        if (value.Length > 0)
        {
            json.WriteString(name, value);
        }
    }

    /// <summary>An object of texts; <c>null</c> if there are none.</summary>
    public static void WriteMap(this Utf8JsonWriter json, string name, LabelSet? map)
    {
        if (map is null || map.Count == 0)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartObject(name);
        for (int i = 0; i < map.Count; i++)
        {
            json.WriteString(map[i].Key, map[i].Value);
        }

        json.WriteEndObject();
    }

    /// <summary>As <see cref="WriteMap"/>, left out if there are none.</summary>
    public static void WriteMapIfAny(this Utf8JsonWriter json, string name, LabelSet map)
    {
        if (map.Count > 0)
        {
            json.WriteMap(name, map);
        }
    }

    /// <summary>A list of texts; <c>null</c> if there are none.</summary>
    public static void WriteList(this Utf8JsonWriter json, string name, ValueArray<string> list)
    {
        if (list.IsEmpty)
        {
            json.WriteNull(name);
            return;
        }

        json.WriteStartArray(name);
        foreach (string item in list)
        {
            json.WriteStringValue(item);
        }

        json.WriteEndArray();
    }

    /// <summary>A set, which Go has as an object with empty values.</summary>
    public static void WriteSet(this Utf8JsonWriter json, string name, IEnumerable<string> items)
    {
        json.WriteStartObject(name);
        foreach (string item in items)
        {
            json.WriteStartObject(item);
            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    /// <summary>A name with its namespace, as Kubernetes' Go type of that.</summary>
    public static void WriteName(this Utf8JsonWriter json, NamespacedName name)
    {
        json.WriteStartObject();
        json.WriteString("Namespace", name.Namespace ?? "");
        json.WriteString("Name", name.Name ?? "");
        json.WriteEndObject();
    }
}
