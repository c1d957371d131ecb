using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Istiod.Golden.Compare;

/// <summary>Compares a dump of a case with what the reference answered.</summary>
public static class GoldenComparer
{
    private static readonly JsonDocumentOptions s_deep = new() { MaxDepth = 512 };

    /// <summary>Differences of all proxies of a case, in words; empty if all is the same.</summary>
    /// <param name="caseDirectory">Folder with <c>expected.json.gz</c>.</param>
    /// <param name="dumpDirectory">Folder with the dump of this case.</param>
    public static IReadOnlyList<string> Differences(string caseDirectory, string dumpDirectory)
    {
        List<string> differences = [];
        JsonNode expected = Expected(caseDirectory);
        CompareStatuses(expected["status"] as JsonObject, Path.Combine(dumpDirectory, "status.yaml"), differences);
        JsonObject proxies = expected["proxies"]?.AsObject() ?? [];
        foreach (KeyValuePair<string, JsonNode?> proxy in proxies)
        {
            foreach (KeyValuePair<string, JsonNode?> type in proxy.Value?.AsObject() ?? [])
            {
                string file = Path.Combine(dumpDirectory, proxy.Key, type.Key + ".json");
                JsonArray? actual = File.Exists(file)
                    ? JsonNode.Parse(File.ReadAllText(file), documentOptions: s_deep)?.AsArray()
                    : null;
                Compare($"{proxy.Key} {type.Key}", type.Key, type.Value?.AsArray(), actual, differences);
            }
        }

        return differences;
    }

    private static void CompareStatuses(JsonObject? expected, string file, List<string> differences)
    {
        JsonObject actual = expected is not null && File.Exists(file) ? JsonNode.Parse(File.ReadAllText(file))?.AsObject() ?? [] : [];
        foreach (KeyValuePair<string, JsonNode?> status in expected ?? [])
        {
            if (!actual.TryGetPropertyValue(status.Key, out JsonNode? found) || !JsonNode.DeepEquals(status.Value, found))
            {
                differences.Add($"status {status.Key}: expected {status.Value?.ToJsonString() ?? "null"}, got {found?.ToJsonString() ?? "null"}");
            }
        }
    }

    private static JsonNode Expected(string caseDirectory)
    {
        using FileStream file = File.OpenRead(Path.Combine(caseDirectory, "expected.json.gz"));
        using GZipStream plain = new(file, CompressionMode.Decompress);
        return JsonNode.Parse(plain, documentOptions: s_deep) ?? throw new InvalidDataException(caseDirectory);
    }

    private static void Compare(string where, string type, JsonArray? expected, JsonArray? actual, List<string> differences)
    {
        if (expected is null)
        {
            return;
        }

        if (actual is null)
        {
            differences.Add($"{where}: no answer");
            return;
        }

        List<(string Name, string Text)> want = Named(type, expected);
        List<(string Name, string Text)> got = Named(type, actual);
        Dictionary<string, string> byName = got.ToDictionary(g => g.Name, g => g.Text, StringComparer.Ordinal);
        int before = differences.Count;
        foreach ((string name, string text) in want)
        {
            if (!byName.Remove(name, out string? found))
            {
                differences.Add($"{where} {name}: missing");
            }
            else if (found != text)
            {
                differences.Add($"{where} {name}: {FirstDifference(text, found)}");
            }
        }

        differences.AddRange(byName.Keys.Order(StringComparer.Ordinal).Select(name => $"{where} {name}: not expected"));
        if (before == differences.Count && type is "cds" or "lds" && !want.Select(w => w.Name).SequenceEqual(got.Select(g => g.Name)))
        {
            differences.Add($"{where}: order differs");
        }
    }

    // the second resource of one name is NAME#2
    private static List<(string Name, string Text)> Named(string type, JsonArray resources)
    {
        List<(string, string)> named = [];
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        foreach (JsonNode resource in resources.OfType<JsonNode>())
        {
            string name = GoldenJson.Identity(type, resource);
            int count = seen[name] = seen.GetValueOrDefault(name) + 1;
            named.Add((count == 1 ? name : $"{name}#{count}", GoldenJson.Canonical(resource)));
        }

        return named;
    }

    private static string FirstDifference(string expected, string actual)
    {
        int at = 0;
        while (at < expected.Length && at < actual.Length && expected[at] == actual[at])
        {
            at++;
        }

        int from = Math.Max(0, at - 60);
        return $"expected …{Part(expected, from)}…, got …{Part(actual, from)}…";
    }

    private static string Part(string text, int from) => text.Substring(Math.Min(from, text.Length), Math.Min(160, Math.Max(0, text.Length - from)));
}
