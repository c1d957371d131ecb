namespace Istiod.Diagnostics.Metrics;

/// <summary>A metric that only rises.</summary>
public sealed class Counter : MetricFamily<CounterSeries>
{
    private readonly CounterSeries? _single;

    internal Counter(string name, string help, ReadOnlySpan<string> labelNames, int maxSeries)
        : base(name, help, labelNames, maxSeries)
    {
        _single = labelNames.Length == 0 ? With() : null;
    }

    internal override string TypeName => "counter";

    /// <summary>Adds one to a counter without labels. Lock-free, allocates nothing.</summary>
    /// <exception cref="InvalidOperationException">The counter has labels.</exception>
    public void Increment() => Single.Add(1);

    /// <summary>Adds to a counter without labels; zero makes it appear.</summary>
    /// <exception cref="InvalidOperationException">The counter has labels.</exception>
    public void Add(long amount) => Single.Add(amount);

    private CounterSeries Single => _single ?? throw new InvalidOperationException($"{Name} has labels; use With");

    private protected override CounterSeries Create(string[] labelValues) => new(labelValues);

    private protected override void Write(MetricTextWriter writer, CounterSeries series) =>
        writer.Sample(Name, "", LabelNames, series.LabelValues, null, series.Value);
}
