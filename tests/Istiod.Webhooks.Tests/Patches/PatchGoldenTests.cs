using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istiod.Webhooks.Patches;

namespace Istiod.Webhooks.Tests.Patches;

/// <summary>Patches as the Go libraries apply and make them.</summary>
public sealed class PatchGoldenTests
{
    [Fact]
    public void StrategicMerge_Recorded_IsAsInKubernetes() => Check("strategic.jsonl", static golden =>
    {
        string kind = Text(golden, "type");
        string apiVersion = kind switch
        {
            "Deployment" => "apps/v1",
            "HorizontalPodAutoscaler" => "autoscaling/v2",
            "PodDisruptionBudget" => "policy/v1",
            _ => "v1",
        };
        Assert.True(PatchSchema.TryFind(apiVersion, kind, out PatchSchema? schema));
        return StrategicMerge.Apply(Member(golden, "original"), Member(golden, "patch"), schema);
    });

    [Fact]
    public void JsonPatch_Recorded_IsAsInTheLibrary()
    {
        Check("jsonpatch.jsonl", static golden => Patch(golden, JsonPatchOptions.Default));
        JsonPatchOptions lenient = new() { AllowsMissingOnRemove = true, MakesPathOnAdd = true };
        Check(
            "jsonpatch.jsonl",
            golden => Patch(golden, lenient),
            static golden => golden.TryGetProperty("lenientResult", out JsonElement result) ? Tree(result.GetString()!) : null,
            static golden => golden.TryGetProperty("lenientError", out JsonElement error) ? error.GetString() : null);
    }

    [Fact]
    public void MergePatch_Recorded_IsAsInTheLibrary() => Check("mergepatch.jsonl", static golden =>
    {
        switch (Text(golden, "kind"))
        {
            case "merge":
                JsonNode? document = Tree(Text(golden, "doc"), "Invalid JSON Document");
                return MergePatch.Apply(document, Tree(Text(golden, "patch"), "Invalid JSON Patch"));
            case "create":
                return MergePatch.Create(
                    Tree(Text(golden, "original"), "Invalid JSON Document"), Tree(Text(golden, "modified"), "Invalid JSON Document"));
            default:
                bool same = JsonScalar.DeepEquals(Tree(Text(golden, "a"), "bad"), Tree(Text(golden, "b"), "bad"));
                return JsonValue.Create(same);
        }
    });

    [Fact]
    public void JsonDiff_Recorded_HasTheLibrarysOperations() => Check("jsondiff.jsonl", static golden =>
    {
        JsonNode? before = Tree(Text(golden, "a"), "invalid JSON Document"), after = Tree(Text(golden, "b"), "invalid JSON Document");
        List<JsonPatchOperation> operations = JsonDiff.Create(before, after);
        System.Buffers.ArrayBufferWriter<byte> written = new();
        JsonDiff.Write(operations, written);
        Assert.True(JsonText.TryParse(written.WrittenMemory, out JsonNode? array));
        JsonArray sorted = [];
        List<JsonNode?> items = [.. array!.AsArray()];
        array.AsArray().Clear();
        foreach (JsonNode? item in items.OrderBy(static item => Key(item!), StringComparer.Ordinal))
        {
            sorted.Add(item);
        }

        return sorted;
    });

    private static string Key(JsonNode operation) => $"{operation["op"]} {operation["path"]}";

    private static JsonNode? Patch(JsonElement golden, JsonPatchOptions options)
    {
        JsonPatch patch = JsonPatch.Read(Encoding.UTF8.GetBytes(Text(golden, "patch")));
        string document = Text(golden, "doc");
        return document.Length == 0 ? null : patch.Apply(Tree(document), options);
    }

    private static void Check(
        string file,
        Func<JsonElement, JsonNode?> run,
        Func<JsonElement, JsonNode?>? result = null,
        Func<JsonElement, string?>? fault = null)
    {
        List<string> wrong = [];
        int count = 0;
        foreach (JsonElement golden in Golden.Primitives(file))
        {
            if (result is not null && result(golden) is null && fault?.Invoke(golden) is null)
            {
                continue;
            }

            count++;
            string id = Text(golden, "id");
            string? said = null;
            JsonNode? got = null;
            try
            {
                got = run(golden);
            }
            catch (PatchException refused)
            {
                said = refused.Message;
            }

            string? difference = Difference(
                golden, got, said, result is null ? Expected(golden) : result(golden), fault is null ? Fault(golden) : fault(golden));
            if (difference is not null)
            {
                wrong.Add($"{id}: {difference}");
            }
        }

        Assert.True(count > 0);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}\n{string.Join('\n', wrong)}");
    }

    private static string? Difference(JsonElement golden, JsonNode? got, string? said, JsonNode? expected, string? fault)
    {
        if (golden.TryGetProperty("panic", out _))
        {
            return null;
        }

        if (golden.TryGetProperty("nondeterministic", out JsonElement all))
        {
            return said is null && all.EnumerateArray().Any(one => Same(Expected(one), got)) ? null : $"{got?.ToJsonString()} {said}";
        }

        if (fault is not null)
        {
            return said == fault ? null : $"says {said ?? got?.ToJsonString()}, not {fault}";
        }

        return said is null && Same(expected, got) ? null : $"gives {got?.ToJsonString() ?? said}, not {expected?.ToJsonString()}";
    }

    private static string? Fault(JsonElement golden) => golden.TryGetProperty("error", out JsonElement error) ? error.GetString() : null;

    private static JsonNode? Expected(JsonElement golden)
    {
        if (golden.TryGetProperty("equal", out JsonElement equal))
        {
            return JsonValue.Create(equal.GetBoolean());
        }

        if (golden.TryGetProperty("opsSorted", out JsonElement operations))
        {
            List<JsonNode> items = [.. operations.EnumerateArray().Select(static item => Tree(item.GetString()!)!)];
            return new JsonArray([.. items.OrderBy(static item => Key(item), StringComparer.Ordinal)]);
        }

        return golden.TryGetProperty("result", out JsonElement result) && result.GetString()!.Length > 0 ? Tree(result.GetString()!) : null;
    }

    /// <summary>Trees are equal; numbers by value, as some of the libraries write them anew.</summary>
    private static bool Same(JsonNode? left, JsonNode? right) => (left, right) switch
    {
        (JsonObject a, JsonObject b) => a.Count == b.Count && a.All(member => b.ContainsKey(member.Key) && Same(member.Value, b[member.Key])),
        (JsonArray a, JsonArray b) => a.Count == b.Count && a.Zip(b).All(static pair => Same(pair.First, pair.Second)),
        (JsonValue a, JsonValue b) when a.GetValueKind() == JsonValueKind.Number && b.GetValueKind() == JsonValueKind.Number =>
            double.Parse(a.ToJsonString(), CultureInfo.InvariantCulture).Equals(double.Parse(b.ToJsonString(), CultureInfo.InvariantCulture)),
        _ => JsonScalar.DeepEquals(left, right),
    };

    private static string Text(JsonElement golden, string name) => golden.GetProperty(name).GetString()!;

    private static JsonObject Member(JsonElement golden, string name)
    {
        string text = Text(golden, name);
        return Tree(text, "invalid JSON document") switch
        {
            JsonObject members => members,
            null when text == "null" => [],
            _ => throw new PatchException("invalid JSON document"),
        };
    }

    private static JsonNode? Tree(string text, string otherwise = "invalid state detected") =>
        JsonText.TryParse(Encoding.UTF8.GetBytes(text), out JsonNode? tree) ? tree : throw new PatchException(otherwise);
}
