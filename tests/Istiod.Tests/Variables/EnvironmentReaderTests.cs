using Istiod.Variables;

namespace Istiod.Tests.Variables;

public sealed class EnvironmentReaderTests
{
    [Theory]
    [InlineData("1", true)]
    [InlineData("t", true)]
    [InlineData("TRUE", true)]
    [InlineData("0", false)]
    [InlineData("False", false)]
    [InlineData("F", false)]
    public void Bool_GoWords_AreRead(string text, bool expected)
    {
        EnvironmentReader reader = Reader(text);
        Assert.Equal(expected, reader.Bool("X", !expected));
        Assert.Empty(reader.Warnings);
    }

    [Theory]
    [InlineData("yes")]
    [InlineData("tRUE")]
    [InlineData("")]
    public void Bool_OtherWords_WarnAndGiveTheDefault(string text)
    {
        EnvironmentReader reader = Reader(text);
        Assert.True(reader.Bool("X", true));
        Assert.Equal([$"Invalid environment variable value `{text}`, expecting true/false, defaulting to true"], reader.Warnings);
    }

    [Fact]
    public void Duration_Bad_WarnsAndGivesTheDefault()
    {
        EnvironmentReader reader = Reader("10");
        Assert.Equal(TimeSpan.FromMinutes(20), reader.Duration("X", TimeSpan.FromMinutes(20)));
        Assert.Equal(["Invalid environment variable value `10`, expecting a duration, defaulting to 20m0s"], reader.Warnings);
    }

    [Fact]
    public void Values_Good_AreRead()
    {
        Assert.Equal(TimeSpan.FromMilliseconds(1500), Reader("1.5s").Duration("X", default));
        Assert.Equal(-3, Reader("-3").Int("X", 1));
        Assert.Equal(33.3, Reader("33.3").Float("X", 1));
        Assert.Equal(7u, Reader("7").UInt("X", 1));
        Assert.Equal("", Reader("").Text("X", "default"));
        Assert.Equal("default", new EnvironmentReader(_ => null).Text("X", "default"));
    }

    [Fact]
    public void Catalog_SetButNotAsked_IsReported()
    {
        EnvironmentReader reader = new(name => name is "PILOT_HTTP10" or "XDS_AUTH" ? "true" : null);
        reader.Bool("PILOT_HTTP10", false);
        Assert.Equal(["XDS_AUTH"], VariableCatalog.NotSupportedYet(reader.IsSet, reader.Asked));
    }

    [Fact]
    public void Catalog_Lists_AreSortedAndDisjoint()
    {
        string[] all = [.. VariableCatalog.Known, .. VariableCatalog.WithoutEffect, .. VariableCatalog.Platform];
        Assert.Equal(all.Length, all.Distinct().Count());
        Assert.Equal(VariableCatalog.Known.Order(StringComparer.Ordinal), VariableCatalog.Known);
        Assert.Equal(VariableCatalog.WithoutEffect.Order(StringComparer.Ordinal), VariableCatalog.WithoutEffect);
    }

    private static EnvironmentReader Reader(string value) => new(_ => value);
}
