using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Istiod.Primitives;

/// <summary>An amount of Kubernetes: <c>100m</c>, <c>1.5Gi</c>, <c>1e3</c>; exact down to 10⁻⁹. The default value is 0.</summary>
/// <remarks>
/// Finer than 10⁻⁹ is rounded away from zero; binary amounts end at 2⁶³−1. Source: k8s.io/apimachinery pkg/api/resource, Quantity.
/// Differs: exponents of more than four digits are refused, and whole values that do not fit 64 bits end at the nearest that do.
/// </remarks>
public readonly struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    private const string WrongFormat = "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
    private const string WrongSuffix = "unable to parse quantity's suffix";
    private const string WrongNumber = "unable to parse numeric part of quantity";
    private const int MaxExponent = 9999;

    /// <summary>The amount in units of 10⁻⁹.</summary>
    private readonly BigInteger _nanos;

    /// <summary>The text as it was read, where Kubernetes keeps it: it is close enough to canonical.</summary>
    private readonly string? _kept;

    private Quantity(BigInteger nanos, QuantityFormat format, string? kept)
    {
        _nanos = nanos;
        Format = format;
        _kept = kept;
    }

    /// <summary>How it is written.</summary>
    public QuantityFormat Format { get; }

    /// <summary>−1, 0 or 1.</summary>
    public int Sign => _nanos.Sign;

    /// <summary>The amount as a whole number, rounded away from zero.</summary>
    public long Value => Rounded(Unit);

    /// <summary>The amount in thousandths, rounded away from zero.</summary>
    public long MilliValue => Rounded(Unit / 1000);

    private static BigInteger Unit => 1_000_000_000;

    /// <summary>Reads an amount.</summary>
    /// <param name="error">Kubernetes' own words for what is wrong, else null.</param>
    public static bool TryParse(string text, out Quantity quantity, [NotNullWhen(false)] out string? error)
    {
        quantity = default;
        if (text == "0")
        {
            error = null;
            return true;
        }

        QuantityText parts = QuantityText.Split(text);
        bool isKnown = TrySuffix(parts.Suffix, out int radix, out int exponent, out QuantityFormat format);
        error = !parts.IsWellFormed ? WrongFormat : !isKnown ? WrongSuffix : Math.Abs(exponent) > MaxExponent ? WrongNumber : null;
        if (error is null)
        {
            BigInteger nanos = Amount(parts, radix, exponent);
            string? kept = parts.KeepsText(format, exponent) ? text : null;
            if (format == QuantityFormat.Binary && nanos.Sign > 0 && nanos < Unit)
            {
                format = QuantityFormat.Decimal;
            }

            quantity = new Quantity(parts.IsNegative ? -nanos : nanos, format, kept);
        }

        return error is null;
    }

    /// <summary>The sum, written as the first is, or as the second if the first is 0.</summary>
    public static Quantity operator +(Quantity left, Quantity right) =>
        new(left._nanos + right._nanos, left.Sign == 0 ? right.Format : left.Format, null);

    /// <summary>The difference, written as the first is, or as the second if the first is 0.</summary>
    public static Quantity operator -(Quantity left, Quantity right) =>
        new(left._nanos - right._nanos, left.Sign == 0 ? right.Format : left.Format, null);

    /// <summary>Whether the amounts are equal; the forms do not count.</summary>
    public static bool operator ==(Quantity left, Quantity right) => left.Equals(right);

    /// <summary>Whether the amounts differ.</summary>
    public static bool operator !=(Quantity left, Quantity right) => !left.Equals(right);

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => _nanos.CompareTo(other._nanos);

    /// <inheritdoc/>
    public bool Equals(Quantity other) => _nanos == other._nanos;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Quantity other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _nanos.GetHashCode();

    /// <summary>The canonical text.</summary>
    public override string ToString()
    {
        if (_kept is not null || Sign == 0)
        {
            return _kept ?? "0";
        }

        if (Format == QuantityFormat.Binary && BigInteger.Abs(_nanos) >= 1024 * Unit && (_nanos % Unit).IsZero)
        {
            BigInteger value = _nanos / Unit;
            int steps = 0;
            for (; steps < 6 && (value % 1024).IsZero; steps++)
            {
                value /= 1024;
            }

            return value.ToString(CultureInfo.InvariantCulture) + (steps == 0 ? "" : "KMGTPE"[steps - 1] + "i");
        }

        BigInteger number = _nanos;
        int exponent = -9;
        while ((exponent < 18 || Format == QuantityFormat.Exponent) && (number % 1000).IsZero)
        {
            number /= 1000;
            exponent += 3;
        }

        string digits = number.ToString(CultureInfo.InvariantCulture);
        return exponent == 0
            ? digits
            : Format == QuantityFormat.Exponent
                ? string.Create(CultureInfo.InvariantCulture, $"{digits}e{exponent}")
                : digits + "num.kMGTPE"[(exponent / 3) + 3];
    }

    private static bool TrySuffix(string suffix, out int radix, out int exponent, out QuantityFormat format)
    {
        format = suffix.Length == 2 && suffix[1] == 'i' ? QuantityFormat.Binary : QuantityFormat.Decimal;
        radix = format == QuantityFormat.Binary ? 2 : 10;
        exponent = 0;
        if (format == QuantityFormat.Binary)
        {
            int step = "KMGTPE".IndexOf(suffix[0], StringComparison.Ordinal);
            exponent = 10 * (step + 1);
            return step >= 0;
        }

        if (suffix.Length <= 1)
        {
            int step = suffix.Length == 0 ? 3 : "num.kMGTPE".IndexOf(suffix[0], StringComparison.Ordinal);
            exponent = 3 * (step - 3);
            return step >= 0 && suffix is not ".";
        }

        format = QuantityFormat.Exponent;
        return suffix[0] is 'e' or 'E'
            && int.TryParse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out exponent);
    }

    private static BigInteger Amount(QuantityText parts, int radix, int exponent)
    {
        BigInteger digits = BigInteger.Parse("0" + parts.Whole + parts.Fraction, CultureInfo.InvariantCulture);
        int power = 9 - parts.Fraction.Length + (radix == 10 ? exponent : 0);
        digits <<= radix == 2 ? exponent : 0;
        if (power >= 0)
        {
            digits *= BigInteger.Pow(10, power);
        }
        else
        {
            digits = BigInteger.DivRem(digits, BigInteger.Pow(10, -power), out BigInteger rest);
            digits += rest.IsZero ? 0 : 1;
        }

        return radix == 2 ? BigInteger.Min(digits, long.MaxValue * Unit) : digits;
    }

    private long Rounded(BigInteger unit)
    {
        BigInteger whole = BigInteger.DivRem(_nanos, unit, out BigInteger rest) + rest.Sign;
        return whole > long.MaxValue ? long.MaxValue : whole < long.MinValue ? long.MinValue : (long)whole;
    }
}
