using System.Buffers;

namespace Istiod.Grpc.Tests;

public sealed class GrpcFramingTests
{
    [Fact]
    public void TryRead_WholeFrames_AreTakenInOrder()
    {
        ReadOnlySequence<byte> buffer = new([0, 0, 0, 0, 2, 7, 8, 0, 0, 0, 0, 0, 0, 0]);
        Assert.True(GrpcFraming.TryRead(ref buffer, 10, out ReadOnlySequence<byte> first));
        Assert.Equal([7, 8], first.ToArray());
        Assert.True(GrpcFraming.TryRead(ref buffer, 10, out ReadOnlySequence<byte> second));
        Assert.True(second.IsEmpty);
        Assert.False(GrpcFraming.TryRead(ref buffer, 10, out _));
        Assert.Equal(2, buffer.Length);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0 })]
    [InlineData(new byte[] { 0, 0, 0, 0, 2, 7 })]
    [InlineData(new byte[0])]
    public void TryRead_PartOfAFrame_WaitsForTheRest(byte[] bytes)
    {
        ReadOnlySequence<byte> buffer = new(bytes);
        Assert.False(GrpcFraming.TryRead(ref buffer, 10, out _));
        Assert.Equal(bytes.Length, buffer.Length);
    }

    [Theory]
    [InlineData(new byte[] { 0, 0, 0, 0, 11 }, GrpcStatusCode.ResourceExhausted)]
    [InlineData(new byte[] { 0, 255, 255, 255, 255 }, GrpcStatusCode.ResourceExhausted)]
    [InlineData(new byte[] { 1, 0, 0, 0, 1 }, GrpcStatusCode.Internal)]
    [InlineData(new byte[] { 9, 0, 0, 0, 1 }, GrpcStatusCode.Internal)]
    public void TryRead_BadPrefix_Throws(byte[] bytes, GrpcStatusCode code)
    {
        GrpcException e = Assert.Throws<GrpcException>(() =>
        {
            ReadOnlySequence<byte> buffer = new(bytes);
            GrpcFraming.TryRead(ref buffer, 10, out _);
        });
        Assert.Equal(code, e.Status.Code);
    }

    [Theory]
    [InlineData("plain text", "plain text")]
    [InlineData("100%\nü", "100%25%0A%C3%BC")]
    public void MessageText_UnprintableCharacters_ArePercentEncoded(string text, string expected) =>
        Assert.Equal(expected, GrpcMessageText.Encode(text));

    [Theory]
    [InlineData("5S", 5000)]
    [InlineData("100m", 100)]
    [InlineData("1H", 3_600_000)]
    [InlineData("2000u", 2)]
    public void Timeout_Text_IsRead(string text, int milliseconds)
    {
        Assert.True(GrpcTimeout.TryParse(text, out TimeSpan timeout));
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), timeout);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData("-5S")]
    [InlineData("123456789S")]
    [InlineData("5x")]
    [InlineData("99999999H")]
    public void Timeout_BadText_IsNoLimit(string text) => Assert.False(GrpcTimeout.TryParse(text, out _));
}
