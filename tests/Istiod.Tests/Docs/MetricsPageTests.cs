using System.Text;
using Istiod.Diagnostics.Metrics;
using Istiod.Tests.Metrics;

namespace Istiod.Tests.Docs;

public sealed class MetricsPageTests
{
    [Fact]
    public void MetricsPage_Lists_EveryDefinedMetric()
    {
        MetricRegistry registry = new EveryMetric(TimeProvider.System).Registry;
        StringBuilder page = new("# Metrics\n\nServed at `:15014/metrics`. A series appears after its first record. Names and meanings are istiod's; "
            + "what it has and is not listed here is not recorded yet.\n\n| name | type | labels | meaning |\n|---|---|---|---|\n");
        foreach ((string name, string type, IReadOnlyList<string> labels, string help) in registry.Describe())
        {
            page.Append("| `").Append(name).Append("` | ").Append(type).Append(" | ").AppendJoin(", ", labels).Append(" | ").Append(help).Append(" |\n");
        }

        OwnGolden.Check(Path.Combine("docs", "metrics.md"), page.ToString());
    }
}
