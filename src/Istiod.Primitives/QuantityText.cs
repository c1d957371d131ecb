namespace Istiod.Primitives;

/// <summary>The parts of the text of a <see cref="Quantity"/>.</summary>
/// <param name="Whole">Digits before the point, without leading zeros.</param>
/// <param name="Fraction">Digits behind it.</param>
/// <param name="Suffix">Letters, then perhaps a sign and digits.</param>
internal readonly record struct QuantityText(bool IsWellFormed, bool IsNegative, string Whole, string Fraction, string Suffix)
{
    /// <summary>Digits that fit 64 bits in any case.</summary>
    private const int SafeDigits = 18;

    public static QuantityText Split(string text)
    {
        bool isNegative = text.StartsWith('-');
        int at = text.Length > 0 && text[0] is '+' or '-' ? 1 : 0;
        string whole = Digits(text, ref at).TrimStart('0');
        string fraction = "";
        if (at < text.Length && text[at] == '.')
        {
            at++;
            fraction = Digits(text, ref at);
        }

        int start = at;
        while (at < text.Length && "eEinumkKMGTP".Contains(text[at], StringComparison.Ordinal))
        {
            at++;
        }

        at += at < text.Length && text[at] is '+' or '-' ? 1 : 0;
        Digits(text, ref at);
        return new QuantityText(text.Length > 0 && at == text.Length, isNegative, whole, fraction, text[start..]);
    }

    /// <summary>Whether Kubernetes goes on to show the amount as it was written: few digits, and no shorter form to be expected.</summary>
    public bool KeepsText(QuantityFormat format, int exponent)
    {
        string digits = (Whole.Length == 0 ? "0" : Whole) + Fraction;
        if (format == QuantityFormat.Binary)
        {
            return Fraction.Length == 0
                && 14 - Math.Max(Whole.Length, 1) - (exponent * 3 / 10) >= 0
                && long.TryParse(digits, out long value)
                && (value & 7) != 0;
        }

        int scale = exponent - Fraction.Length;
        return digits.Length <= SafeDigits
            && scale >= -9
            && scale % 3 == 0
            && digits[0] != '0'
            && !digits.EndsWith("000", StringComparison.Ordinal);
    }

    private static string Digits(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return text[start..at];
    }
}
