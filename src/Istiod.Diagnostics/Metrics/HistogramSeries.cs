namespace Istiod.Diagnostics.Metrics;

/// <summary>One series of a <see cref="Histogram"/>. Thread-safe and lock-free.</summary>
public sealed class HistogramSeries : MetricSeries
{
    private readonly double[] _bounds;
    private readonly long[] _counts;
    private double _sum;

    internal HistogramSeries(string[] labelValues, double[] bounds)
        : base(labelValues)
    {
        _bounds = bounds;
        _counts = new long[bounds.Length + 1];
    }

    /// <summary>Sum of all recorded values.</summary>
    public double Sum => Volatile.Read(ref _sum);

    /// <summary>Number of recorded values.</summary>
    public long Count
    {
        get
        {
            long total = 0;
            for (int i = 0; i < _counts.Length; i++)
            {
                total += Interlocked.Read(ref _counts[i]);
            }

            return total;
        }
    }

    /// <summary>Counts a value in the first bucket whose bound is not below it. Costs a scan of the bounds (about ten).</summary>
    public void Record(double value)
    {
        int bucket = 0;
        while (bucket < _bounds.Length && value > _bounds[bucket])
        {
            bucket++;
        }

        Add(ref _sum, value);
        Interlocked.Increment(ref _counts[bucket]);
        MarkRecorded();
    }

    /// <summary>Records a time in seconds.</summary>
    public void Record(TimeSpan time) => Record(time.TotalSeconds);

    internal void CopyCounts(Span<long> counts)
    {
        for (int i = 0; i < _counts.Length; i++)
        {
            counts[i] = Interlocked.Read(ref _counts[i]);
        }
    }
}
