using System.Text.Json;
using Istiod.Golden.Validation;

namespace Istiod.Golden.Tests;

/// <summary>The recorded verdicts, over reviews as an API server sends them.</summary>
public sealed class ValidateFamilyTests
{
    /// <summary>Answers that differ on purpose, with the reason.</summary>
    private static readonly Dictionary<string, string> s_differs = new(StringComparer.Ordinal)
    {
        ["general/request-missing"] = "the reference breaks the connection, ours answers 400",
    };

    public static TheoryData<string> Paths()
    {
        TheoryData<string> paths = [];
        foreach (string path in ValidateFamily.Find(PassingCases.Root, null))
        {
            paths.Add(path);
        }

        return paths;
    }

    [Theory]
    [MemberData(nameof(Paths))]
    public void Validate_EveryRecordedReview_IsAnsweredTheSame(string path)
    {
        string output = Directory.CreateTempSubdirectory("validate").FullName;
        try
        {
            Assert.Empty(ValidateFamily.Run(PassingCases.Root, path, output));
            using JsonDocument ours = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(output, path + ".json")));
            using JsonDocument recorded = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(PassingCases.Root, path + ".expected.json")));
            List<string> wrong = [];
            foreach (JsonProperty wanted in recorded.RootElement.EnumerateObject())
            {
                string id = $"{Path.GetFileName(path)}/{wanted.Name}";
                string got = Text(ours.RootElement.GetProperty(wanted.Name));
                if (!s_differs.ContainsKey(id) && got != Text(wanted.Value))
                {
                    wrong.Add($"{id}: {got}\n  recorded: {Text(wanted.Value)}");
                }
            }

            Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        }
        finally
        {
            Directory.Delete(output, recursive: true);
        }
    }

    /// <summary>A verdict as text. Faults of one object have no order in the reference where they come from entries of a map.</summary>
    private static string Text(JsonElement verdict) =>
        string.Join(" | ", verdict.EnumerateObject().Select(static p => p.Name + "=" + string.Join(
            " / ", (p.Value.ValueKind == JsonValueKind.Array ? p.Value.EnumerateArray().Select(static w => w.ToString()) : p.Value.ToString().Split('\n')).Order(StringComparer.Ordinal))));
}
