using System.Globalization;
using System.Text.Json;

namespace Istiod.Primitives.Tests;

/// <summary>Numbers and amounts as Go and Kubernetes read and write them.</summary>
public sealed class NumberGoldenTests
{
    [Fact]
    public void GoNumber_Recorded_IsReadAsInGo() => Check(golden =>
    {
        string text = golden.TryGetProperty("in", out JsonElement input) ? input.GetString()! : "";
        switch (Text(golden, "kind"))
        {
            case "parseBool":
                bool isBool = GoNumber.TryParseBool(text, out bool truth, out string? error);
                return isBool ? golden.TryGetProperty("value", out JsonElement value) && value.GetBoolean() == truth : error == Text(golden, "error");
            case "parseFloat":
                bool isFloat = GoNumber.TryParseFloat(text, out double number, out error);
                return isFloat ? Same(number, Text(golden, "g")) : error == Text(golden, "error");
            case "parseInt":
                return Said(GoNumber.TryAtoi(text, out long whole, out error), whole, error, golden, "atoi")
                    && Said(GoNumber.TryParseInt(text, 0, 64, out whole, out error), whole, error, golden, "parseIntBase0")
                    && Said(GoNumber.TryParseInt(text, 10, 32, out whole, out error), whole, error, golden, "parseInt32")
                    && Said(GoNumber.TryParseUint(text, 10, 32, out ulong natural, out error), natural, error, golden, "parseUint32");
            default:
                return null;
        }
    });

    [Fact]
    public void Quantity_Recorded_IsReadAsInKubernetes() => Check(golden =>
    {
        switch (Text(golden, "kind"))
        {
            case "quantity":
                bool ok = Quantity.TryParse(Text(golden, "in"), out Quantity amount, out string? error);
                return ok
                    ? golden.GetProperty("ok").GetBoolean()
                        && amount.ToString() == Text(golden, "canonical")
                        && Text(golden, "format") == amount.Format switch
                        {
                            QuantityFormat.Binary => "BinarySI",
                            QuantityFormat.Decimal => "DecimalSI",
                            _ => "DecimalExponent",
                        }
                        && amount.Sign == golden.GetProperty("sign").GetInt32()
                        && IsWhole(golden, "value", amount.Value)
                        && IsWhole(golden, "milli", amount.MilliValue)
                    : error == Text(golden, "error");
            case "quantityJson":
                JsonElement given = JsonDocument.Parse(Text(golden, "in")).RootElement;
                string text = given.ValueKind == JsonValueKind.String ? given.GetString()! : given.GetRawText();
                ok = Quantity.TryParse(given.ValueKind == JsonValueKind.Null ? "0" : text, out amount, out error);
                return ok ? amount.ToString() == Text(golden, "canonical") : error == Text(golden, "error");
            case "quantityCmpAdd":
                Assert.True(Quantity.TryParse(Text(golden, "a"), out Quantity a, out _));
                Assert.True(Quantity.TryParse(Text(golden, "b"), out Quantity b, out _));
                return Math.Sign(a.CompareTo(b)) == golden.GetProperty("cmp").GetInt32()
                    && (a + b).ToString() == Text(golden, "sum")
                    && (a - b).ToString() == Text(golden, "difference");
            default:
                return null;
        }
    });

    [Theory]
    [InlineData("0x1.8p1", 3.0)]
    [InlineData("-0X.8P-1", -0.25)]
    [InlineData("0x1.fffffffffffff8p0", 2.0)]
    [InlineData("0x1.00000000000008p0", 1.0)]
    [InlineData("0x1.00000000000008000000000000000000001p0", 1.0000000000000002)]
    [InlineData("0x1p-1074", double.Epsilon)]
    [InlineData("0x1p-1075", 0.0)]
    [InlineData("1e-324", 0.0)]
    [InlineData("12_34.5", 1234.5)]
    public void GoNumber_Floats_AreRoundedToEven(string text, double expected)
    {
        Assert.True(GoNumber.TryParseFloat(text, out double value, out string? error), error);
        Assert.Equal(expected, value);
    }

    [Theory]
    [InlineData("0x1")]
    [InlineData("0x1p")]
    [InlineData("1__0")]
    [InlineData("_1")]
    [InlineData("1_")]
    [InlineData("1e_1")]
    [InlineData("+nan")]
    [InlineData("")]
    public void GoNumber_MalformedFloats_AreRefused(string text) => Assert.False(GoNumber.TryParseFloat(text, out _, out _));

    [Fact]
    public void Quantity_FarTooLarge_IsRefusedAtOnce() => Assert.False(Quantity.TryParse("1e2000000000", out _, out _));

    private static void Check(Func<JsonElement, bool?> isSame)
    {
        List<string> wrong = [];
        int count = 0;
        foreach (JsonElement golden in Golden.Primitives("durations.jsonl"))
        {
            bool? same = isSame(golden);
            count += same is null ? 0 : 1;
            if (same == false)
            {
                wrong.Add(golden.ToString());
            }
        }

        Assert.True(wrong.Count == 0 && count > 50, $"{wrong.Count} of {count}\n{string.Join('\n', wrong)}");
    }

    /// <summary>Whole values of 64 bits; where Kubernetes' own overflow, ours end at the largest.</summary>
    private static bool IsWhole(JsonElement golden, string name, long ours) =>
        ours is long.MaxValue or long.MinValue || ours.ToString(CultureInfo.InvariantCulture) == Text(golden, name);

    private static bool Same(double number, string go) => go switch
    {
        "NaN" => double.IsNaN(number),
        "+Inf" => double.IsPositiveInfinity(number),
        "-Inf" => double.IsNegativeInfinity(number),
        _ => number.Equals(double.Parse(go, CultureInfo.InvariantCulture)),
    };

    private static bool Said<T>(bool ok, T value, string? error, JsonElement golden, string name)
        where T : IFormattable =>
        ok ? golden.TryGetProperty(name, out JsonElement text) && text.GetString() == value.ToString(null, CultureInfo.InvariantCulture)
            : golden.TryGetProperty(name + "Error", out JsonElement fault) && fault.GetString() == error;

    private static string Text(JsonElement golden, string name) => golden.GetProperty(name).GetString()!;
}
