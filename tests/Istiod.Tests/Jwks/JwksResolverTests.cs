using System.Threading.Channels;
using Istiod.Jwks;
using Istiod.Model;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Jwks;

public sealed class JwksResolverTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly JwtKeysDemand s_demand = new("https://keys.example/jwks", "https://issuer.example");
    private readonly ScriptedFetcher _fetcher = new();
    private readonly SteppingTime _time = new();
    private readonly Channel<(JwtKeysDemand Demand, string? Text)> _published = Channel.CreateUnbounded<(JwtKeysDemand, string?)>();
    private readonly JwksResolver _resolver;

    public JwksResolverTests() => _resolver = new JwksResolver(
        _fetcher, (demand, text) => _published.Writer.TryWrite((demand, text)), TimeSpan.FromMinutes(20), _time, NullLogger.Instance);

    public void Dispose()
    {
        _resolver.Dispose();
        _fetcher.Dispose();
        _time.Dispose();
    }

    [Fact]
    public async Task Demand_Wanted_IsFetchedAtOnceAndRefreshed()
    {
        Task first = _resolver.WantAsync(s_demand, TimeSpan.FromSeconds(5));
        Assert.False(first.IsCompleted);
        Assert.Equal(s_demand, await _fetcher.AnswerAsync(Keys("a")));
        await first.WaitAsync(s_patience);
        Assert.Equal((s_demand, Keys("a")), await PublishedAsync());

        await _time.StepAsync(TimeSpan.FromMinutes(20));
        await _fetcher.AnswerAsync(Keys("b"));

        Assert.Equal((s_demand, Keys("b")), await PublishedAsync());
    }

    [Fact]
    public async Task Refresh_SameKeysInAnotherOrder_TellsNobody()
    {
        await LoadAsync("""{"keys":[{"kid":"a"},{"kid":"b"}]}""");
        await _time.StepAsync(TimeSpan.FromMinutes(20));
        await _fetcher.AnswerAsync("""{ "keys" : [{"kid":"b"},{"kid":"a"}] }""");
        await _time.StepAsync(TimeSpan.FromMinutes(20));
        await _fetcher.AnswerAsync(Keys("c"));

        Assert.Equal(Keys("c"), (await PublishedAsync()).Text);
    }

    [Fact]
    public async Task Failure_OfTheFirstFetch_EndsTheWait_AndIsTriedAgain()
    {
        Task first = _resolver.WantAsync(s_demand, TimeSpan.FromSeconds(5));
        await _fetcher.AnswerAsync(null);
        await first.WaitAsync(s_patience);
        foreach (double seconds in (double[])[1, 1, 1, 1, 1, 1, 1, 60, 120, 240])
        {
            await _time.StepAsync(TimeSpan.FromSeconds(seconds));
            await _fetcher.AnswerAsync(null);
        }

        await _time.StepAsync(TimeSpan.FromSeconds(480));
        await _fetcher.AnswerAsync(Keys("a"));
        Assert.Equal(Keys("a"), (await PublishedAsync()).Text);
    }

    [Fact]
    public async Task Failure_OfRefreshes_KeepsTheKeysForAWeekOnly()
    {
        await LoadAsync(Keys("a"));
        await _time.StepAsync(TimeSpan.FromMinutes(20));
        for (int i = 0; i < 7; i++)
        {
            await _fetcher.AnswerAsync(null);
            await _time.StepAsync(TimeSpan.FromSeconds(1));
        }

        await _fetcher.AnswerAsync(null);
        Assert.False(_published.Reader.TryRead(out _));
        await _time.StepAsync(TimeSpan.FromDays(7));
        await _fetcher.AnswerAsync(null);

        Assert.Equal((s_demand, null), await PublishedAsync());
    }

    [Fact]
    public async Task Demand_WantedNoMore_IsForgotten_ButNotAtOnce()
    {
        await LoadAsync(Keys("a"));
        _resolver.Keep(new Dictionary<JwtKeysDemand, TimeSpan>());
        Assert.True(_resolver.Knows(s_demand)); // the object that wants it may still be on its way

        _time.Advance(TimeSpan.FromMinutes(1));
        _resolver.Keep(new Dictionary<JwtKeysDemand, TimeSpan>());

        Assert.False(_resolver.Knows(s_demand));
        Assert.Equal((s_demand, null), await PublishedAsync());
    }

    [Fact]
    public void Demands_MoreThanTheLimit_AreNotFetched()
    {
        for (int i = 0; i < JwksResolver.MaxDemands; i++)
        {
            _ = _resolver.WantAsync(new JwtKeysDemand($"https://keys.example/{i}", ""), TimeSpan.FromSeconds(5));
        }

        Assert.True(_resolver.WantAsync(s_demand, TimeSpan.FromSeconds(5)).IsCompleted);
        Assert.False(_resolver.Knows(s_demand));
    }

    internal static string Keys(string id) => $$"""{"keys":[{"kid":"{{id}}"}]}""";

    private async Task LoadAsync(string text)
    {
        Task first = _resolver.WantAsync(s_demand, TimeSpan.FromSeconds(5));
        await _fetcher.AnswerAsync(text);
        await first.WaitAsync(s_patience);
        Assert.Equal(text, (await PublishedAsync()).Text);
    }

    private async Task<(JwtKeysDemand Demand, string? Text)> PublishedAsync() =>
        await _published.Reader.ReadAsync().AsTask().WaitAsync(s_patience);

    // Advances only once the waiter's timer is there.
    private sealed class SteppingTime : FakeTimeProvider, IDisposable
    {
        private readonly SemaphoreSlim _timers = new(0);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            ITimer timer = base.CreateTimer(callback, state, dueTime, period);
            _timers.Release();
            return timer;
        }

        public void Dispose() => _timers.Dispose();

        public async Task StepAsync(TimeSpan by)
        {
            Assert.True(await _timers.WaitAsync(s_patience), "nobody waits");
            Advance(by);
        }
    }
}
