using System.Globalization;
using System.Text;

namespace Istiod.Primitives.Re2;

/// <summary>The text of a pattern with a position in it, and the first fault found.</summary>
internal sealed class PatternReader(string text)
{
    /// <summary>What a lone surrogate, Go's invalid byte, is shown as.</summary>
    private const char Replacement = '\uFFFD';

    public int At { get; set; }

    public string Text => text;

    public string? Error { get; private set; }

    public bool IsAtEnd => At >= text.Length;

    public ReadOnlySpan<char> Rest => text.AsSpan(At);

    /// <summary>Whether the next two characters are these.</summary>
    public bool IsNext(char first, char second) => At + 1 < text.Length && text[At] == first && text[At + 1] == second;

    /// <summary>Notes the fault, with the part of the pattern that it is about; false.</summary>
    public bool Fail(string what, ReadOnlySpan<char> about)
    {
        StringBuilder shown = new($"error parsing regexp: {what}: `");
        for (int i = 0; i < about.Length; i++)
        {
            bool isPair = i + 1 < about.Length && char.IsSurrogatePair(about[i], about[i + 1]);
            if (isPair)
            {
                shown.Append(about[i++]);
            }

            shown.Append(!isPair && char.IsSurrogate(about[i]) ? Replacement : about[i]);
        }

        Error = shown.Append('`').ToString();
        return false;
    }

    /// <summary>The part from a position to the present one.</summary>
    public ReadOnlySpan<char> Since(int start) => text.AsSpan(start, At - start);

    /// <summary>Takes one character; −1 at the end. A lone surrogate is a fault.</summary>
    public bool TryRune(out int rune)
    {
        rune = -1;
        if (IsAtEnd)
        {
            return true;
        }

        if (Rune.DecodeFromUtf16(Rest, out Rune value, out int width) != System.Buffers.OperationStatus.Done)
        {
            return Fail("invalid UTF-8", Rest);
        }

        rune = value.Value;
        At += width;
        return true;
    }

    /// <summary>Whether a part has no lone surrogate; else the fault is noted.</summary>
    public bool IsWellFormed(ReadOnlySpan<char> part)
    {
        for (int i = 0; i < part.Length; i++)
        {
            if (char.IsSurrogate(part[i]) && (i + 1 >= part.Length || !char.IsSurrogatePair(part[i], part[++i])))
            {
                return Fail("invalid UTF-8", part[i..]);
            }
        }

        return true;
    }

    /// <summary>Takes what stands behind a backslash as one character.</summary>
    public bool TryEscape(out int rune)
    {
        int start = At++;
        if (IsAtEnd)
        {
            rune = -1;
            return Fail("trailing backslash at end of expression", "");
        }

        if (!TryRune(out rune))
        {
            return false;
        }

        bool known = true;
        switch (rune)
        {
            case 'a':
                rune = '\a';
                break;
            case 'f':
                rune = '\f';
                break;
            case 'n':
                rune = '\n';
                break;
            case 'r':
                rune = '\r';
                break;
            case 't':
                rune = '\t';
                break;
            case 'v':
                rune = '\v';
                break;
            case 'x':
                known = TryHexadecimal(out rune);
                if (Error is not null)
                {
                    return false;
                }

                break;
            case '0':
            case >= '1' and <= '7' when !IsAtEnd && text[At] is >= '0' and <= '7':
                rune -= '0';
                for (int i = 1; i < 3 && !IsAtEnd && text[At] is >= '0' and <= '7'; i++)
                {
                    rune = (rune * 8) + text[At++] - '0';
                }

                break;
            default:
                known = rune < 0x80 && !char.IsAsciiLetterOrDigit((char)rune);
                break;
        }

        return known || Fail("invalid escape sequence", Since(start));
    }

    /// <summary>Two digits, or any number of them in braces.</summary>
    private bool TryHexadecimal(out int rune)
    {
        rune = 0;
        if (IsAtEnd || !TryRune(out int first))
        {
            return false;
        }

        if (first != '{')
        {
            bool read = TryRune(out int second);
            rune = (Digit(first) * 16) + Digit(second);
            return read && Digit(first) >= 0 && Digit(second) >= 0;
        }

        for (int count = 0; ; count++)
        {
            if (IsAtEnd || !TryRune(out int next))
            {
                return false;
            }

            if (next == '}')
            {
                return count > 0;
            }

            rune = (rune * 16) + Digit(next);
            if (Digit(next) < 0 || rune > RuneSet.MaxRune)
            {
                return false;
            }
        }
    }

    private static int Digit(int rune) =>
        rune is >= 0 and < 0x80 && char.IsAsciiHexDigit((char)rune)
            ? int.Parse([(char)rune], NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : -1;
}
