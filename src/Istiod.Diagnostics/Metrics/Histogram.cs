namespace Istiod.Diagnostics.Metrics;

/// <summary>A metric that counts values by cumulative buckets.</summary>
public sealed class Histogram : MetricFamily<HistogramSeries>
{
    private readonly double[] _bounds;
    private readonly HistogramSeries? _single;

    internal Histogram(string name, string help, ReadOnlySpan<double> bounds, ReadOnlySpan<string> labelNames, int maxSeries)
        : base(name, help, labelNames, maxSeries)
    {
        _bounds = bounds.ToArray();
        for (int i = 1; i < _bounds.Length; i++)
        {
            if (_bounds[i] <= _bounds[i - 1])
            {
                throw new ArgumentException($"bounds of {name} must rise", nameof(bounds));
            }
        }

        _single = labelNames.Length == 0 ? With() : null;
    }

    /// <summary>Upper bounds of the buckets, inclusive, rising; the last one, +Inf, is not listed.</summary>
    public IReadOnlyList<double> Bounds => _bounds;

    internal override string TypeName => "histogram";

    /// <summary>Records into a histogram without labels.</summary>
    /// <exception cref="InvalidOperationException">The histogram has labels.</exception>
    public void Record(double value) =>
        (_single ?? throw new InvalidOperationException($"{Name} has labels; use With")).Record(value);

    /// <summary>Records a time in seconds.</summary>
    /// <exception cref="InvalidOperationException">The histogram has labels.</exception>
    public void Record(TimeSpan time) => Record(time.TotalSeconds);

    private protected override HistogramSeries Create(string[] labelValues) => new(labelValues, _bounds);

    private protected override void Write(MetricTextWriter writer, HistogramSeries series)
    {
        // the sum is read last: a reader may see a sum ahead of the count by records in flight, never a bucket above the count
        Span<long> counts = stackalloc long[_bounds.Length + 1];
        series.CopyCounts(counts);
        long total = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            total += counts[i];
            writer.Sample(Name, "_bucket", LabelNames, series.LabelValues, i < _bounds.Length ? _bounds[i] : double.PositiveInfinity, total);
        }

        writer.Sample(Name, "_sum", LabelNames, series.LabelValues, null, series.Sum);
        writer.Sample(Name, "_count", LabelNames, series.LabelValues, null, total);
    }
}
