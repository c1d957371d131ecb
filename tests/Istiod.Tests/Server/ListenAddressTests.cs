using System.Net;
using Istiod.Server;

namespace Istiod.Tests.Server;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData(":8080", "", 8080)]
    [InlineData("127.0.0.1:0", "127.0.0.1", 0)]
    [InlineData("[::1]:15010", "::1", 15010)]
    [InlineData("localhost:15014", "localhost", 15014)]
    public void Parse_GoAddress_IsRead(string text, string host, int port) =>
        Assert.Equal(new ListenAddress(host, port), ListenAddress.Parse(text));

    [Theory]
    [InlineData("8080")]
    [InlineData(":99999")]
    [InlineData(":http2")]
    [InlineData("::1:80")]
    public void Parse_NoAddress_Throws(string text) => Assert.Throws<FormatException>(() => ListenAddress.Parse(text));

    [Fact]
    public void ToEndPoint_WithoutHost_IsDualStack() =>
        Assert.Contains(new ListenAddress("", 1).ToEndPoint().Address, new[] { IPAddress.IPv6Any, IPAddress.Any });
}
