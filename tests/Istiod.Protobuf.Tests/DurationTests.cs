namespace Istiod.Protobuf.Tests;

public sealed class DurationTests
{
    [Theory]
    [InlineData(0, 0, "0s")]
    [InlineData(1, 500_000_000, "1.500s")]
    [InlineData(-1, -500_000_000, "-1.500s")]
    [InlineData(0, -1, "-0.000000001s")]
    [InlineData(10, 1000, "10.000001s")]
    [InlineData(315_576_000_000, 999_999_999, "315576000000.999999999s")]
    public void Duration_InJson_HasThreeSixOrNineDecimals(long seconds, int nanos, string text)
    {
        var duration = new Duration(seconds, nanos);

        Assert.Equal(text, duration.ToString());
        Assert.True(Duration.TryParse(text, out Duration parsed));
        Assert.Equal(duration, parsed);
    }

    [Theory]
    [InlineData("1.5s", 1, 500_000_000)]
    [InlineData("0.1s", 0, 100_000_000)]
    [InlineData("-0.1s", 0, -100_000_000)]
    [InlineData("1.s", null, 0)]
    [InlineData("s", null, 0)]
    [InlineData("1", null, 0)]
    [InlineData("1m", null, 0)]
    [InlineData("1.0000000001s", null, 0)]
    [InlineData("315576000001s", null, 0)]
    [InlineData(" 1s", null, 0)]
    [InlineData("--1s", null, 0)]
    public void Duration_Text_IsReadOrRefused(string text, int? seconds, int nanos)
    {
        bool isRead = Duration.TryParse(text, out Duration duration);

        Assert.Equal(seconds is not null, isRead);
        if (isRead)
        {
            Assert.Equal(new Duration(seconds!.Value, nanos), duration);
        }
    }

    [Fact]
    public void Duration_TimeSpan_IsExactBothWays()
    {
        foreach (long ticks in new long[] { 0, 1, -1, 12_345_678_901, -12_345_678_901, long.MaxValue, long.MinValue })
        {
            Assert.Equal(new TimeSpan(ticks), ((Duration)new TimeSpan(ticks)).ToTimeSpan());
        }

        Assert.Equal(TimeSpan.MaxValue, new Duration(long.MaxValue, 0).ToTimeSpan());
        Assert.Equal(TimeSpan.MinValue, new Duration(long.MinValue, 0).ToTimeSpan());
    }
}
