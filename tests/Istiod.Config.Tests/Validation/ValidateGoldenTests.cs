using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Istiod.Config.Validation;
using Istiod.Config.Yaml;

namespace Istiod.Config.Tests.Validation;

public sealed class ValidateGoldenTests
{
    /// <summary>Refusals that name the same field and fault in other words, with the reason; at most 30.</summary>
    private static readonly Dictionary<string, string> s_otherWords = new(StringComparer.Ordinal)
    {
    };

    public static TheoryData<string> Kinds()
    {
        TheoryData<string> kinds = [];
        foreach (string file in Directory.EnumerateFiles(Path.Combine(Golden.Root, "validate"), "*.yaml").Order(StringComparer.Ordinal))
        {
            kinds.Add(Path.GetFileNameWithoutExtension(file));
        }

        return kinds;
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Review_EveryRecordedObject_GivesTheRecordedVerdict(string kind)
    {
        string path = Path.Combine(Golden.Root, "validate", kind);
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllBytes(path + ".expected.json"));
        List<string> wrong = [];
        int count = 0;
        foreach (YamlDocument document in YamlReader.ReadAll(Recorded(path + ".yaml"), kind, YamlOptions.Objects))
        {
            DataNode root = document.Root ?? throw new InvalidOperationException(document.Fault?.ToString());
            string name = root["metadata"]?.TextOf("name") ?? "";
            if (root["review"] is not null || !expected.RootElement.TryGetProperty(name, out JsonElement wanted))
            {
                // What concerns the review itself is the webhook's affair.
                continue;
            }

            count++;
            ObjectVerdict verdict = ObjectReview.Check(root, withAlpha: false);
            string fault = Compare(verdict, wanted, $"{kind}/{name}");
            if (fault.Length > 0)
            {
                wrong.Add($"{name}: {fault}");
            }
        }

        Assert.True(count > 0);
        Assert.True(wrong.Count == 0, $"{wrong.Count} of {count}:\n{string.Join('\n', wrong)}");
        Assert.InRange(s_otherWords.Count, 0, 30);
    }

    /// <summary>A file of objects; <c>$repeat c N</c> stands for a long text of one character.</summary>
    private static byte[] Recorded(string file)
    {
        string text = Regex.Replace(
            File.ReadAllText(file),
            @"\$repeat (\w) x? ?(\d+)",
            static match => new string(match.Groups[1].Value[0], int.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture)));
        return Encoding.UTF8.GetBytes(text);
    }

    private static string Compare(ObjectVerdict verdict, JsonElement wanted, string id)
    {
        bool isAllowed = wanted.GetProperty("allowed").GetBoolean();
        string message = wanted.GetProperty("message").GetString() ?? "";
        string[] warnings = wanted.GetProperty("warnings").ValueKind == JsonValueKind.Array
            ? [.. wanted.GetProperty("warnings").EnumerateArray().Select(static item => item.GetString() ?? "")]
            : [];
        if (verdict.IsAllowed != isAllowed)
        {
            return $"allowed is {verdict.IsAllowed}: {verdict.Message}\n  recorded: {message}";
        }

        if (!Sorted(verdict.Warnings).SequenceEqual(Sorted(warnings)))
        {
            return $"warnings: {string.Join(" | ", verdict.Warnings)}\n  recorded: {string.Join(" | ", warnings)}";
        }

        return s_otherWords.ContainsKey(id) || Sorted(verdict.Message.Split('\n')).SequenceEqual(Sorted(message.Split('\n')))
            ? ""
            : $"{verdict.Message}\n  recorded: {message}";
    }

    // Maps have no order in the reference: neither have faults that come from their entries.
    private static IEnumerable<string> Sorted(IEnumerable<string> lines) => lines.Order(StringComparer.Ordinal);
}
