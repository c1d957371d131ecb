using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Config.Yaml;

namespace Istiod.Golden.Inject;

/// <summary>Compares what came of a case with its recording, as its README says what counts.</summary>
internal static class InjectComparer
{
    /// <summary>The first difference; null if there is none.</summary>
    public static string? Difference(InjectCase golden, JsonObject results)
    {
        foreach (KeyValuePair<string, JsonNode?> expected in golden.Record)
        {
            bool isPod = expected.Key.StartsWith("pod", StringComparison.Ordinal);
            if (!isPod && !expected.Key.StartsWith("response", StringComparison.Ordinal) && expected.Key != "kube-inject")
            {
                continue;
            }

            JsonNode? want = isPod && expected.Value is System.Text.Json.Nodes.JsonValue text ? FromYaml(text.GetValue<string>()) : expected.Value;
            if (Difference(Normal(want), Normal(results[expected.Key]), expected.Key) is { } difference)
            {
                return difference;
            }
        }

        return null;
    }

    /// <summary>The recording's YAML leaves texts such as 1e9 without quotes, which a reader of YAML 1.1 takes for numbers.</summary>
    private static bool IsSameNumber(JsonNode? want, JsonNode? found) =>
        want?.GetValueKind() == JsonValueKind.Number
        && found?.GetValueKind() == JsonValueKind.String
        && double.TryParse(found.GetValue<string>(), NumberStyles.Float, CultureInfo.InvariantCulture, out double text)
        && double.TryParse(want.ToJsonString(), NumberStyles.Float, CultureInfo.InvariantCulture, out double number)
        && text.Equals(number);

    private static JsonNode? FromYaml(string yaml) =>
        YamlReader.TryRead(Encoding.UTF8.GetBytes(yaml), "recording", 1, YamlOptions.Objects, out DataNode? root, out _) && root is not null
            ? JsonNode.Parse(Encoding.UTF8.GetString(root.ToJson()))
            : null;

    /// <summary>Order of lines in a list of errors and of names behind <c>have</c> is free.</summary>
    private static JsonNode? Normal(JsonNode? node)
    {
        JsonNode? copy = node?.DeepClone();
        if ((copy as JsonObject)?["body"]?["response"]?["status"] is JsonObject status && status["message"]?.GetValue<string>() is { } message)
        {
            int have = message.IndexOf("; have ", StringComparison.Ordinal);
            if (message.Contains("errors occurred", StringComparison.Ordinal))
            {
                message = string.Join('\n', message.Split('\n').Order(StringComparer.Ordinal));
            }
            else if (have >= 0)
            {
                message = message[..have] + string.Join(", ", message[(have + 7)..].Split(", ").Order(StringComparer.Ordinal));
            }

            status["message"] = message;
        }

        return copy;
    }

    private static string? Difference(JsonNode? want, JsonNode? found, string path)
    {
        switch (want, found)
        {
            case (JsonObject a, JsonObject b):
                foreach (string name in a.Select(m => m.Key).Union(b.Select(m => m.Key)))
                {
                    if (!a.ContainsKey(name) || !b.ContainsKey(name))
                    {
                        return $"{path}.{name}: {(a.ContainsKey(name) ? "missing" : "not expected")}";
                    }

                    if (Difference(a[name], b[name], $"{path}.{name}") is { } difference)
                    {
                        return difference;
                    }
                }

                return null;
            case (JsonArray a, JsonArray b):
                if (a.Count != b.Count)
                {
                    return $"{path}: {b.Count} items, expected {a.Count}";
                }

                for (int i = 0; i < a.Count; i++)
                {
                    if (Difference(a[i], b[i], $"{path}[{i}]") is { } difference)
                    {
                        return difference;
                    }
                }

                return null;
            default:
                return JsonNode.DeepEquals(want, found) || IsSameNumber(want, found) ? null : $"{path}: {found?.ToJsonString()}, expected {want?.ToJsonString()}";
        }
    }
}
