using Istiod.Golden.Inject;

namespace Istiod.Golden.Tests;

/// <summary>The recorded cases of injection, with request and installation as recorded and as made from the case's files, with the chart's own templates, which <c>ISTIO_CHART_DIR</c> holds.</summary>
public sealed class InjectTests
{
    private static readonly Dictionary<string, string> s_differ = new(StringComparer.Ordinal)
    {
        ["inject/review-case-keys"] = "no request: the reference breaks the connection, we answer 400",
        ["inject/review-no-version"] = "the message holds the body as it was sent; the recording has its members sorted",
    };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Cases_AllOfThem_AreAnsweredAsRecorded(bool isFromFiles)
    {
        string chart = InjectRunner.ChartOf(PassingCases.Root);
        if (!File.Exists(Path.Combine(chart, "rendered-default.yaml")))
        {
            return; // only where the chart is at hand; our own templates cover the same ground in Istiod.Webhooks.Tests
        }

        IReadOnlyList<string> paths = InjectCase.Find(PassingCases.Root);
        Assert.True(paths.Count >= 180, $"{paths.Count} cases");
        List<string> wrong = [];
        foreach (string path in paths)
        {
            InjectCase golden = InjectCase.Load(PassingCases.Root, path, chart, isFromFiles);
            string? difference = InjectComparer.Difference(golden, InjectRunner.Run(golden));
            if (difference is null == s_differ.ContainsKey(path))
            {
                wrong.Add($"{path}: {difference ?? "is the same now: take it off the list"}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong.Take(20)));
    }
}
