namespace Istiod.Diagnostics.Metrics;

/// <summary>One combination of label values of a metric.</summary>
public abstract class MetricSeries
{
    private bool _recorded;

    private protected MetricSeries(string[] labelValues) => LabelValues = labelValues;

    internal string[] LabelValues { get; }

    /// <summary>Whether anything was recorded, a zero too; a series without a record is not in the text.</summary>
    internal bool IsRecorded => Volatile.Read(ref _recorded);

    private protected void MarkRecorded()
    {
        // read first: once set, the line is only ever shared between cores, never written
        if (!Volatile.Read(ref _recorded))
        {
            Volatile.Write(ref _recorded, true);
        }
    }

    /// <summary>Adds to a double that other threads add to as well.</summary>
    private protected static void Add(ref double target, double amount)
    {
        double seen = Volatile.Read(ref target);
        while (true)
        {
            double before = Interlocked.CompareExchange(ref target, seen + amount, seen);
            if (before.Equals(seen))
            {
                return;
            }

            seen = before;
        }
    }
}
