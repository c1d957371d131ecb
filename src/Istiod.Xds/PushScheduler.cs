namespace Istiod.Xds;

/// <summary>Lets a bounded number of streams write at once; the others wait in order, each at most once.</summary>
/// <remarks>
/// Answers to requests go before pushes, two to one, so that neither starves (istiod: pkg/xds/server.go:Stream does the
/// same within one stream). A writer that waits on its peer for longer than <see cref="Patience"/> loses its place to
/// the next: a slow reader holds its own stream only. Streams that have begun to load go before newcomers, and few begin
/// at once: else thousands that come together load in step, each with half a config in its buffers, and the first has
/// all of it when the last has. All methods are thread-safe.
/// </remarks>
public sealed class PushScheduler : IDisposable
{
    /// <summary>How long a place is kept for a writer whose peer does not read.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(20);

    /// <summary>How many streams may be at their first answer at once.</summary>
    public const int NewcomersAtOnce = 64;

    /// <summary>How long a newcomer that waits on its peer keeps others from beginning.</summary>
    public static readonly TimeSpan NewcomerPatience = TimeSpan.FromSeconds(1);

    private const int AnswersPerPush = 2;
    private const int AnswersPerNewcomer = 8;

    private readonly Lock _lock = new();
    private readonly Queue<PushTarget> _answers = new();
    private readonly Queue<PushTarget> _newcomers = new();
    private readonly Queue<PushTarget> _pushes = new();
    private readonly List<PushTarget> _beginning = new(NewcomersAtOnce);
    private readonly PushTarget?[] _writers;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private int _writing;
    private int _answersInARow;
    private int _answersSinceNewcomer;
    private int _roundSize;
    private bool _isSweeping;

