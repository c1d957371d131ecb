namespace Istiod.Testing.ApiServer.Faults;

/// <summary>What is to go wrong, set by tests while the server runs. Thread-safe.</summary>
public sealed class FaultPlan
{
    private readonly Lock _lock = new();
    private readonly List<Planned> _rules = [];
    private readonly Dictionary<string, int> _cuts = new(StringComparer.Ordinal);
    private TaskCompletionSource? _paused;

    /// <summary>Adds a fault; the first that matches a request is used.</summary>
    /// <param name="matches">Which requests; by the record as it stands before the answer.</param>
    /// <param name="times">How often; <see cref="int.MaxValue"/> for ever.</param>
    public void Add(Func<RequestRecord, bool> matches, Fault fault, int times = 1)
    {
        lock (_lock)
        {
            _rules.Add(new Planned(matches, fault, times));
        }
    }

    /// <summary>Takes back all faults and lets watches go on.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _rules.Clear();
            _cuts.Clear();
        }

        ResumeWatches();
    }

    /// <summary>Holds back events of all watches, which makes their readers stale.</summary>
    public void PauseWatches()
    {
        lock (_lock)
        {
            _paused ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Lets held back events go.</summary>
    public void ResumeWatches()
    {
        lock (_lock)
        {
            _paused?.TrySetResult();
            _paused = null;
        }
    }

    /// <summary>Ends a watch of a resource in the middle of the event that follows the next <paramref name="events"/> ones.</summary>
    public void CutWatch(string plural, int events = 0)
    {
        lock (_lock)
        {
            _cuts[plural] = events;
        }
    }

    internal Fault? Take(RequestRecord request)
    {
        lock (_lock)
        {
            for (int i = 0; i < _rules.Count; i++)
            {
                if (!_rules[i].Matches(request))
                {
                    continue;
                }

                Fault fault = _rules[i].Fault;
                if (--_rules[i].Left <= 0)
                {
                    _rules.RemoveAt(i);
                }

                return fault;
            }

            return null;
        }
    }

    internal bool CutsWatch(string plural)
    {
        lock (_lock)
        {
            if (!_cuts.TryGetValue(plural, out int left))
            {
                return false;
            }

            if (left > 0)
            {
                _cuts[plural] = left - 1;
                return false;
            }

            _cuts.Remove(plural);
            return true;
        }
    }

    internal Task WaitForWatchesAsync(CancellationToken ct)
    {
        lock (_lock)
        {
            return _paused is { } paused ? paused.Task.WaitAsync(ct) : Task.CompletedTask;
        }
    }

    private sealed class Planned(Func<RequestRecord, bool> matches, Fault fault, int times)
    {
        public Func<RequestRecord, bool> Matches { get; } = matches;

        public Fault Fault { get; } = fault;

        public int Left { get; set; } = times;
    }
}
