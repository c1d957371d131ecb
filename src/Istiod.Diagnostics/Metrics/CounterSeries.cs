namespace Istiod.Diagnostics.Metrics;

/// <summary>One series of a <see cref="Counter"/>. Thread-safe and lock-free.</summary>
public sealed class CounterSeries : MetricSeries
{
    private long _value;

    internal CounterSeries(string[] labelValues)
        : base(labelValues)
    {
    }

    /// <summary>What was added so far.</summary>
    public long Value => Interlocked.Read(ref _value);

    /// <summary>Adds one.</summary>
    public void Increment() => Add(1);

    /// <summary>Adds <paramref name="amount"/>, which must not be negative; zero makes the series appear.</summary>
    public void Add(long amount)
    {
        Interlocked.Add(ref _value, amount);
        MarkRecorded();
    }
}
