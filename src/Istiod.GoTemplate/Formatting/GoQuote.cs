using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Istiod.GoTemplate.Formatting;

/// <summary>Go's quoted strings and characters. Source: Go, package strconv, quote.go.</summary>
internal static class GoQuote
{
    /// <summary>A text in double quotes, what cannot be printed escaped.</summary>
    /// <param name="asciiOnly">Whether to escape everything beyond ASCII, too.</param>
    public static string Quote(string text, bool asciiOnly = false)
    {
        var output = new TextBuilder(int.MaxValue, "", text.Length + 16);
        Append(output, text, asciiOnly);
        return output.ToString();
    }

    /// <summary>Appends a text in double quotes.</summary>
    public static void Append(TextBuilder output, ReadOnlySpan<char> text, bool asciiOnly = false)
    {
        output.Append('"');
        int done = 0;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is >= ' ' and < '\x7f' and not ('"' or '\\'))
            {
                continue;
            }

            output.Append(text[done..i]);
            int rune = GoText.RuneAt(text, i, out int width, out bool isInvalid);
            if (isInvalid && GoText.IsEscape(c))
            {
                AppendHex(output, "\\x", c & 0xFF, 2);
            }
            else
            {
                AppendEscaped(output, rune, '"', asciiOnly);
            }

            i += width - 1;
            done = i + 1;
        }

        output.Append(text[done..]);
        output.Append('"');
    }

    /// <summary>Appends a character in single quotes.</summary>
    public static void AppendCharacter(TextBuilder output, int rune, bool asciiOnly)
    {
        output.Append('\'');
        AppendEscaped(output, rune, '\'', asciiOnly);
        output.Append('\'');
    }

    /// <summary>Whether a text can stand in backquotes as it is, on one line.</summary>
    public static bool CanBackquote(ReadOnlySpan<char> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            int rune = GoText.RuneAt(text, i, out int width, out bool isInvalid);
            i += width - 1;
            if (isInvalid || rune is 0xFEFF or '`' or 0x7F || (rune < ' ' && rune != '\t'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether Go prints a character as it is: letters, marks, numbers, punctuation, symbols, the space.</summary>
    public static bool IsPrintable(int rune)
    {
        if (rune < 0x7F)
        {
            return rune >= ' ';
        }

        return CharUnicodeInfo.GetUnicodeCategory(rune) is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
            or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned or UnicodeCategory.SpaceSeparator
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
    }

    /// <summary>The value of a quoted string as written in a template, its quotes or backquotes included.</summary>
    public static bool TryUnquote(string text, [NotNullWhen(true)] out string? value)
    {
        if (text[0] == '`')
        {
            value = text[1..^1].Replace("\r", "", StringComparison.Ordinal);
            return true;
        }

        if (text.AsSpan().IndexOf('\\') < 0)
        {
            value = text[1..^1];
            return true;
        }

        var output = new StringBuilder(text.Length);
        try
        {
            for (int i = 1; i < text.Length - 1;)
            {
                int code = UnquoteCharacter(text, i, '"', out i, out bool isByte);
                output.Append(isByte && code >= 0x80 ? ((char)(0xDC00 + code)).ToString() : Text(code));
            }
        }
        catch (FormatException)
        {
            value = null;
            return false;
        }

        value = GoText.Normalize(output.ToString());
        return true;
    }

    /// <summary>Reads one character or escape inside quotes.</summary>
    /// <param name="end">Index after it.</param>
    /// <param name="isByte">Whether it is one byte of a string, not a character.</param>
    /// <exception cref="FormatException">Go's <c>invalid syntax</c>.</exception>
    public static int UnquoteCharacter(string text, int index, char quote, out int end, out bool isByte)
    {
        isByte = false;
        char c = text[index];
        if (c == quote)
        {
            throw new FormatException("invalid syntax");
        }

        if (c != '\\')
        {
            int rune = GoText.RuneAt(text, index, out int width, out _);
            end = index + width;
            return rune;
        }

        char escape = index + 1 < text.Length ? text[index + 1] : '\0';
        end = index + 2;
        switch (escape)
        {
            case 'a':
                return '\a';
            case 'b':
                return '\b';
            case 'f':
                return '\f';
            case 'n':
                return '\n';
            case 'r':
                return '\r';
            case 't':
                return '\t';
            case 'v':
                return '\v';
            case '\\':
                return '\\';
            case '"' or '\'' when escape == quote:
                return escape;
            case 'x':
                isByte = true;
                return Hex(text, ref end, 2);
            case 'u':
                return Scalar(Hex(text, ref end, 4));
            case 'U':
                return Scalar(Hex(text, ref end, 8));
            case >= '0' and <= '7':
                isByte = true;
                return Octal(text, index + 1, out end);
            default:
                throw new FormatException("invalid syntax");
        }
    }

    private static int Hex(string text, ref int index, int digits)
    {
        if (index + digits > text.Length || !uint.TryParse(text.AsSpan(index, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint value))
        {
            throw new FormatException("invalid syntax");
        }

        index += digits;
        return value > int.MaxValue ? int.MaxValue : (int)value;
    }

    private static int Octal(string text, int index, out int end)
    {
        end = index + 3;
        int value = 0;
        for (int i = index; i < end; i++)
        {
            if (i >= text.Length || text[i] is < '0' or > '7')
            {
                throw new FormatException("invalid syntax");
            }

            value = (value * 8) + text[i] - '0';
        }

        return value <= 255 ? value : throw new FormatException("invalid syntax");
    }

    private static int Scalar(int code) => Rune.IsValid(code) ? code : throw new FormatException("invalid syntax");

    private static string Text(int rune) => new Rune(rune).ToString();

    private static void AppendEscaped(TextBuilder output, int rune, char quote, bool asciiOnly)
    {
        if (rune == quote || rune == '\\')
        {
            output.Append('\\');
            output.Append((char)rune);
            return;
        }

        if ((!asciiOnly || rune < 0x80) && IsPrintable(rune))
        {
            output.AppendRune(rune);
            return;
        }

        string? letter = rune switch { '\a' => "\\a", '\b' => "\\b", '\f' => "\\f", '\n' => "\\n", '\r' => "\\r", '\t' => "\\t", '\v' => "\\v", _ => null };
        if (letter is not null)
        {
            output.Append(letter);
        }
        else if (rune is < ' ' or 0x7F)
        {
            AppendHex(output, "\\x", rune, 2);
        }
        else if (rune < 0x10000)
        {
            AppendHex(output, "\\u", rune, 4);
        }
        else
        {
            AppendHex(output, "\\U", rune, 8);
        }
    }

    private static void AppendHex(TextBuilder output, string prefix, int value, int digits)
    {
        output.Append(prefix);
        for (int shift = (digits - 1) * 4; shift >= 0; shift -= 4)
        {
            output.Append("0123456789abcdef"[(value >> shift) & 0xF]);
        }
    }
}
