namespace Istiod.Testing.ApiServer;

/// <summary>The requests that the server got, in order of arrival. Thread-safe, bounded: the oldest go.</summary>
public sealed class RequestLog
{
    private const int MaxRecords = 200_000;
    private readonly Lock _lock = new();
    private readonly List<RequestRecord> _records = [];

    /// <summary>Raised for each request, before it is answered.</summary>
    public event Action<RequestRecord>? Recorded;

    /// <summary>All records so far.</summary>
    public IReadOnlyList<RequestRecord> All
    {
        get
        {
            lock (_lock)
            {
                return [.. _records];
            }
        }
    }

    /// <summary>Forgets what was recorded.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _records.Clear();
        }
    }

    internal void Add(RequestRecord record)
    {
        lock (_lock)
        {
            if (_records.Count == MaxRecords)
            {
                _records.RemoveRange(0, MaxRecords / 10);
            }

            _records.Add(record);
        }

        Recorded?.Invoke(record);
    }
}
