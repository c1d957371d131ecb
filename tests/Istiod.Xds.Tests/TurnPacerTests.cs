using Microsoft.Extensions.Time.Testing;

namespace Istiod.Xds.Tests;

public sealed class TurnPacerTests
{
    private readonly FakeTimeProvider _time = new();
    private bool _isRoundOpen;

    [Fact]
    public async Task Wait_LoneChange_StartsAtOnce()
    {
        TurnPacer pacer = Pacer(new TurnPacing());
        Task<TimeSpan> turn = Wait(pacer);
        Assert.False(turn.IsCompleted);
        pacer.Changed();
        Assert.Equal(TimeSpan.Zero, await turn);
    }

    [Fact]
    public async Task Wait_ChangeSoonAfterATurn_WaitsForTheCycle()
    {
        TurnPacer pacer = Pacer(new TurnPacing());
        pacer.Changed();
        await Wait(pacer);
        _time.Advance(TimeSpan.FromMilliseconds(50));
        pacer.Changed();
        Task<TimeSpan> turn = Wait(pacer);
        _time.Advance(TimeSpan.FromMilliseconds(69));
        Assert.False(turn.IsCompleted);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(TimeSpan.FromMilliseconds(70), await turn);
    }

    [Fact]
    public async Task Wait_RoundOpen_WaitsForItsEnd()
    {
        TurnPacer pacer = Pacer(new TurnPacing());
        _isRoundOpen = true;
        pacer.Changed();
        Task<TimeSpan> turn = Wait(pacer);
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.False(turn.IsCompleted);
        _isRoundOpen = false;
        pacer.RoundDone();
        Assert.Equal(TimeSpan.FromSeconds(3), await turn);
    }

    [Fact]
    public async Task Wait_RoundThatNeverEnds_IsBounded()
    {
        TurnPacer pacer = Pacer(new TurnPacing { LongestWait = TimeSpan.FromSeconds(2) });
        _isRoundOpen = true;
        pacer.Changed();
        Task<TimeSpan> turn = Wait(pacer);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(TimeSpan.FromSeconds(2), await turn);
    }

    [Theory]
    [InlineData(0, 0, 0, false, 100, 100)]
    [InlineData(0, 90, 0, false, 100, 190)]
    [InlineData(0, 950, 0, false, 100, 1000)]
    [InlineData(0, 0, 0, true, 100, 1000)]
    public void DueAt_QuietTimeAndLongestWait_BoundIt(int first, int last, int lastTurn, bool isOpen, int quiet, int expected)
    {
        TurnPacing pacing = new()
        {
            Cycle = TimeSpan.Zero,
            QuietTime = TimeSpan.FromMilliseconds(quiet),
            LongestWait = TimeSpan.FromSeconds(1),
        };
        TimeSpan due = pacing.DueAt(
            TimeSpan.FromMilliseconds(first), TimeSpan.FromMilliseconds(last), TimeSpan.FromMilliseconds(lastTurn), isOpen);
        Assert.Equal(TimeSpan.FromMilliseconds(expected), due);
    }

    [Fact]
    public async Task Wait_Cancelled_Throws()
    {
        using CancellationTokenSource stop = new();
        Task<TimeSpan> turn = Pacer(new TurnPacing()).WaitAsync(stop.Token).AsTask();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn);
    }

    private static Task<TimeSpan> Wait(TurnPacer pacer) => pacer.WaitAsync(CancellationToken.None).AsTask();

    private TurnPacer Pacer(TurnPacing pacing) => new(pacing, _time, () => _isRoundOpen);
}
