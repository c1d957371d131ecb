using System.Globalization;

namespace Istiod.Config.Validation;

/// <summary>Values as Go's fmt writes them into messages.</summary>
internal static class GoText
{
    /// <summary><c>%v</c> of a float64: the shortest digits, an exponent below 1e-4 and from 1e21 on.</summary>
    public static string Float(double value)
    {
        if (!double.IsFinite(value))
        {
            return double.IsNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
        }

        double size = Math.Abs(value);
        if (size != 0 && (size < 1e-4 || size >= 1e21))
        {
            string text = value.ToString("E16", CultureInfo.InvariantCulture);
            for (int digits = 0; digits < 17; digits++)
            {
                text = value.ToString("E" + digits.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
                if (double.Parse(text, CultureInfo.InvariantCulture) == value)
                {
                    break;
                }
            }

            int e = text.IndexOf('E', StringComparison.Ordinal);
            int exponent = int.Parse(text.AsSpan(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            return string.Create(CultureInfo.InvariantCulture, $"{text[..e]}e{(exponent < 0 ? '-' : '+')}{Math.Abs(exponent):00}");
        }

        string plain = value.ToString("R", CultureInfo.InvariantCulture);
        return plain.Contains('E', StringComparison.Ordinal) ? ((decimal)value).ToString(CultureInfo.InvariantCulture) : plain;
    }

    /// <summary><c>%f</c>: six decimals.</summary>
    public static string Fixed(double value) =>
        double.IsFinite(value) ? value.ToString("F6", CultureInfo.InvariantCulture) : Float(value);

    /// <summary><c>%d</c>.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
