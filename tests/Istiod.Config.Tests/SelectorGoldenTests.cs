using System.Text;
using System.Text.Json;
using Istiod.Primitives;

namespace Istiod.Config.Tests;

public sealed class SelectorGoldenTests
{
    [Fact]
    public void Selectors_EveryRecordedCase_ParsesFormatsAndMatchesAlike()
    {
        List<LabelSet> sets = [];
        List<string> wrong = [];
        int count = 0;
        foreach (JsonElement golden in Golden.Primitives("selectors.jsonl"))
        {
            string kind = golden.GetProperty("kind").GetString()!;
            if (kind == "labelSets")
            {
                sets.AddRange(golden.GetProperty("sets").EnumerateArray().Select(Labels));
                continue;
            }

            count++;
            LabelSelector? selector;
            string? error = null;
            bool ok = true;
            switch (kind)
            {
                case "text":
                    ok = LabelSelector.TryParse(golden.GetProperty("selector").GetString()!, out selector, out error);
                    break;
                case "labelSelector":
                    ok = LabelSelectorJson.TryRead(Encoding.UTF8.GetBytes(golden.GetProperty("selector").GetString()!), out selector, out error);
                    break;
                default:
                    JsonElement labels = golden.GetProperty("labels");
                    selector = LabelSelector.FromLabels(labels.ValueKind == JsonValueKind.Null ? LabelSet.Empty : Labels(labels));
                    break;
            }

            if (ok != golden.GetProperty("ok").GetBoolean())
            {
                wrong.Add($"{golden} ours: {ok} {error}");
            }
            else if (!ok ? error != golden.GetProperty("error").GetString()
                : (selector!.ToString() != golden.GetProperty("string").GetString()
                    || selector.IsEmpty != golden.GetProperty("empty").GetBoolean()
                    || ReferenceEquals(selector, LabelSelector.Nothing) == golden.GetProperty("selectable").GetBoolean()
                    || selector.Requirements.Count != golden.GetProperty("requirements").GetInt32()
                    || !golden.GetProperty("matches").EnumerateArray().Select(static m => m.GetBoolean()).SequenceEqual(sets.Select(selector.Matches))
                    || (golden.TryGetProperty("validatedError", out JsonElement refused)
                        && (LabelSelector.TryCreate([.. selector.Requirements], out _, out error) || error != refused.GetString()))))
            {
                wrong.Add($"{golden} ours: {selector} {error}");
            }
        }

        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}:\n{string.Join('\n', wrong)}");
    }

    private static LabelSet Labels(JsonElement map) =>
        LabelSet.From(map.EnumerateObject().Select(static p => KeyValuePair.Create(p.Name, p.Value.GetString()!)));
}
