namespace Istiod.Xds;

/// <summary>The newest rejections, oldest first; older ones are dropped. Thread-safe.</summary>
public sealed class NackLog
{
    private const int Capacity = 512;

    private readonly Lock _lock = new();
    private readonly Queue<NackRecord> _records = new();

    /// <summary>A copy of what is remembered.</summary>
    public NackRecord[] Records
    {
        get
        {
            lock (_lock)
            {
                return [.. _records];
            }
        }
    }

    internal void Add(NackRecord record)
    {
        lock (_lock)
        {
            if (_records.Count == Capacity)
            {
                _records.Dequeue();
            }

            _records.Enqueue(record);
        }
    }
}
