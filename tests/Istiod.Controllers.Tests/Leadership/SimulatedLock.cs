using Istiod.Kubernetes;

namespace Istiod.Controllers.Tests.Leadership;

/// <summary>A lock object as one machine sees it over a bad line. What each lock can hold is cut as the object's form does.</summary>
internal sealed class SimulatedLock(string name, MemoryLock.Store store, TimeProvider time, bool keepsSecondsOnly) : ILeaderLock
{
    private readonly MemoryLock _inner = new(store);

    public string Name => name;

    /// <summary>Whether this machine reaches the server.</summary>
    public bool IsCutOff { get; set; }

    /// <summary>Writes that are done and whose answers get lost.</summary>
    public int LostAnswers { get; set; }

    /// <summary>How long each request takes.</summary>
    public TimeSpan Latency { get; set; }

    public Task<LeaderRecord?> GetAsync(CancellationToken cancel) => AskAsync(() => _inner.GetAsync(cancel), isWrite: false, cancel);

    public Task CreateAsync(LeaderRecord record, CancellationToken cancel) => AskAsync(
        async () =>
        {
            await _inner.CreateAsync(Cut(record), cancel);
            return record;
        },
        isWrite: true,
        cancel);

    public Task UpdateAsync(LeaderRecord record, CancellationToken cancel) => AskAsync(
        async () =>
        {
            await _inner.UpdateAsync(Cut(record), cancel);
            return record;
        },
        isWrite: true,
        cancel);

    /// <summary>Requests that are under way.</summary>
    public int InFlight { get; private set; }

    private async Task<T> AskAsync<T>(Func<Task<T>> request, bool isWrite, CancellationToken cancel)
    {
        InFlight++;
        try
        {
            return await TransmitAsync(request, isWrite, cancel);
        }
        finally
        {
            InFlight--;
        }
    }

    private async Task<T> TransmitAsync<T>(Func<Task<T>> request, bool isWrite, CancellationToken cancel)
    {
        if (Latency > TimeSpan.Zero)
        {
            await Task.Delay(Latency, time, cancel);
        }

        if (IsCutOff)
        {
            throw Broken();
        }

        T answer = await request();
        if (isWrite && LostAnswers > 0)
        {
            LostAnswers--;
            throw Broken();
        }

        return answer;
    }

    private LeaderRecord Cut(LeaderRecord record) => keepsSecondsOnly
        ? record with { AcquireTime = Seconds(record.AcquireTime), RenewTime = Seconds(record.RenewTime) }
        : record;

    private static DateTimeOffset? Seconds(DateTimeOffset? at) =>
        at is { } moment ? DateTimeOffset.FromUnixTimeSeconds(moment.ToUnixTimeSeconds()) : null;

    private static ApiException Broken() => new("connection reset", new IOException("connection reset"));
}
