using Istiod.Webhooks.Injection.Json;

namespace Istiod.Webhooks.Tests.Injection;

public sealed class QuantityTests
{
    [Theory]
    [InlineData("0.1", "100m")]
    [InlineData("1000m", "1")]
    [InlineData("1024Mi", "1Gi")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1e9", "1e9")]
    [InlineData("100000000", "100M")]
    [InlineData("0", "0")]
    [InlineData("-5.50", "-5500m")]
    [InlineData("512", "512")]
    [InlineData("1000Ki", "1000Ki")]
    [InlineData("0.5Ki", "512")]
    [InlineData("1n", "1n")]
    public void Text_Quantity_BecomesCanonical(string text, string canonical)
    {
        Assert.True(Quantity.TryCanonicalize(text, out string found, out _));
        Assert.Equal(canonical, found);
    }

    [Theory]
    [InlineData("")]
    [InlineData("lots")]
    [InlineData("1Zi")]
    [InlineData("1 ")]
    [InlineData("1mm")]
    [InlineData(".")]
    public void Text_NoQuantity_IsRefused(string text) => Assert.False(Quantity.TryCanonicalize(text, out _, out _));
}
