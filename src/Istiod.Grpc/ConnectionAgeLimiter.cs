using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Istiod.Grpc;

/// <summary>Asks connections of a certain age to go, and cuts them some time later.</summary>
/// <remarks>
/// One timer wheel of one-second slots for all connections. The age of each is spread by a tenth up or down, so that
/// those which came together do not return together (grpc-go does the same). First the client gets GOAWAY and may finish
/// its streams; after the grace the connection is aborted.
/// </remarks>
public sealed class ConnectionAgeLimiter : IDisposable
{
    private const int Slots = 512;
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly List<Entry>?[] _wheel = new List<Entry>?[Slots];
    private readonly TimeSpan _age;
    private readonly TimeSpan _grace;
    private readonly Func<double> _random;
    private readonly ITimer? _timer;
    private long _now;

    /// <summary>A limiter for these settings.</summary>
    /// <param name="settings">Age and grace.</param>
    /// <param name="time">Drives the wheel.</param>
    /// <param name="random">Numbers from 0 to below 1; <c>null</c> for the shared generator.</param>
    public ConnectionAgeLimiter(GrpcServerSettings settings, TimeProvider time, Func<double>? random = null)
    {
        _age = settings.MaxConnectionAge;
        _grace = settings.MaxConnectionAgeGrace;
        _random = random ?? Random.Shared.NextDouble;
        if (IsActive)
        {
            _timer = time.CreateTimer(static state => ((ConnectionAgeLimiter)state!).Turn(), this, Tick, Tick);
        }
    }

    /// <summary>Whether there is a limit at all.</summary>
    public bool IsActive => _age > TimeSpan.Zero && _age < TimeSpan.FromDays(3650);

    /// <summary>Connections on the wheel.</summary>
    public int Count { get; private set; }

    /// <summary>Runs a connection and limits its age.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        Entry entry = new(connection);
        double spread = 0.9 + (0.2 * _random());
        Schedule(entry, _age * spread);
        try
        {
            await next(connection);
        }
        finally
        {
            lock (_lock)
            {
                entry.Connection = null;
                Count--;
            }
        }
    }

    /// <summary>Stops the wheel; connections live on.</summary>
    public void Dispose() => _timer?.Dispose();

    private void Schedule(Entry entry, TimeSpan after)
    {
        lock (_lock)
        {
            Count++;
            Insert(entry, after);
        }
    }

    private void Insert(Entry entry, TimeSpan after)
    {
        entry.Due = _now + Math.Max(1, (long)Math.Ceiling(after / Tick));
        (_wheel[entry.Due % Slots] ??= []).Add(entry);
    }

    private void Turn()
    {
        List<(ConnectionContext Connection, bool IsCut)>? due = null;
        List<Entry>? asked = null;
        lock (_lock)
        {
            _now++;
            List<Entry>? slot = _wheel[_now % Slots];
            if (slot is null)
            {
                return;
            }

            int kept = 0;
            for (int i = 0; i < slot.Count; i++)
            {
                Entry entry = slot[i];
                if (entry.Connection is null)
                {
                    continue;
                }

                if (entry.Due > _now)
                {
                    slot[kept++] = entry;
                    continue;
                }

                (due ??= []).Add((entry.Connection, entry.IsAsked));
                if (!entry.IsAsked)
                {
                    entry.IsAsked = true;
                    (asked ??= []).Add(entry);
                }
            }

            slot.RemoveRange(kept, slot.Count - kept);
            foreach (Entry entry in asked ?? [])
            {
                Insert(entry, _grace);
            }
        }

        if (due is null)
        {
            return;
        }

        foreach ((ConnectionContext connection, bool isCut) in due)
        {
            if (isCut)
            {
                connection.Abort(new ConnectionAbortedException("connection is too old"));
            }
            else
            {
                connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.RequestClose();
            }
        }
    }

    private sealed class Entry(ConnectionContext connection)
    {
        public ConnectionContext? Connection { get; set; } = connection;

        public long Due { get; set; }

        public bool IsAsked { get; set; }
    }
}
