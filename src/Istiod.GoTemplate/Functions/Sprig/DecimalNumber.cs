using System.Globalization;
using System.Numerics;
using Istiod.GoTemplate.Formatting;

namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>A decimal number of any size: Value × 10^Exponent. Source: shopspring/decimal v1.4.0 as sprig uses it.</summary>
internal readonly record struct DecimalNumber(BigInteger Value, int Exponent)
{
    private const int DivisionPlaces = 16;

    /// <summary>The shortest decimal that is this float. Finite floats only.</summary>
    public static DecimalNumber From(double value)
    {
        DecimalDigits digits = DecimalDigits.Shortest(value, 64, stackalloc char[64]);
        long number = 0;
        for (int i = 0; i < digits.Count; i++)
        {
            number = (number * 10) + digits[i] - '0';
        }

        return new DecimalNumber(value < 0 ? -number : number, digits.Count == 0 ? 0 : digits.Point - digits.Count);
    }

    public static DecimalNumber operator +(DecimalNumber left, DecimalNumber right)
    {
        int exponent = Math.Min(left.Exponent, right.Exponent);
        return new DecimalNumber(left.Scaled(exponent) + right.Scaled(exponent), exponent);
    }

    public static DecimalNumber operator -(DecimalNumber left, DecimalNumber right) => left + new DecimalNumber(-right.Value, right.Exponent);

    public static DecimalNumber operator *(DecimalNumber left, DecimalNumber right) => new(left.Value * right.Value, left.Exponent + right.Exponent);

    /// <summary>Divides to 16 places, half away from zero. The divisor is not 0.</summary>
    public static DecimalNumber operator /(DecimalNumber left, DecimalNumber right)
    {
        int shift = left.Exponent - right.Exponent + DivisionPlaces;
        BigInteger dividend = shift > 0 ? left.Value * BigInteger.Pow(10, shift) : left.Value;
        BigInteger divisor = shift < 0 ? right.Value * BigInteger.Pow(10, -shift) : right.Value;
        var quotient = BigInteger.DivRem(dividend, divisor, out BigInteger rest);
        if (BigInteger.Abs(rest) * 2 >= BigInteger.Abs(divisor))
        {
            quotient += left.Value.Sign * right.Value.Sign < 0 ? -1 : 1;
        }

        return new DecimalNumber(quotient, -DivisionPlaces);
    }

    /// <summary>The nearest float.</summary>
    public double ToDouble() =>
        double.Parse(string.Create(CultureInfo.InvariantCulture, $"{Value}E{Exponent}"), NumberStyles.Float, CultureInfo.InvariantCulture);

    private BigInteger Scaled(int exponent) => Value * BigInteger.Pow(10, Exponent - exponent);
}
