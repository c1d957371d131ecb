using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Istiod.GoTemplate.Formatting;

/// <summary>Reads JSON into values as Go's <c>encoding/json</c> reads into <c>interface{}</c>.</summary>
/// <param name="context">Where memory is counted; null counts none.</param>
internal sealed class JsonTextReader(string text, bool integers, RenderContext? context)
{
    private const int MaxDepth = 500;
    private int _position;
    private int _depth;

    public bool TryRead(out GoValue value, [NotNullWhen(false)] out string? error)
    {
        try
        {
            SkipSpace();
            value = Value();
            SkipSpace();
            if (_position < text.Length)
            {
                throw Unexpected("after top-level value");
            }

            error = null;
            return true;
        }
        catch (FormatException exception)
        {
            value = default;
            error = exception.Message;
            return false;
        }
    }

    private GoValue Value()
    {
        context?.Step();
        switch (Peek())
        {
            case '{':
                return Object();
            case '[':
                return Array();
            case '"':
                return GoValue.FromString(String());
            case 't':
                return Word("true", GoValue.FromBool(true));
            case 'f':
                return Word("false", GoValue.FromBool(false));
            case 'n':
                return Word("null", default);
            default:
                return Number();
        }
    }

    private GoValue Object()
    {
        Enter();
        var map = new GoDictionary();
        context?.Charge(100);
        if (!TryTake('}'))
        {
            do
            {
                SkipSpace();
                if (Peek() != '"')
                {
                    throw Unexpected("looking for beginning of object key string");
                }

                string key = String();
                SkipSpace();
                Take(':', "after object key");
                SkipSpace();
                context?.Charge(60);
                map.Set(key, Value());
                SkipSpace();
            }
            while (TryTake(','));
            Take('}', "after object key:value pair");
        }

        _depth--;
        return GoValue.From(map);
    }

    private GoValue Array()
    {
        Enter();
        var items = new List<GoValue>();
        if (!TryTake(']'))
        {
            do
            {
                SkipSpace();
                context?.Charge(32);
                items.Add(Value());
                SkipSpace();
            }
            while (TryTake(','));
            Take(']', "after array element");
        }

        _depth--;
        return GoValue.From(new GoSlice(GoType.AnyList, [.. items]));
    }

    private string String()
    {
        int start = ++_position;
        int end = text.AsSpan(start).IndexOfAny('"', '\\');
        if (end < 0)
        {
            throw new FormatException("unexpected end of JSON input");
        }

        CheckControls(start, start + end);
        context?.Charge(end * 2L);
        if (text[start + end] == '"')
        {
            _position = start + end + 1;
            return text.Substring(start, end);
        }

        var output = new StringBuilder();
        while (true)
        {
            end = text.AsSpan(_position).IndexOfAny('"', '\\');
            if (end < 0)
            {
                throw new FormatException("unexpected end of JSON input");
            }

            CheckControls(_position, _position + end);
            output.Append(text, _position, end);
            context?.Charge(end * 2L);
            _position += end;
            if (text[_position] == '"')
            {
                _position++;
                return output.ToString();
            }

            Escape(output);
        }
    }

    private void Escape(StringBuilder output)
    {
        _position++;
        char c = _position < text.Length ? text[_position++] : throw new FormatException("unexpected end of JSON input");
        switch (c)
        {
            case '"' or '\\' or '/':
                output.Append(c);
                break;
            case 'b':
                output.Append('\b');
                break;
            case 'f':
                output.Append('\f');
                break;
            case 'n':
                output.Append('\n');
                break;
            case 'r':
                output.Append('\r');
                break;
            case 't':
                output.Append('\t');
                break;
            case 'u':
                char unit = Unit();
                if (char.IsHighSurrogate(unit) && _position + 5 < text.Length && text[_position] == '\\' && text[_position + 1] == 'u')
                {
                    int before = _position;
                    _position += 2;
                    char second = Unit();
                    if (char.IsLowSurrogate(second))
                    {
                        output.Append(unit).Append(second);
                        break;
                    }

                    _position = before;
                }

                output.Append(char.IsSurrogate(unit) ? '\uFFFD' : unit);
                break;
            default:
                _position--;
                throw Unexpected("in string escape code");
        }
    }

    private char Unit()
    {
        if (_position + 4 > text.Length)
        {
            throw new FormatException("unexpected end of JSON input");
        }

        if (!ushort.TryParse(text.AsSpan(_position, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out ushort unit))
        {
            throw Unexpected("in \\u hexadecimal character escape");
        }

        _position += 4;
        return (char)unit;
    }

    private void CheckControls(int start, int end)
    {
        int at = text.AsSpan(start, end - start).IndexOfAnyInRange('\0', '\x1f');
        if (at >= 0)
        {
            _position = start + at;
            throw Unexpected("in string literal");
        }
    }

    private GoValue Number()
    {
        int start = _position;
        bool isInteger = true;
        _ = TryTake('-');
        if (Peek() == '0')
        {
            _position++;
        }
        else if (Digits() == 0)
        {
            throw Unexpected(_position == start ? "looking for beginning of value" : "in numeric literal");
        }

        if (_position < text.Length && text[_position] == '.')
        {
            isInteger = false;
            _position++;
            Need(Digits(), "after decimal point in numeric literal");
        }

        if (_position < text.Length && text[_position] is 'e' or 'E')
        {
            isInteger = false;
            _position++;
            if (_position < text.Length && text[_position] is '+' or '-')
            {
                _position++;
            }

            Need(Digits(), "in exponent of numeric literal");
        }

        ReadOnlySpan<char> literal = text.AsSpan(start, _position - start);
        if (integers && isInteger && long.TryParse(literal, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long integer))
        {
            return GoValue.FromInt64(integer);
        }

        double value = double.Parse(literal, NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? GoValue.FromDouble(value) : throw new FormatException($"json: cannot unmarshal number {literal} into Go value of type float64");
    }

    private int Digits()
    {
        int start = _position;
        while (_position < text.Length && char.IsAsciiDigit(text[_position]))
        {
            _position++;
        }

        return _position - start;
    }

    private void Need(int digits, string context2)
    {
        if (digits == 0)
        {
            throw Unexpected(context2);
        }
    }

    private GoValue Word(string word, GoValue value)
    {
        foreach (char c in word)
        {
            if (Peek() != c)
            {
                throw Unexpected($"in literal {word} (expecting {GoQuote.Quote(c.ToString()).Replace('"', '\'')})");
            }

            _position++;
        }

        return value;
    }

    private void Enter()
    {
        _position++;
        if (++_depth > MaxDepth)
        {
            throw new FormatException("exceeded max depth");
        }

        SkipSpace();
    }

    private void SkipSpace()
    {
        while (_position < text.Length && text[_position] is ' ' or '\t' or '\r' or '\n')
        {
            _position++;
        }
    }

    private char Peek() => _position < text.Length ? text[_position] : throw new FormatException("unexpected end of JSON input");

    private bool TryTake(char c)
    {
        if (_position < text.Length && text[_position] == c)
        {
            _position++;
            return true;
        }

        return false;
    }

    private void Take(char c, string where)
    {
        if (Peek() != c)
        {
            throw Unexpected(where);
        }

        _position++;
    }

    private FormatException Unexpected(string where)
    {
        if (_position >= text.Length)
        {
            return new FormatException("unexpected end of JSON input");
        }

        string quoted = GoQuote.Quote(text[_position].ToString())[1..^1];
        return new FormatException($"invalid character '{quoted}' {where}");
    }
}
