using System.Text;
using Istiod.Controllers.Leadership;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Controllers.Tests.Leadership;

/// <summary>Replicas of ours and of the reference that compete for one lock while everything goes wrong, by a seed.</summary>
internal sealed class LockSimulation : IDisposable
{
    private static readonly TimeSpan s_step = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_failover = TimeSpan.FromSeconds(47);
    private readonly LeaderLock _lock;
    private readonly Random _random;
    private readonly FakeTimeProvider _common = new(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.Zero));
    private readonly MemoryLock.Store _store = new();
    private readonly List<Machine> _machines = [];
    private readonly List<IContender> _everybody = [];
    private readonly StringBuilder _story = new();
    private int _born;
    private long _calmSince;

    public LockSimulation(LeaderLock leaderLock, int seed)
    {
        _lock = leaderLock;
        _random = new Random(seed);
        _calmSince = _common.GetTimestamp();
    }

    /// <summary>Number of times that somebody became leader.</summary>
    public int Terms { get; private set; }

    /// <summary>Terms of ours.</summary>
    public int OurTerms { get; private set; }

    /// <summary>Longest time without leader that no fault explains.</summary>
    public TimeSpan LongestGap { get; private set; }

    /// <summary>Runs it; asserts after each step that nobody leads beside another, and that a leader is there in time.</summary>
    /// <param name="isOurs">Which replicas are ours; the others are the reference's.</param>
    public void Run(Pump pump, bool[] isOurs, TimeSpan duration)
    {
        foreach (bool isOur in isOurs)
        {
            _machines.Add(NewMachine(isOur));
        }

        string last = "";
        for (TimeSpan at = TimeSpan.Zero; at < duration; at += s_step)
        {
            if (at.Minutes % 5 < 3 && _random.Next(60) == 0) // three bad minutes, two quiet ones
            {
                _calmSince = _common.GetTimestamp();
                Disturb(pump, at);
            }

            Heal(at);
            _common.Advance(s_step);
            pump.Drain();
            string[] leaders = [.. _machines.Where(m => m.Contender.Leads).Select(m => m.Contender.Name)];
            Assert.True(leaders.Length < 2, $"{_lock}: {string.Join(" and ", leaders)} lead at {at}\n{_story}");
            string now = leaders.Length == 0 ? "" : leaders[0];
            if (now != last && now.Length > 0)
            {
                Terms++;
                OurTerms += now.StartsWith("ours", StringComparison.Ordinal) ? 1 : 0;
                Tell(at, now + " leads");
            }

            last = now;
            Measure(at, leaders.Length);
        }

        foreach (Machine machine in _machines)
        {
            machine.Contender.Kill();
        }

        pump.Drain();
    }

    public void Dispose() => _everybody.ForEach(contender => contender.Dispose());

    // Only ours promise to be there within 47 s; the reference's look as late as after 16.5 s.
    private void Measure(TimeSpan at, int leaders)
    {
        bool isCalm = _machines.TrueForAll(m => !m.Line.IsCutOff && m.Line.Latency == TimeSpan.Zero && m.Line is { LostAnswers: 0, InFlight: 0 });
        if (leaders > 0 || !isCalm || !_machines.Exists(m => m.IsOurs))
        {
            _calmSince = _common.GetTimestamp();
            return;
        }

        TimeSpan gap = _common.GetElapsedTime(_calmSince);
        LongestGap = gap > LongestGap ? gap : LongestGap;
        Assert.True(gap <= s_failover, $"{_lock}: nobody leads for {gap} at {at}\n{_story}");
    }

    private void Disturb(Pump pump, TimeSpan at)
    {
        int index = _random.Next(_machines.Count);
        Machine machine = _machines[index];
        switch (_random.Next(8))
        {
            case 0:
                machine.Line.IsCutOff = true;
                machine.HealsAt = at + TimeSpan.FromSeconds(_random.Next(1, 60));
                Tell(at, $"{machine.Contender.Name} is cut off until {machine.HealsAt}");
                break;
            case 1:
                TimeSpan until = at + TimeSpan.FromSeconds(_random.Next(1, 60));
                foreach (Machine each in _machines)
                {
                    each.Line.IsCutOff = true;
                    each.HealsAt = until;
                }

                Tell(at, $"server down until {until}");
                break;
            case 2:
                machine.Clock.Offset += TimeSpan.FromSeconds(_random.Next(3) switch { 0 => -15, 1 => -3600, _ => 3600 });
                Tell(at, $"clock of {machine.Contender.Name} is off by {machine.Clock.Offset}");
                break;
            case 3:
                if (_store.Record is { } record)
                {
                    _store.Put(record); // somebody labels the object
                }

                break;
            case 4:
                machine.Line.LostAnswers = 1;
                Tell(at, $"an answer to {machine.Contender.Name} gets lost");
                break;
            case 5:
                machine.Line.Latency = TimeSpan.FromSeconds(_random.Next(1, 40));
                machine.HealsAt = at + TimeSpan.FromSeconds(_random.Next(1, 60));
                Tell(at, $"{machine.Contender.Name} waits {machine.Line.Latency} for answers until {machine.HealsAt}");
                break;
            case 6:
                machine.Contender.Kill();
                Tell(at, $"{machine.Contender.Name} is killed");
                _machines[index] = NewMachine(machine.IsOurs);
                break;
            default:
                Task end = machine.Contender.StopAsync();
                pump.Drain();
                Tell(at, $"{machine.Contender.Name} is stopped");
                if (!end.IsCompleted)
                {
                    machine.Contender.Kill(); // its grace period is over
                }

                _machines[index] = NewMachine(machine.IsOurs);
                break;
        }
    }

    private void Heal(TimeSpan at)
    {
        foreach (Machine machine in _machines)
        {
            if (machine.HealsAt <= at)
            {
                machine.Line.IsCutOff = false;
                machine.Line.Latency = TimeSpan.Zero;
                machine.Line.LostAnswers = 0;
            }
        }
    }

    private Machine NewMachine(bool isOurs)
    {
        string identity = "istiod-" + ++_born;
        SteppedTime clock = new(_common);
        SimulatedLock line = new(_lock.NameOf("default"), _store, _common, keepsSecondsOnly: !_lock.IsLease);
        LeaderSettings settings = _lock.SettingsOf(identity, "default", () => "default");
        IContender contender = isOurs
            ? new OurHolder(line, settings, clock)
            : new ReferenceHolder(line, identity, settings.Key, settings.Outranks, clock, _random);
        _everybody.Add(contender);
        contender.Start();
        return new Machine(contender, line, clock, isOurs);
    }

    private void Tell(TimeSpan at, string what) => _story.Append(at).Append(' ').AppendLine(what);

    private sealed class Machine(IContender contender, SimulatedLock line, SteppedTime clock, bool isOurs)
    {
        public IContender Contender => contender;

        public SimulatedLock Line => line;

        public SteppedTime Clock => clock;

        public bool IsOurs => isOurs;

        public TimeSpan HealsAt { get; set; }
    }
}
