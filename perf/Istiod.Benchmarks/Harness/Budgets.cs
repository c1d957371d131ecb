using System.Text.Json;

namespace Istiod.Benchmarks.Harness;

/// <summary>The limits that are set by hand in <c>budgets.json</c>.</summary>
internal sealed class Budgets
{
    private readonly Dictionary<string, double> _bytes = new(StringComparer.Ordinal);
    private readonly List<Ratio> _ratios = [];

    private Budgets()
    {
    }

    /// <summary>Keys that have a budget.</summary>
    public IReadOnlyCollection<string> Keys => _bytes.Keys;

    /// <summary>Limits on ratios.</summary>
    public IReadOnlyList<Ratio> Ratios => _ratios;

    /// <summary>How far over its budget a figure may be, as a part of it.</summary>
    public double OverBudget { get; private set; }

    /// <summary>How far over the recorded figure a figure may be, as a part of it.</summary>
    public double OverBaseline { get; private set; }

    /// <summary>Reads the file.</summary>
    public static Budgets Read(string file)
    {
        using JsonDocument document = JsonDocument.Parse(
            File.ReadAllText(file), new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip });
        JsonElement root = document.RootElement;
        Budgets budgets = new()
        {
            OverBudget = root.GetProperty("overBudget").GetDouble(),
            OverBaseline = root.GetProperty("overBaseline").GetDouble(),
        };
        foreach (JsonProperty stage in root.GetProperty("bytes").EnumerateObject())
        {
            foreach (JsonProperty sample in stage.Value.EnumerateObject())
            {
                budgets._bytes.Add($"{stage.Name}/{sample.Name}", sample.Value.GetDouble());
            }
        }

        foreach (JsonElement ratio in root.GetProperty("ratios").EnumerateArray())
        {
            budgets._ratios.Add(new Ratio(
                ratio.GetProperty("name").GetString()!, // the file is ours and checked by running it
                ratio.GetProperty("of").GetString()!,
                ratio.GetProperty("to").GetString()!,
                ratio.GetProperty("measure").GetString() == "time",
                ratio.GetProperty("most").GetDouble()));
        }

        return budgets;
    }

    /// <summary>The budget of a figure, in bytes.</summary>
    public bool TryGet(string key, out double bytes) => _bytes.TryGetValue(key, out bytes);
}
