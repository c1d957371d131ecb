using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Istiod.Golden.Compare;

/// <summary>Brings JSON of resources into a form in which equal meaning is equal text, by the rules of <c>golden_compare.py</c>.</summary>
internal static class GoldenJson
{
    private const string WasmVersion = "ISTIO_META_WASM_PLUGIN_RESOURCE_VERSION";

    /// <summary>Canonical text: members sorted, whole numbers without fraction, lists without a meaning of order sorted.</summary>
    public static string Canonical(JsonNode? node)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter writer = new(stream, new JsonWriterOptions { MaxDepth = 512 }))
        {
            Write(writer, node, "");
        }

        return System.Text.Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>The name by which a resource is found again.</summary>
    public static string Identity(string type, JsonNode resource)
    {
        if (type == "nds")
        {
            return "table";
        }

        if (type is "address" or "workload" or "authorization")
        {
            JsonNode workload = resource["workload"] ?? resource;
            return resource["service"] is { } service
                ? Text(service["namespace"]) + "/" + Text(service["hostname"])
                : Text(workload["uid"]) is { Length: > 0 } uid ? uid : Text(workload["namespace"]) + "/" + Text(workload["name"]);
        }

        foreach (string member in new[] { "cluster_name", "name", "uid" })
        {
            if (Text(resource[member]) is { Length: > 0 } name)
            {
                return name;
            }
        }

        return Canonical(resource);
    }

    private static void Write(Utf8JsonWriter writer, JsonNode? node, string name)
    {
        switch (node)
        {
            case JsonObject members:
                writer.WriteStartObject();
                foreach (KeyValuePair<string, JsonNode?> member in members.OrderBy(m => m.Key, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Key);
                    if (member.Key == WasmVersion)
                    {
                        writer.WriteStringValue("(the resourceVersion)");
                    }
                    else
                    {
                        Write(writer, member.Value, member.Key);
                    }
                }

                writer.WriteEndObject();
                break;
            case JsonArray items:
                writer.WriteStartArray();
                foreach (JsonNode? item in SortKey(name) is { } key ? items.OrderBy(key, StringComparer.Ordinal) : items.AsEnumerable())
                {
                    Write(writer, item, "");
                }

                writer.WriteEndArray();
                break;
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number:
                WriteNumber(writer, value.ToJsonString());
                break;
            case null:
                writer.WriteNullValue();
                break;
            default:
                node.WriteTo(writer);
                break;
        }
    }

    private static void WriteNumber(Utf8JsonWriter writer, string text)
    {
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal whole))
        {
            writer.WriteNumberValue(whole);
            return;
        }

        double number = double.Parse(text, CultureInfo.InvariantCulture);
        if (number == Math.Truncate(number) && Math.Abs(number) < 1e18)
        {
            writer.WriteNumberValue((long)number);
        }
        else
        {
            writer.WriteNumberValue(number);
        }
    }

    // lists whose order means nothing to Envoy
    private static Func<JsonNode?, string>? SortKey(string list) => list switch
    {
        "virtual_hosts" or "query_parameters" => n => Text(n?["name"]),
        "filter_chains" => n => Text(n?["name"]) + "\0" + Canonical(n?["filter_chain_match"]),
        "lb_endpoints" => n => Canonical(n?["endpoint"]?["address"] ?? n?["endpoint_name"]),
        "endpoints" => n => n is JsonObject ? Canonical(n["locality"]) + "\0" + Canonical(n["priority"]) : Canonical(n),
        "domains" or "server_names" or "ips" or "prefix_ranges" => Canonical,
        _ => null,
    };

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : "";
}
