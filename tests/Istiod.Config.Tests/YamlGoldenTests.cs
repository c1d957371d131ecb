using System.Text;
using System.Text.Json;
using Istiod.Config.Yaml;
using Istiod.Primitives;

namespace Istiod.Config.Tests;

public sealed class YamlGoldenTests
{
    /// <summary>Cases that come out differently, with the reason; at most 2 % of the file.</summary>
    private static readonly Dictionary<string, string> s_exceptions = new(StringComparer.Ordinal)
    {
        ["yaml-243"] = "a lone dash in a flow list is refused: the parser takes it for a block entry",
        ["yaml-244"] = "likewise in a flow map",
        ["yaml-557"] = "anchors with dots are taken: YAML 1.2 allows them, no object needs the refusal",
        ["yaml-588"] = "a quoted text continued at column 0 is refused: YAML 1.2 wants indentation",
        ["yaml-607"] = "a quoted key over two lines ends the document instead of failing",
        ["yaml-634"] = "what follows a document that ends by indentation is refused, not dropped: dropping hides mistakes",
        ["yaml-642"] = "a tab after a dash is taken: YAML 1.2 allows it",
        ["yaml-660"] = "the escape \\/ is taken: YAML 1.2 and JSON have it",
        ["yaml-665"] = "the escape \\' is refused: no YAML version has it",
    };

    [Fact]
    public void Yaml_EveryRecordedCase_GivesTheRecordedJson()
    {
        List<string> wrong = [];
        List<string> stale = [];
        int count = 0;
        foreach (JsonElement golden in Golden.Primitives("yaml.jsonl"))
        {
            count++;
            string id = golden.GetProperty("id").GetString()!;
            string? fault = Check(golden);
            if (fault is not null && !s_exceptions.ContainsKey(id))
            {
                wrong.Add($"{id} {golden.GetProperty("topic")} {fault}");
            }
            else if (fault is null && s_exceptions.ContainsKey(id))
            {
                stale.Add(id);
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}:\n{string.Join('\n', wrong)}");
        Assert.Empty(stale);
        Assert.InRange(s_exceptions.Count, 0, count / 50);
    }

    private static string? Check(JsonElement golden)
    {
        byte[] yaml = golden.TryGetProperty("yaml", out JsonElement text)
            ? Encoding.UTF8.GetBytes(text.GetString()!)
            : golden.GetProperty("yamlBase64").GetBytesFromBase64();
        bool ok = YamlReader.TryRead(yaml, "f", 1, null, out DataNode? root, out Finding? fault);
        string ours = ok ? Encoding.UTF8.GetString(root!.ToJson()) : "";
        if (golden.TryGetProperty("nondeterministic", out JsonElement outcomes))
        {
            return outcomes.EnumerateArray().Any(outcome => Fits(outcome)) ? null : $"{text} gave {ours} {fault}";
        }

        if (!Fits(golden))
        {
            return $"{text.GetRawText()} wants {(golden.TryGetProperty("json", out JsonElement json) ? json : golden.GetProperty("error"))} got {ours} {fault}";
        }

        if (golden.TryGetProperty("strictError", out _)
            && YamlReader.TryRead(yaml, "f", 1, new YamlOptions { IsStrict = true }, out root, out _))
        {
            return $"{text.GetRawText()} strict should fail";
        }

        return null;

        bool Fits(JsonElement outcome) => outcome.GetProperty("ok").GetBoolean()
            ? ok && DataNode.DeepEquals(root!, DataNode.ParseJson(Encoding.UTF8.GetBytes(outcome.GetProperty("json").GetString()!)))
            : !ok;
    }
}
