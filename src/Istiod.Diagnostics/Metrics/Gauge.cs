namespace Istiod.Diagnostics.Metrics;

/// <summary>A metric that holds the last value set.</summary>
public sealed class Gauge : MetricFamily<GaugeSeries>
{
    private readonly GaugeSeries? _single;

    internal Gauge(string name, string help, ReadOnlySpan<string> labelNames, int maxSeries)
        : base(name, help, labelNames, maxSeries)
    {
        _single = labelNames.Length == 0 ? With() : null;
    }

    internal override string TypeName => "gauge";

    /// <summary>Sets a gauge without labels.</summary>
    /// <exception cref="InvalidOperationException">The gauge has labels.</exception>
    public void Set(double value) => Single.Set(value);

    /// <summary>Adds to a gauge without labels.</summary>
    /// <exception cref="InvalidOperationException">The gauge has labels.</exception>
    public void Add(double amount) => Single.Add(amount);

    private GaugeSeries Single => _single ?? throw new InvalidOperationException($"{Name} has labels; use With");

    private protected override GaugeSeries Create(string[] labelValues) => new(labelValues);

    private protected override void Write(MetricTextWriter writer, GaugeSeries series) =>
        writer.Sample(Name, "", LabelNames, series.LabelValues, null, series.Value);
}
