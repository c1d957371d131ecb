namespace Istiod.Protobuf.Tests;

public sealed class TimestampTests
{
    [Theory]
    [InlineData(0, 0, "1970-01-01T00:00:00Z")]
    [InlineData(1_700_000_000, 500_000_000, "2023-11-14T22:13:20.500Z")]
    [InlineData(-62_135_596_800, 0, "0001-01-01T00:00:00Z")]
    [InlineData(253_402_300_799, 999_999_999, "9999-12-31T23:59:59.999999999Z")]
    public void Timestamp_InJson_IsRfc3339(long seconds, int nanos, string text)
    {
        var moment = new Timestamp(seconds, nanos);

        Assert.Equal(text, moment.ToString());
        Assert.True(Timestamp.TryParse(text, out Timestamp parsed));
        Assert.Equal(moment, parsed);
    }

    [Theory]
    [InlineData("1970-01-01T01:00:00+01:00", true)]
    [InlineData("1969-12-31T23:30:00-00:30", true)]
    [InlineData("1970-01-01T00:00:00", false)]
    [InlineData("1970-01-01 00:00:00Z", false)]
    [InlineData("1970-01-01T00:00:00.Z", false)]
    [InlineData("1970-13-01T00:00:00Z", false)]
    [InlineData("0001-01-01T00:00:00+01:00", false)]
    public void Timestamp_Text_IsReadOrRefused(string text, bool isRead)
    {
        Assert.Equal(isRead, Timestamp.TryParse(text, out Timestamp moment));
        Assert.Equal(default, moment.Seconds == 0 ? moment : default);
    }

    [Fact]
    public void Timestamp_BeforeTheEpoch_HasPositiveNanos()
    {
        Timestamp moment = DateTimeOffset.UnixEpoch.AddTicks(-1);

        Assert.Equal(new Timestamp(-1, 999_999_900), moment);
        Assert.Equal(DateTimeOffset.UnixEpoch.AddTicks(-1), moment.ToDateTimeOffset());
    }
}
