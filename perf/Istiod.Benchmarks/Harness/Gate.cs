using System.Globalization;

namespace Istiod.Benchmarks.Harness;

/// <summary>Holds figures against budgets and the baseline. Absolute times never fail.</summary>
internal sealed class Gate
{
    // Below this an allocation may come and go with what the runtime does beside us.
    private const double SlackBytes = 64;

    // CPU times on a shared machine: a ratio of two of them may be off by this against the recorded one.
    private const double TimeRatioSlack = 2;

    private readonly Budgets _budgets;
    private readonly Dictionary<string, Figure> _baseline;
    private readonly Dictionary<string, Figure> _figures = new(StringComparer.Ordinal);
    private readonly List<string> _faults = [];

    /// <summary>A gate that has seen nothing yet.</summary>
    public Gate(Budgets budgets, Dictionary<string, Figure> baseline)
    {
        _budgets = budgets;
        _baseline = baseline;
    }

    /// <summary>What failed, one line each.</summary>
    public IReadOnlyList<string> Faults => _faults;

    /// <summary>Checks one figure.</summary>
    /// <returns>The line of the table.</returns>
    public string Take(Figure figure)
    {
        _figures.Add(figure.Key, figure);
        string verdict = "";
        if (!_budgets.TryGet(figure.Key, out double budget))
        {
            Fail($"{figure.Key} has no budget", ref verdict, "NO BUDGET");
        }
        else if (figure.Bytes > (budget * (1 + _budgets.OverBudget)) + SlackBytes)
        {
            Fail(Text($"{figure.Key}: {figure.Bytes:N0} B, its budget is {budget:N0} B"), ref verdict, "OVER BUDGET");
        }

        string against = "";
        if (_baseline.TryGetValue(figure.Key, out Figure? recorded))
        {
            against = Text($"{figure.Bytes - recorded.Bytes,+12:+#,0;-#,0;0}");
            if (figure.Bytes > (recorded.Bytes * (1 + _budgets.OverBaseline)) + SlackBytes)
            {
                Fail(Text($"{figure.Key}: {figure.Bytes:N0} B, it was {recorded.Bytes:N0} B"), ref verdict, "WORSE");
            }
        }

        string time = figure.Nanoseconds is { } ns ? Text($"{ns:N0} ns") : "";
        return Text($"{figure.Key,-62} {time,16} {figure.Bytes,13:N0} B {against,12} {verdict}");
    }

    /// <summary>Checks the ratios, and that every budget had its figure.</summary>
    /// <param name="isWhole">All stages ran.</param>
    /// <returns>Lines of the table.</returns>
    public IEnumerable<string> Finish(bool isWhole)
    {
        foreach (string key in _budgets.Keys)
        {
            if (isWhole && !_figures.ContainsKey(key))
            {
                _faults.Add($"{key} has a budget and no figure");
            }
        }

        foreach (Ratio ratio in _budgets.Ratios)
        {
            if (TryRatio(ratio, _figures, out double value))
            {
                yield return Take(ratio, value);
            }
            else if (isWhole)
            {
                _faults.Add($"ratio {ratio.Name}: a figure is missing");
            }
        }
    }

    private string Take(Ratio ratio, double value)
    {
        string verdict = "";
        if (value > ratio.Most)
        {
            Fail(Text($"ratio {ratio.Name}: {value:F2}, at most {ratio.Most:F2}"), ref verdict, "TOO HIGH");
        }

        if (TryRatio(ratio, _baseline, out double recorded)
            && value > (recorded * (ratio.IsTime ? TimeRatioSlack : 1 + _budgets.OverBaseline)) + 0.05)
        {
            Fail(Text($"ratio {ratio.Name}: {value:F2}, it was {recorded:F2}"), ref verdict, "WORSE");
        }

        string measure = ratio.IsTime ? "time" : "bytes";
        return Text($"{ratio.Name,-62} {value,10:G3} of {measure}, at most {ratio.Most:G3} {verdict}");
    }

    private void Fail(string fault, ref string verdict, string word)
    {
        _faults.Add(fault);
        verdict = word;
    }

    private static bool TryRatio(Ratio ratio, Dictionary<string, Figure> figures, out double value)
    {
        value = 0;
        if (!figures.TryGetValue(ratio.Of, out Figure? of) || !figures.TryGetValue(ratio.To, out Figure? to))
        {
            return false;
        }

        value = ratio.IsTime ? (of.Nanoseconds ?? 0) / Math.Max(to.Nanoseconds ?? 0, 1) : of.Bytes / Math.Max(to.Bytes, 1);
        return true;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