    /// <summary>A scheduler with this many places.</summary>
    public PushScheduler(int writers, TimeProvider time)
    {
        _writers = new PushTarget?[writers];
        _time = time;
        _timer = time.CreateTimer(
            static state => ((PushScheduler)state!).Sweep(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Raised when the last push that was wanted is written or waits on its peer; not under a lock.</summary>
    public event Action? RoundDone;

    /// <summary>Streams that still wait for or write a push (those that wait on their peer left out).</summary>
    public int RoundSize => Volatile.Read(ref _roundSize);

    /// <summary>Places taken now.</summary>
    public int Writing => Volatile.Read(ref _writing);

    /// <summary>Wants a place. A target that waits already, writes or is parked is not queued again.</summary>
    /// <param name="target">Who.</param>
    /// <param name="isAnswer">It has a request to answer, not just a push.</param>
    public void Request(PushTarget target, bool isAnswer)
    {
        lock (_lock)
        {
            switch (target.Ticket)
            {
                case PushTicket.None:
                    break;
                case PushTicket.WaitsToPush when isAnswer:
                    break;
                default:
                    return;
            }

            if (!isAnswer)
            {
                Count(target);
            }

            bool isNewcomer = isAnswer && target.Start == PushStart.None;
            if (_writing == _writers.Length || (isNewcomer && _beginning.Count >= NewcomersAtOnce))
            {
                // A push that becomes an answer stays in both queues; the first to come counts.
                target.Ticket = isAnswer ? PushTicket.WaitsToAnswer : PushTicket.WaitsToPush;
                (isNewcomer ? _newcomers : isAnswer ? _answers : _pushes).Enqueue(target);
                StartSweeping();
                return;
            }

            Seat(target);
        }

        target.OnGranted();
    }

    /// <summary>Gives the place back, and lets the next write.</summary>
    public void Release(PushTarget target) => Leave(target, PushTicket.None);

    /// <summary>Gives the place back while the target waits on its peer; <see cref="Unpark"/> ends that.</summary>
    public void Park(PushTarget target) => Leave(target, PushTicket.Parked);

    /// <summary>The peer has read: the target may want a place again.</summary>
    public void Unpark(PushTarget target)
    {
        lock (_lock)
        {
            if (target.Ticket == PushTicket.Parked)
            {
                target.Ticket = PushTicket.None;
            }
        }
    }

    /// <summary>The target is over; it gives back what it has.</summary>
    public void Remove(PushTarget target) => Leave(target, PushTicket.Gone);

    /// <summary>A writer begins to wait on its peer.</summary>
    public void FlushBegins(PushTarget target) => Volatile.Write(ref target.WaitingSince, Math.Max(1, _time.GetTimestamp()));

    /// <summary>A writer's peer has read.</summary>
    /// <returns>Whether the place is still the writer's. If not, it has to be asked for again.</returns>
    public bool FlushEnds(PushTarget target)
    {
        if (Interlocked.Exchange(ref target.WaitingSince, 0) >= 0)
        {
            return true;
        }

        Unpark(target);
        return false;
    }

    /// <summary>Stops taking places away.</summary>
    public void Dispose() => _timer.Dispose();

    private void Leave(PushTarget target, PushTicket next)
    {
        PushTarget? granted;
        bool isRoundDone;
        lock (_lock)
        {
            if (target.Ticket == PushTicket.Gone)
            {
                return;
            }

            bool wrote = target.Ticket == PushTicket.Writes;
            target.Ticket = next;
            isRoundDone = Uncount(target);
            if (wrote)
            {
                Vacate(target);
            }

            if ((wrote && next == PushTicket.None) || next == PushTicket.Gone)
            {
                EndStart(target);
            }

            granted = SeatNext();
        }

        granted?.OnGranted();
        if (isRoundDone)
        {
            RoundDone?.Invoke();
        }
    }

    private void Count(PushTarget target)
    {
        if (!target.CountsForRound)
        {
            target.CountsForRound = true;
            _roundSize++;
        }
    }

    private bool Uncount(PushTarget target)
    {
        if (!target.CountsForRound)
        {
            return false;
        }

        target.CountsForRound = false;
        return --_roundSize == 0;
    }

    private void Seat(PushTarget target)
    {
        if (target.Start == PushStart.None)
        {
            target.Start = PushStart.Begins;
            target.StartedAt = _time.GetTimestamp();
            _beginning.Add(target);
        }

        target.Ticket = PushTicket.Writes;
        target.WaitingSince = 0;
        _writers[Array.IndexOf(_writers, null)] = target;
        _writing++;
    }

    private void Vacate(PushTarget target)
    {
        _writers[Array.IndexOf(_writers, target)] = null;
        _writing--;
    }

    private void EndStart(PushTarget target)
    {
        if (target.Start == PushStart.Begins)
        {
            _beginning.Remove(target);
        }

        target.Start = PushStart.Done;
    }

    /// <summary>Gives a free place to the next one waiting, if there are both.</summary>
    private PushTarget? SeatNext()
    {
        while (_writing < _writers.Length)
        {
            bool mayBegin = _newcomers.Count > 0 && _beginning.Count < NewcomersAtOnce;
            bool takeAnswer = (_answers.Count > 0 || mayBegin) && (_answersInARow < AnswersPerPush || _pushes.Count == 0);
            bool takeNewcomer = takeAnswer && mayBegin
                && (_answers.Count == 0 || _answersSinceNewcomer >= AnswersPerNewcomer);
            Queue<PushTarget> queue = takeNewcomer ? _newcomers : takeAnswer ? _answers : _pushes;
            if (!queue.TryDequeue(out PushTarget? next))
            {
                return null;
            }

            if (next.Ticket is not (PushTicket.WaitsToPush or PushTicket.WaitsToAnswer))
            {
                continue;
            }

            _answersInARow = takeAnswer ? _answersInARow + 1 : 0;
            _answersSinceNewcomer = takeNewcomer ? 0 : _answersSinceNewcomer + 1;
            Seat(next);
            return next;
        }

        return null;
    }

    private void StartSweeping()
    {
        if (!_isSweeping)
        {
            _isSweeping = true;
            _timer.Change(Patience / 2, Patience / 2);
        }
    }

    private void Sweep()
    {
        List<PushTarget>? granted = null;
        bool isRoundDone = false;
        lock (_lock)
        {
            if (_answers.Count + _newcomers.Count + _pushes.Count == 0)
            {
                _isSweeping = false;
                _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
                return;
            }

            for (int i = 0; i < _writers.Length; i++)
            {
                if (_writers[i] is { } writer && TakesTooLong(writer))
                {
                    writer.Ticket = PushTicket.Parked;
                    isRoundDone |= Uncount(writer);
                    Vacate(writer);
                }
            }

            for (int i = _beginning.Count - 1; i >= 0; i--)
            {
                if (_beginning[i].Ticket == PushTicket.Parked
                    && _time.GetElapsedTime(_beginning[i].StartedAt) > NewcomerPatience)
                {
                    EndStart(_beginning[i]);
                }
            }

            while (SeatNext() is { } next)
            {
                (granted ??= []).Add(next);
            }
        }

        foreach (PushTarget next in granted ?? [])
        {
            next.OnGranted();
        }

        if (isRoundDone)
        {
            RoundDone?.Invoke();
        }
    }

    private bool TakesTooLong(PushTarget writer)
    {
        long since = Volatile.Read(ref writer.WaitingSince);
        return since > 0
            && _time.GetElapsedTime(since) > Patience
            && Interlocked.CompareExchange(ref writer.WaitingSince, -1, since) == since;
    }
}
