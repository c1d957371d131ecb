using System.Globalization;

namespace Istiod.GoTemplate.Formatting;

/// <summary>Decimal digits of a finite float: 0.DIGITS × 10^Point. No digits: zero.</summary>
internal ref struct DecimalDigits
{
    /// <summary>Room for <see cref="Exact"/>.</summary>
    public const int ExactRoom = 800;

    private Span<char> _buffer;

    /// <summary>Number of digits, without trailing zeros.</summary>
    public int Count { get; private set; }

    /// <summary>Digits before the decimal point.</summary>
    public int Point { get; private set; }

    /// <summary>Digit at an index; 0 beyond the last.</summary>
    public readonly char this[int index] => index >= 0 && index < Count ? _buffer[index] : '0';

    /// <summary>The fewest digits that give the same float again.</summary>
    public static DecimalDigits Shortest(double value, int bits, Span<char> buffer)
    {
        int written;
        _ = bits == 32
            ? ((float)value).TryFormat(buffer, out written, "R", CultureInfo.InvariantCulture)
            : value.TryFormat(buffer, out written, "R", CultureInfo.InvariantCulture);
        return Read(buffer, written);
    }

    /// <summary>All digits: a double is a finite decimal fraction.</summary>
    /// <param name="buffer"><see cref="ExactRoom"/> units.</param>
    public static DecimalDigits Exact(double value, Span<char> buffer)
    {
        _ = value.TryFormat(buffer, out int written, "E766", CultureInfo.InvariantCulture);
        return Read(buffer, written);
    }

    /// <summary>Rounds to a number of digits; a tie goes to the even digit.</summary>
    public void Round(int digits)
    {
        if (digits < 0)
        {
            Count = 0;
            Point = 0;
            return;
        }

        if (digits >= Count)
        {
            return;
        }

        bool up = _buffer[digits] > '5'
            || (_buffer[digits] == '5' && (Count > digits + 1 || (digits > 0 && (_buffer[digits - 1] - '0') % 2 == 1)));
        Count = digits;
        if (up)
        {
            RoundUp();
        }
        else
        {
            Trim();
        }
    }

    private void RoundUp()
    {
        while (Count > 0 && _buffer[Count - 1] == '9')
        {
            Count--;
        }

        if (Count == 0)
        {
            _buffer[0] = '1';
            Count = 1;
            Point++;
            return;
        }

        _buffer[Count - 1]++;
    }

    private void Trim()
    {
        while (Count > 0 && _buffer[Count - 1] == '0')
        {
            Count--;
        }

        if (Count == 0)
        {
            Point = 0;
        }
    }

    // Reads .NET's text in place: digits, a point, an exponent.
    private static DecimalDigits Read(Span<char> text, int length)
    {
        var digits = new DecimalDigits { _buffer = text };
        int count = 0;
        int? point = null;
        int exponent = 0;
        for (int i = 0; i < length; i++)
        {
            char c = text[i];
            if (c == '.')
            {
                point = count;
            }
            else if (c == 'E')
            {
                exponent = int.Parse(text[(i + 1)..length], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
                break;
            }
            else if (c != '-')
            {
                if (count == 0 && c == '0')
                {
                    // A leading zero is no digit; behind the point it moves it.
                    exponent -= point is null ? 0 : 1;
                    continue;
                }

                text[count++] = c;
            }
        }

        digits.Count = count;
        digits.Point = (point ?? count) + exponent;
        digits.Trim();
        return digits;
    }
}
