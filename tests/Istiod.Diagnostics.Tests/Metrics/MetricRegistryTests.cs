using System.Buffers;
using System.Text;
using Istiod.Diagnostics.Metrics;

namespace Istiod.Diagnostics.Tests.Metrics;

public sealed class MetricRegistryTests
{
    private readonly MetricRegistry _registry = new();

    [Fact]
    public void Text_NothingRecorded_IsEmpty()
    {
        _registry.Counter("pilot_xds_pushes", "Pushes.", "type").With("cds");
        _registry.Gauge("pilot_services", "Services.");
        _registry.Histogram("pilot_debounce_time", "Delay.", [0.1, 1]);
        Assert.Equal("", Text());
    }

    [Fact]
    public void Text_ZeroRecorded_Appears()
    {
        _registry.Counter("a", "Help.").Add(0);
        Assert.Equal("# HELP a Help.\n# TYPE a counter\na 0\n", Text());
    }

    [Fact]
    public void Text_Families_AreSortedByNameAndSeriesByLabelValue()
    {
        Counter pushes = _registry.Counter("b_pushes", "B.", "type");
        pushes.With("lds").Increment();
        pushes.With("cds").Add(3);
        _registry.Gauge("a_gauge", "A.").Set(1.5);
        Assert.Equal(
            "# HELP a_gauge A.\n# TYPE a_gauge gauge\na_gauge 1.5\n"
            + "# HELP b_pushes B.\n# TYPE b_pushes counter\nb_pushes{type=\"cds\"} 3\nb_pushes{type=\"lds\"} 1\n",
            Text());
    }

    [Fact]
    public void Text_LabelNames_AreSorted()
    {
        _registry.Counter("events", "E.", "type", "event").With("Pods", "add").Increment();
        Assert.EndsWith("events{event=\"add\",type=\"Pods\"} 1\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_LabelValue_IsEscaped()
    {
        _registry.Gauge("g", "A \\ and\na line.", "err").With("say \"no\"\\\nend").Set(1);
        Assert.Equal("# HELP g A \\\\ and\\na line.\n# TYPE g gauge\ng{err=\"say \\\"no\\\"\\\\\\nend\"} 1\n", Text());
    }

    [Fact]
    public void Histogram_Record_FillsCumulativeBuckets()
    {
        Histogram time = _registry.Histogram("t", "T.", [0.1, 1, 1000000]);
        time.Record(0.1);
        time.Record(0.5);
        time.Record(TimeSpan.FromHours(1000));
        Assert.Equal(
            "# HELP t T.\n# TYPE t histogram\nt_bucket{le=\"0.1\"} 1\nt_bucket{le=\"1\"} 2\nt_bucket{le=\"1e+06\"} 2\n"
            + "t_bucket{le=\"+Inf\"} 3\nt_sum 3.6000006e+06\nt_count 3\n",
            Text());
    }

    [Fact]
    public void Histogram_Bound_ComesAfterTheOtherLabels()
    {
        _registry.Histogram("size", "S.", [1], "type").With("cds").Record(2);
        Assert.Contains("size_bucket{type=\"cds\",le=\"1\"} 0\n", Text(), StringComparison.Ordinal);
    }

    [Fact]
    public void Histogram_BoundsThatDoNotRise_AreRefused() =>
        Assert.Throws<ArgumentException>(() => _registry.Histogram("h", "H.", [1, 1]));

    [Fact]
    public void Callback_Null_IsLeftOut()
    {
        double? value = null;
        _registry.GaugeCallback("up", "U.", () => value);
        Assert.Equal("", Text());
        value = 11.25;
        Assert.Equal("# HELP up U.\n# TYPE up gauge\nup 11.25\n", Text());
    }

    [Fact]
    public void Definition_SameAgain_IsTheSameFamily() =>
        Assert.Same(_registry.Counter("c", "C.", "x"), _registry.Counter("c", "C.", "x"));

    [Fact]
    public void Definition_OtherKindOrLabels_Throws()
    {
        _registry.Counter("c", "C.", "x");
        Assert.Throws<InvalidOperationException>(() => _registry.Gauge("c", "C.", "x"));
        Assert.Throws<InvalidOperationException>(() => _registry.Counter("c", "C.", "y"));
    }

    [Fact]
    public void With_WrongNumberOfValues_Throws() =>
        Assert.Throws<ArgumentException>(() => _registry.Counter("c", "C.", "x").With("a", "b"));

    [Fact]
    public void With_BeyondTheBound_SharesOneSeries()
    {
        Counter nodes = _registry.Counter("nodes", "N.", "node");
        for (int i = 0; i < MetricRegistry.DefaultMaxSeries + 50; i++)
        {
            nodes.With("node-" + i).Increment();
        }

        Assert.Same(nodes.With("new-1"), nodes.With("new-2"));
        Assert.Contains("nodes{node=\"other\"} 50\n", Text(), StringComparison.Ordinal);
        Assert.Equal(MetricRegistry.DefaultMaxSeries + 3, Text().Count(c => c == '\n'));
    }

    [Fact]
    public void Remove_Series_LeavesTheText()
    {
        Gauge gauge = _registry.Gauge("pilot_xds", "X.", "version");
        gauge.With("1.29.0").Set(1);
        gauge.Remove("1.29.0");
        Assert.Equal("", Text());
    }

    [Fact]
    public async Task Counter_ManyThreads_LosesNothing()
    {
        Counter counter = _registry.Counter("c", "C.");
        Histogram histogram = _registry.Histogram("h", "H.", [1]);
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 20_000; i++)
            {
                counter.Increment();
                histogram.Record(0.5);
            }
        })));
        string text = Text();
        Assert.Contains("c 80000\n", text, StringComparison.Ordinal);
        Assert.Contains("h_sum 40000\nh_count 80000\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Increment_KeptHandle_AllocatesNothing()
    {
        CounterSeries series = _registry.Counter("c", "C.", "type").With("cds");
        Histogram histogram = _registry.Histogram("h", "H.", [1, 2, 3]);
        series.Increment();
        histogram.Record(2);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            series.Increment();
            histogram.Record(2);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private string Text()
    {
        ArrayBufferWriter<byte> output = new();
        _registry.WriteTo(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
