using System.Buffers;

namespace Istiod.Diagnostics.Metrics;

/// <summary>
/// All metrics of the process. Definitions are made once at start, recorded from any thread, written on demand.
/// </summary>
/// <remarks>
/// As in the reference (OpenTelemetry behind a Prometheus exporter): a series appears only after its first record, nothing is added
/// to names, there are no scope labels. istiod: pkg/monitoring/monitoring.go.
/// </remarks>
public sealed class MetricRegistry
{
    /// <summary>Series a family may have unless its definition says otherwise (OpenTelemetry's own bound).</summary>
    public const int DefaultMaxSeries = 2000;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, MetricFamily> _families = new(StringComparer.Ordinal);

    /// <summary>Defines a counter, or gets the one of that name.</summary>
    /// <exception cref="InvalidOperationException">The name is taken by another kind or other labels.</exception>
    public Counter Counter(string name, string help, params ReadOnlySpan<string> labelNames) =>
        Define(name, labelNames, new Counter(name, help, labelNames, DefaultMaxSeries));

    /// <summary>Defines a gauge, or gets the one of that name.</summary>
    /// <exception cref="InvalidOperationException">The name is taken by another kind or other labels.</exception>
    public Gauge Gauge(string name, string help, params ReadOnlySpan<string> labelNames) =>
        Define(name, labelNames, new Gauge(name, help, labelNames, DefaultMaxSeries));

    /// <summary>Defines a histogram, or gets the one of that name.</summary>
    /// <param name="bounds">Rising upper bounds, without +Inf.</param>
    /// <exception cref="InvalidOperationException">The name is taken by another kind or other labels.</exception>
    public Histogram Histogram(string name, string help, ReadOnlySpan<double> bounds, params ReadOnlySpan<string> labelNames) =>
        Define(name, labelNames, new Histogram(name, help, bounds, labelNames, DefaultMaxSeries));

    /// <summary>Defines a gauge that is asked when the text is written; <c>null</c> leaves it out this time.</summary>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    public void GaugeCallback(string name, string help, Func<double?> read) =>
        Define(name, [], new CallbackGauge(name, help, "gauge", read), mayExist: false);

    /// <summary>Defines a counter that is asked when the text is written; <c>null</c> leaves it out this time.</summary>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    public void CounterCallback(string name, string help, Func<double?> read) =>
        Define(name, [], new CallbackGauge(name, help, "counter", read), mayExist: false);

    /// <summary>Defines a summary without quantiles that is asked when the text is written.</summary>
    /// <exception cref="InvalidOperationException">The name is taken.</exception>
    public void SummaryCallback(string name, string help, Func<(double Sum, long Count)> read) =>
        Define(name, [], new CallbackSummary(name, help, read), mayExist: false);

    /// <summary>Writes all recorded series: families by name, series by label values.</summary>
    public void WriteTo(IBufferWriter<byte> output)
    {
        MetricTextWriter writer = new(output);
        foreach (MetricFamily family in Snapshot())
        {
            family.WriteTo(writer);
        }
    }

    /// <summary>Every definition, recorded or not, by name: (name, type, labels, help). For <c>docs/metrics.md</c>.</summary>
    public IReadOnlyList<(string Name, string Type, IReadOnlyList<string> Labels, string Help)> Describe()
    {
        List<(string, string, IReadOnlyList<string>, string)> all = [];
        foreach (MetricFamily family in Snapshot())
        {
            all.Add((family.Name, family.TypeName, family.Labels, family.Help));
        }

        return all;
    }

    private MetricFamily[] Snapshot()
    {
        lock (_lock)
        {
            MetricFamily[] families = new MetricFamily[_families.Count];
            _families.Values.CopyTo(families, 0);
            return families;
        }
    }

    private TFamily Define<TFamily>(string name, ReadOnlySpan<string> labelNames, TFamily made, bool mayExist = true)
        where TFamily : MetricFamily
    {
        lock (_lock)
        {
            if (!_families.TryGetValue(name, out MetricFamily? existing))
            {
                _families.Add(name, made);
                return made;
            }

            return mayExist && existing is TFamily same && labelNames.SequenceEqual(same.LabelNames)
                ? same
                : throw new InvalidOperationException($"metric {name} is defined twice, differently");
        }
    }
}
