using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istiod.Protobuf;
using Istiod.Protos;

namespace Istiod.Golden.Dumps;

/// <summary>Resources as JSON in the layout of the goldens.</summary>
internal static class ResourceJson
{
    /// <summary>How dumps are written: people read them.</summary>
    public static readonly JsonSerializerOptions FileOptions = new()
    {
        WriteIndented = true,
        IndentSize = 1,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        MaxDepth = 256,
    };

    private static readonly ProtoJsonOptions s_golden = ProtoJsonOptions.Golden(ProtoTypes.Resolver);

    /// <summary>All resources of an answer, sorted by name as <c>xdsdump.py</c> sorts them.</summary>
    public static JsonArray Answer(string typeUrl, IEnumerable<ReadOnlyMemory<byte>> bodies)
    {
        List<(string Key, JsonNode Node)> all = [];
        foreach (ReadOnlyMemory<byte> body in bodies)
        {
            JsonNode node = Parse(typeUrl, body);
            all.Add((KeyOf(node), node));
        }

        all.Sort((a, b) => string.CompareOrdinal(a.Key, b.Key));
        return [.. all.Select(a => a.Node)];
    }

    private static JsonNode Parse(string typeUrl, ReadOnlyMemory<byte> body)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { MaxDepth = 256, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            AnyValue.FromBytes(typeUrl, body).WriteJson(writer, s_golden);
        }

        JsonNode node = JsonNode.Parse(stream.ToArray(), documentOptions: new JsonDocumentOptions { MaxDepth = 256 })
            ?? throw new InvalidDataException("a resource that is null");
        node.AsObject().Remove("@type");
        return node;
    }

    private static string KeyOf(JsonNode node)
    {
        foreach (string member in new[] { "name", "cluster_name" })
        {
            if (node[member] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0)
            {
                return text;
            }
        }

        return node.ToJsonString();
    }
}
