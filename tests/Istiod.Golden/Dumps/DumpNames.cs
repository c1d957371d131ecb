using System.Text.Json.Nodes;

namespace Istiod.Golden.Dumps;

/// <summary>The names that Envoy (or a gRPC client) asks for next, read from the answers it has.</summary>
/// <remarks>The rules of <c>xdsdump.py</c>, so that dumps of both compare.</remarks>
internal static class DumpNames
{
    /// <summary>Names for a type, in order of appearance, none twice.</summary>
    /// <param name="answers">Answers so far by short name.</param>
    public static IReadOnlyList<string> For(string type, IReadOnlyDictionary<string, JsonArray?> answers, bool isGrpc)
    {
        List<string> names = [];
        switch (type)
        {
            case "cds" when isGrpc:
                Walk(answers.GetValueOrDefault("rds"), node =>
                {
                    if (node["route"] is JsonObject route)
                    {
                        Add(names, Text(route["cluster"]));
                        foreach (JsonNode? weighted in route["weighted_clusters"]?["clusters"] as JsonArray ?? [])
                        {
                            Add(names, Text(weighted?["name"]));
                        }
                    }
                });
                break;
            case "eds":
                foreach (JsonNode? cluster in answers.GetValueOrDefault("cds") ?? [])
                {
                    if (Text(cluster?["type"]) == "EDS")
                    {
                        string service = Text(cluster?["eds_cluster_config"]?["service_name"]);
                        Add(names, service.Length > 0 ? service : Text(cluster?["name"]));
                    }
                }

                break;
            case "rds":
                Walk(answers.GetValueOrDefault("lds"), node => Add(names, Text((node["rds"] as JsonObject)?["route_config_name"])));
                break;
            case "ecds":
                Walk(answers.GetValueOrDefault("lds"), node => Add(names, node.ContainsKey("config_discovery") ? Text(node["name"]) : ""));
                break;
            case "sds":
                Action<JsonObject> secret = node => Add(names, node["sds_config"] is JsonObject ? Text(node["name"]) : "");
                Walk(answers.GetValueOrDefault("cds"), secret);
                Walk(answers.GetValueOrDefault("lds"), secret);
                names.RemoveAll(n => n is "default" or "ROOTCA");
                break;
            default:
                break;
        }

        return names;
    }

    private static void Add(List<string> names, string name)
    {
        if (name.Length > 0 && !names.Contains(name))
        {
            names.Add(name);
        }
    }

    private static string Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    private static void Walk(JsonNode? node, Action<JsonObject> visit)
    {
        switch (node)
        {
            case JsonObject members:
                visit(members);
                foreach (KeyValuePair<string, JsonNode?> member in members)
                {
                    Walk(member.Value, visit);
                }

                break;
            case JsonArray items:
                foreach (JsonNode? item in items)
                {
                    Walk(item, visit);
                }

                break;
            default:
                break;
        }
    }
}
