using System.Text;
using Istiod.Diagnostics.Metrics;

namespace Istiod.Diagnostics.Tests.Metrics;

public sealed class GoFloatTests
{
    [Theory]
    [InlineData(0, "0")]
    [InlineData(1, "1")]
    [InlineData(-1, "-1")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1e-05")]
    [InlineData(0.0004113829999999999, "0.0004113829999999999")]
    [InlineData(100000, "100000")]
    [InlineData(123456.75, "123456.75")]
    [InlineData(1000000, "1e+06")]
    [InlineData(1234567, "1.234567e+06")]
    [InlineData(2110783740, "2.11078374e+09")]
    [InlineData(3.1535998822692746E+08, "3.1535998822692746e+08")]
    [InlineData(11.548848682, "11.548848682")]
    [InlineData(1e100, "1e+100")]
    [InlineData(5e-324, "5e-324")]
    [InlineData(-2.5e-7, "-2.5e-07")]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    public void Write_Value_IsAsGoPrints(double value, string expected)
    {
        Span<byte> text = stackalloc byte[GoFloat.MaxLength];
        Assert.Equal(expected, Encoding.ASCII.GetString(text[..GoFloat.Write(value, text)]));
    }
}
