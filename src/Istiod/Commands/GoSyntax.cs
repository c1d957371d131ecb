using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Istiod.Commands;

/// <summary>Scalars as Go's strconv reads and quotes them.</summary>
internal static class GoSyntax
{
    /// <summary><c>1 t T TRUE true True 0 f F FALSE false False</c>; nothing else.</summary>
    public static bool TryParseBool(string text, out bool value)
    {
        value = text is "1" or "t" or "T" or "TRUE" or "true" or "True";
        return value || text is "0" or "f" or "F" or "FALSE" or "false" or "False";
    }

    /// <summary>A signed integer of base 0: decimal, <c>0x</c>, <c>0o</c> or leading <c>0</c>, <c>0b</c>.</summary>
    public static bool TryParseInteger(string text, out Int128 value)
    {
        value = 0;
        ReadOnlySpan<char> rest = text;
        bool negative = rest.StartsWith("-");
        if (negative || rest.StartsWith("+"))
        {
            rest = rest[1..];
        }

        int radix = 10;
        if (rest.Length > 1 && rest[0] == '0')
        {
            (radix, int skip) = char.ToLowerInvariant(rest[1]) switch
            {
                'x' => (16, 2),
                'b' => (2, 2),
                'o' => (8, 2),
                _ => (8, 1),
            };
            rest = rest[skip..];
        }

        if (rest.IsEmpty || rest.Length > 64)
        {
            return false;
        }

        foreach (char c in rest)
        {
            int digit = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : 99;
            if (digit >= radix)
            {
                return false;
            }

            if (value < ulong.MaxValue)
            {
                value = (value * radix) + digit;
            }
        }

        value = negative ? -value : value;
        return true;
    }

    /// <summary>A decimal integer of Go's <c>Atoi</c>.</summary>
    public static bool TryParseInt(string text, out long value) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out value);

    /// <summary>Text in double quotes with Go's escapes.</summary>
    public static string Quote([NotNull] string text)
    {
        StringBuilder quoted = new("\"", text.Length + 2);
        foreach (char c in text)
        {
            _ = c switch
            {
                '"' => quoted.Append("\\\""),
                '\\' => quoted.Append("\\\\"),
                '\n' => quoted.Append("\\n"),
                '\r' => quoted.Append("\\r"),
                '\t' => quoted.Append("\\t"),
                < ' ' or '\u007f' => quoted.Append(CultureInfo.InvariantCulture, $"\\x{(int)c:x2}"),
                _ => quoted.Append(c),
            };
        }

        return quoted.Append('"').ToString();
    }
}
