using Istiod.Primitives;

namespace Istiod.Compiler.Tests.Registry;

public sealed class IPTextTests
{
    [Theory]
    [InlineData("10.0.0.1", true)]
    [InlineData("0.0.0.0", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("10.1", false)]
    [InlineData("10", false)]
    [InlineData("0x0a.0.0.1", false)]
    [InlineData("010.0.0.1", false)]
    [InlineData("10.0.0.256", false)]
    [InlineData("10.0.0.1.", false)]
    [InlineData("[::1]", false)]
    [InlineData("10.0.0.0/8", false)]
    [InlineData("web.example", false)]
    [InlineData("", false)]
    public void IPText_IsAddress_AsGoReadsIt(string text, bool expected) => Assert.Equal(expected, IPText.IsAddress(text));
}
