using System.Collections.Concurrent;

namespace Istiod.Diagnostics.Metrics;

/// <summary>All series of one metric name.</summary>
public abstract class MetricFamily
{
    private protected MetricFamily(string name, string help, ReadOnlySpan<string> labelNames)
    {
        Name = name;
        Help = help;
        LabelNames = labelNames.ToArray();
    }

    /// <summary>The exported name, as the reference has it.</summary>
    public string Name { get; }

    /// <summary>One sentence for the reader of a metrics page.</summary>
    public string Help { get; }

    /// <summary>Label names in the order of the values given to <c>With</c>; the text has them by name.</summary>
    public IReadOnlyList<string> Labels => LabelNames;

    internal string[] LabelNames { get; }

    /// <summary><c>counter</c>, <c>gauge</c>, <c>histogram</c> or <c>summary</c>.</summary>
    internal abstract string TypeName { get; }

    /// <summary>Writes the family with its recorded series; nothing if there is none.</summary>
    internal abstract void WriteTo(MetricTextWriter writer);
}

/// <summary>Series bookkeeping that all kinds of metric share.</summary>
/// <typeparam name="TSeries">What one combination of label values holds.</typeparam>
public abstract class MetricFamily<TSeries> : MetricFamily
    where TSeries : MetricSeries
{
    /// <summary>Label value of the one series that takes what goes beyond the bound.</summary>
    public const string Overflow = "other";

    private readonly ConcurrentDictionary<string, TSeries> _series = new(StringComparer.Ordinal);
    private readonly int _maxSeries;
    private TSeries? _overflow;

    private protected MetricFamily(string name, string help, ReadOnlySpan<string> labelNames, int maxSeries)
        : base(name, help, labelNames)
    {
        _maxSeries = maxSeries;
    }

    /// <summary>The series of these label values; made on first use, shown once it has a record.</summary>
    /// <param name="labelValues">As many as <see cref="MetricFamily.Labels"/>, in that order.</param>
    /// <returns>
    /// A handle to keep: getting it costs a dictionary look-up, recording through it does not. Beyond the family's bound of series
    /// it is one shared series whose values all are <see cref="Overflow"/>, so memory stays bounded whatever clients send.
    /// </returns>
    /// <exception cref="ArgumentException">The number of values is not that of the names.</exception>
    public TSeries With(params ReadOnlySpan<string> labelValues)
    {
        if (labelValues.Length != LabelNames.Length)
        {
            throw new ArgumentException($"{Name} has {LabelNames.Length} labels, not {labelValues.Length}", nameof(labelValues));
        }

        string key = labelValues.Length switch
        {
            0 => "",
            1 => labelValues[0],
            _ => string.Join('\u001f', labelValues.ToArray()),
        };
        if (_series.TryGetValue(key, out TSeries? series))
        {
            return series;
        }

        if (_series.Count >= _maxSeries)
        {
            return OverflowSeries();
        }

        return _series.GetOrAdd(key, static (_, state) => state.Family.Create(state.Values), (Family: this, Values: labelValues.ToArray()));
    }

    /// <summary>Takes a series out of the text, e.g. when what it tells about is gone. A kept handle records into nothing.</summary>
    public void Remove(params ReadOnlySpan<string> labelValues) =>
        _series.TryRemove(labelValues.Length == 1 ? labelValues[0] : string.Join('\u001f', labelValues.ToArray()), out _);

    private protected abstract TSeries Create(string[] labelValues);

    private protected abstract void Write(MetricTextWriter writer, TSeries series);

    internal sealed override void WriteTo(MetricTextWriter writer)
    {
        List<TSeries> recorded = new(_series.Count + 1);
        foreach (KeyValuePair<string, TSeries> entry in _series)
        {
            if (entry.Value.IsRecorded)
            {
                recorded.Add(entry.Value);
            }
        }

        if (Volatile.Read(ref _overflow) is { IsRecorded: true } overflow)
        {
            recorded.Add(overflow);
        }

        if (recorded.Count == 0)
        {
            return;
        }

        int[] order = MetricTextWriter.LabelOrder(LabelNames);
        recorded.Sort((a, b) => Compare(a.LabelValues, b.LabelValues, order));
        writer.Header(Name, Help, TypeName);
        foreach (TSeries series in recorded)
        {
            Write(writer, series);
        }
    }

    private static int Compare(string[] a, string[] b, int[] order)
    {
        foreach (int i in order)
        {
            int result = string.CompareOrdinal(a[i], b[i]);
            if (result != 0)
            {
                return result;
            }
        }

        return 0;
    }

    private TSeries OverflowSeries()
    {
        if (Volatile.Read(ref _overflow) is { } existing)
        {
            return existing;
        }

        string[] values = new string[LabelNames.Length];
        Array.Fill(values, Overflow);
        TSeries made = Create(values);
        return Interlocked.CompareExchange(ref _overflow, made, null) ?? made;
    }
}
