using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Webhooks.Injection.Kube;

namespace Istiod.Webhooks.Injection.Json;

/// <summary>Reads JSON as Go's encoding/json does: the same texts are taken, and faults are told in the same words.</summary>
/// <remarks>
/// Bytes that are no UTF-8 and lone surrogates become U+FFFD. Of two members with one name the last counts.
/// Differs: at most 512 levels, Go has 10 000; our stack is smaller, and no pod is that deep. At most 200 000 values, which no object
/// that etcd takes has: a tree of more would take many times the memory of its text.
/// </remarks>
internal ref struct GoJsonParser
{
    /// <summary>Deepest nesting that is read.</summary>
    public const int MaxDepth = 512;

    /// <summary>Most values that are read.</summary>
    public const int MaxValues = 200_000;

    private const int MaxPooled = 16 << 10;

    private static readonly SearchValues<byte> s_special = SearchValues.Create(SpecialBytes());

    private readonly ReadOnlySpan<byte> _text;
    private int _at;
    private int _depth;
    private int _values;

    private readonly Func<int, string, bool>? _isWanted;

    private GoJsonParser(ReadOnlySpan<byte> text, Func<int, string, bool>? isWanted)
    {
        _text = text;
        _isWanted = isWanted;
    }

    /// <summary>Reads one value; null is JSON null.</summary>
    /// <exception cref="GoJsonFault">The text is no JSON.</exception>
    /// <param name="isWanted">Which members to keep, by depth (of the outermost 1) and name; others are checked and left out. Null keeps all.</param>
    public static JsonNode? Parse(ReadOnlySpan<byte> text, Func<int, string, bool>? isWanted = null)
    {
        GoJsonParser parser = new(text, isWanted);
        JsonNode? value = parser.Value();
        parser.SkipSpace();
        return parser._at == text.Length ? value : throw parser.Unexpected("after top-level value");
    }

    /// <inheritdoc cref="Parse(ReadOnlySpan{byte}, Func{int, string, bool})"/>
    public static JsonNode? Parse(string text)
    {
        if (text.Length > MaxPooled)
        {
            return Parse(Encoding.UTF8.GetBytes(text).AsSpan()); // a pool would keep such a buffer for every thread
        }

        byte[] rented = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            return Parse(rented.AsSpan(0, Encoding.UTF8.GetBytes(text, rented)));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private JsonNode? Value()
    {
        if (++_values > MaxValues)
        {
            throw new GoJsonFault("exceeded max number of values");
        }

        SkipSpace();
        if (_at == _text.Length)
        {
            throw End();
        }

        switch (_text[_at])
        {
            case (byte)'{':
                return Object();
            case (byte)'[':
                return Array();
            case (byte)'"':
                return JsonValue.Create(String());
            case (byte)'t':
                Literal("true");
                return JsonValue.Create(true);
            case (byte)'f':
                Literal("false");
                return JsonValue.Create(false);
            case (byte)'n':
                Literal("null");
                return null;
            case (byte)'-' or (>= (byte)'0' and <= (byte)'9'):
                return Number();
            default:
                throw Unexpected("looking for beginning of value");
        }
    }

    private JsonObject Object()
    {
        Enter();
        _at++;
        JsonObject result = [];
        SkipSpace();
        if (Peek() == '}')
        {
            _at++;
            _depth--;
            return result;
        }

        while (true)
        {
            SkipSpace();
            if (Peek() != '"')
            {
                throw Unexpected("looking for beginning of object key string");
            }

            string name = Name();
            SkipSpace();
            if (Peek() != ':')
            {
                throw Unexpected("after object key");
            }

            _at++;
            if (_isWanted is null || _isWanted(_depth, name))
            {
                result[name] = Value();
            }
            else
            {
                Skip();
            }

            SkipSpace();
            switch (Peek())
            {
                case ',':
                    _at++;
                    break;
                case '}':
                    _at++;
                    _depth--;
                    return result;
                default:
                    throw Unexpected("after object key:value pair");
            }
        }
    }

    private JsonArray Array()
    {
        Enter();
        _at++;
        JsonArray result = [];
        SkipSpace();
        if (Peek() == ']')
        {
            _at++;
            _depth--;
            return result;
        }

        while (true)
        {
            result.Add(Value());
            SkipSpace();
            switch (Peek())
            {
                case ',':
                    _at++;
                    break;
                case ']':
                    _at++;
                    _depth--;
                    return result;
                default:
                    throw Unexpected("after array element");
            }
        }
    }

    /// <summary>Checks a value without making it.</summary>
    private void Skip()
    {
        SkipSpace();
        if (Peek() == '"' && TrySkipString())
        {
            return;
        }

        if (Peek() is not ('{' or '['))
        {
            Value();
            return;
        }

        bool isObject = Peek() == '{';
        char close = isObject ? '}' : ']';
        Enter();
        _at++;
        SkipSpace();
        if (Peek() == close)
        {
            _at++;
            _depth--;
            return;
        }

        while (true)
        {
            SkipSpace();
            if (isObject)
            {
                if (Peek() != '"')
                {
                    throw Unexpected("looking for beginning of object key string");
                }

                if (!TrySkipString())
                {
                    String();
                }

                SkipSpace();
                if (Peek() != ':')
                {
                    throw Unexpected("after object key");
                }

                _at++;
            }

            Skip();
            SkipSpace();
            if (Peek() == close)
            {
                _at++;
                _depth--;
                return;
            }

            if (Peek() != ',')
            {
                throw Unexpected(isObject ? "after object key:value pair" : "after array element");
            }

            _at++;
        }
    }

    /// <summary>Passes a string without escapes; false leaves it.</summary>
    private bool TrySkipString()
    {
        int end = _text[(_at + 1)..].IndexOfAny(s_special);
        if (end < 0 || _text[_at + 1 + end] != (byte)'"')
        {
            return false;
        }

        _at += end + 2;
        return true;
    }

    /// <summary>A name; names of the Kubernetes API are not made anew.</summary>
    private string Name()
    {
        ReadOnlySpan<byte> rest = _text[(_at + 1)..];
        int end = rest.IndexOfAny(s_special);
        if (end is > 0 and <= 64 && rest[end] == (byte)'"')
        {
            Span<char> name = stackalloc char[64];
            if (Ascii.ToUtf16(rest[..end], name, out int length) == OperationStatus.Done
                && KubeNames.Known.TryGetValue(name[..length], out string? known))
            {
                _at += end + 2;
                return known;
            }
        }

        return String();
    }

    private void Enter()
    {
        if (++_depth > MaxDepth)
        {
            throw new GoJsonFault("exceeded max depth");
        }
    }

    private void Literal(string word)
    {
        for (int i = 1; i < word.Length; i++)
        {
            _at++;
            if (_at == _text.Length || _text[_at] != word[i])
            {
                throw Broken($"in literal {word} (expecting {GoByteQuote.Quote(word[i])})");
            }
        }

        _at++;
    }

    private JsonValue Number()
    {
        int start = _at;
        bool isInteger = true;
        if (Peek() == '-')
        {
            _at++;
            if (!IsDigit())
            {
                throw Broken("in numeric literal");
            }
        }

        if (Peek() == '0')
        {
            _at++;
        }
        else
        {
            Digits();
        }

        if (Peek() == '.')
        {
            isInteger = false;
            _at++;
            if (!IsDigit())
            {
                throw Broken("after decimal point in numeric literal");
            }

            Digits();
        }

        if (Peek() is 'e' or 'E')
        {
            isInteger = false;
            _at++;
            if (Peek() is '+' or '-')
            {
                _at++;
            }

            if (!IsDigit())
            {
                throw Broken("in exponent of numeric literal");
            }

            Digits();
        }

        ReadOnlySpan<byte> digits = _text[start.._at];
        return JsonTree.Number(digits, isInteger);
    }

    private void Digits()
    {
        while (IsDigit())
        {
            _at++;
        }
    }

    private string String()
    {
        _at++;
        int start = _at;
        ReadOnlySpan<byte> rest = _text[_at..];
        int plain = rest.IndexOfAny(s_special);
        if (plain >= 0 && rest[plain] == (byte)'"')
        {
            _at += plain + 1;
            return Encoding.UTF8.GetString(rest[..plain]);
        }

        StringBuilder result = new();
        while (true)
        {
            rest = _text[_at..];
            plain = rest.IndexOfAny(s_special);
            if (plain < 0)
            {
                throw End();
            }

            result.Append(Encoding.UTF8.GetString(rest[..plain]));
            _at += plain;
            switch (_text[_at])
            {
                case (byte)'"':
                    _at++;
                    return result.ToString();
                case (byte)'\\':
                    Escape(result);
                    break;
                default:
                    throw Unexpected("in string literal");
            }
        }
    }

    private void Escape(StringBuilder result)
    {
        _at++;
        if (_at == _text.Length)
        {
            throw Broken("in string escape code");
        }

        byte c = _text[_at];
        if (c == (byte)'u')
        {
            _at++;
            char unit = Unit();
            if (char.IsHighSurrogate(unit) && _at + 1 < _text.Length && _text[_at] == (byte)'\\' && _text[_at + 1] == (byte)'u')
            {
                int back = _at;
                _at += 2;
                char low = Unit();
                if (char.IsLowSurrogate(low))
                {
                    result.Append(unit).Append(low);
                    return;
                }

                // The second escape is read again, on its own.
                _at = back;
            }

            result.Append(char.IsSurrogate(unit) ? '\uFFFD' : unit);
            return;
        }

        result.Append(c switch
        {
            (byte)'"' or (byte)'\\' or (byte)'/' => (char)c,
            (byte)'b' => '\b',
            (byte)'f' => '\f',
            (byte)'n' => '\n',
            (byte)'r' => '\r',
            (byte)'t' => '\t',
            _ => throw Unexpected("in string escape code"),
        });
        _at++;
    }

    private char Unit()
    {
        int value = 0;
        for (int i = 0; i < 4; i++, _at++)
        {
            if (_at == _text.Length || !char.IsAsciiHexDigit((char)_text[_at]))
            {
                throw Broken("in \\u hexadecimal character escape");
            }

            char digit = (char)_text[_at];
            value = (value << 4) + (char.IsAsciiDigit(digit) ? digit - '0' : (digit | 0x20) - 'a' + 10);
        }

        return (char)value;
    }

    private readonly char Peek() => _at < _text.Length ? (char)_text[_at] : '\0';

    private readonly bool IsDigit() => _at < _text.Length && _text[_at] is >= (byte)'0' and <= (byte)'9';

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
        {
            _at++;
        }
    }

    private readonly GoJsonFault Unexpected(string context) =>
        _at >= _text.Length ? End() : new GoJsonFault($"invalid character {GoByteQuote.Quote((char)_text[_at])} {context}");

    /// <summary>As <see cref="Unexpected"/>, inside a literal, number or escape: there Go takes the end for a space.</summary>
    private readonly GoJsonFault Broken(string context) =>
        _at >= _text.Length ? new GoJsonFault($"invalid character ' ' {context}") : Unexpected(context);

    private static GoJsonFault End() => new("unexpected end of JSON input");

    private static byte[] SpecialBytes() => [.. Enumerable.Range(0, 32).Select(static b => (byte)b), (byte)'"', (byte)'\\'];
}
