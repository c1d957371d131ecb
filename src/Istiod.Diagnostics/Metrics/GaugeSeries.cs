namespace Istiod.Diagnostics.Metrics;

/// <summary>One series of a <see cref="Gauge"/>. Thread-safe and lock-free.</summary>
public sealed class GaugeSeries : MetricSeries
{
    private double _value;

    internal GaugeSeries(string[] labelValues)
        : base(labelValues)
    {
    }

    /// <summary>The value now.</summary>
    public double Value => Volatile.Read(ref _value);

    /// <summary>Replaces the value.</summary>
    public void Set(double value)
    {
        Volatile.Write(ref _value, value);
        MarkRecorded();
    }

    /// <summary>Adds <paramref name="amount"/>, which may be negative.</summary>
    public void Add(double amount)
    {
        Add(ref _value, amount);
        MarkRecorded();
    }
}
