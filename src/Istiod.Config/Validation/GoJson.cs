using System.Text.Json;
using Istiod.Primitives;

namespace Istiod.Config.Validation;

/// <summary>What Go's encoding/json says about texts that are no JSON, and about values of a wrong type.</summary>
/// <remarks>The scanner follows the states of JSON's grammar; its words are those of Go's scanner. Depth is held to <see cref="MaxDepth"/>.</remarks>
public static class GoJson
{
    /// <summary>Deepest nesting that Go takes.</summary>
    public const int MaxDepth = 10000;

    /// <summary>What is wrong with the syntax of a text that should hold one JSON value, or null.</summary>
    public static string? SyntaxFault(ReadOnlySpan<byte> json)
    {
        Scan scan = new(json);
        return scan.Document();
    }

    /// <summary>The kind of a value in Go's words: object, array, string, number, bool.</summary>
    public static string KindOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        _ => "bool",
    };

    private ref struct Scan(ReadOnlySpan<byte> json)
    {
        private readonly ReadOnlySpan<byte> _json = json;
        private int _at;

        public string? Document()
        {
            // One entry for each open object or array: true for objects.
            Stack<bool> open = [];
            bool isValueNext = true;
            while (true)
            {
                Space();
                if (_at >= _json.Length)
                {
                    return isValueNext || open.Count > 0 ? "unexpected end of JSON input" : null;
                }

                string? fault = isValueNext ? Value(open, out isValueNext) : Behind(open, out isValueNext);
                if (fault is not null)
                {
                    return fault;
                }

                if (open.Count > MaxDepth)
                {
                    return "exceeded max depth";
                }
            }
        }

        private void Space()
        {
            while (_at < _json.Length && _json[_at] is (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n')
            {
                _at++;
            }
        }

        private string? Value(Stack<bool> open, out bool isValueNext)
        {
            isValueNext = false;
            byte c = _json[_at];
            switch (c)
            {
                case (byte)'{':
                    _at++;
                    open.Push(true);
                    Space();
                    if (_at < _json.Length && _json[_at] == '}')
                    {
                        _at++;
                        open.Pop();
                        return null;
                    }

                    isValueNext = true;
                    return Name();
                case (byte)'[':
                    _at++;
                    open.Push(false);
                    Space();
                    if (_at < _json.Length && _json[_at] == ']')
                    {
                        _at++;
                        open.Pop();
                        return null;
                    }

                    isValueNext = true;
                    return null;
                case (byte)'"':
                    return Text();
                case (byte)'t':
                    return Word("true"u8);
                case (byte)'f':
                    return Word("false"u8);
                case (byte)'n':
                    return Word("null"u8);
                default:
                    return c == '-' || char.IsAsciiDigit((char)c) ? Number() : Wrong("looking for beginning of value");
            }
        }

        private string? Behind(Stack<bool> open, out bool isValueNext)
        {
            isValueNext = false;
            if (open.Count == 0)
            {
                return Wrong("after top-level value");
            }

            bool isObject = open.Peek();
            byte c = _json[_at];
            if (c == ',')
            {
                _at++;
                isValueNext = true;
                if (!isObject)
                {
                    return null;
                }

                Space();
                return Name();
            }

            if (c == (isObject ? '}' : ']'))
            {
                _at++;
                open.Pop();
                return null;
            }

            return Wrong(isObject ? "after object key:value pair" : "after array element");
        }

        private string? Name()
        {
            if (_at >= _json.Length)
            {
                return "unexpected end of JSON input";
            }

            if (_json[_at] != '"')
            {
                return Wrong("looking for beginning of object key string");
            }

            if (Text() is { } fault)
            {
                return fault;
            }

            Space();
            return Take(':', "after object key");
        }

        private string? Text()
        {
            for (_at++; _at < _json.Length; _at++)
            {
                byte c = _json[_at];
                if (c == '"')
                {
                    _at++;
                    return null;
                }

                if (c < ' ')
                {
                    return Wrong("in string literal");
                }

                if (c == '\\' && Escape() is { } fault)
                {
                    return fault;
                }
            }

            return "unexpected end of JSON input";
        }

        private string? Escape()
        {
            if (++_at >= _json.Length)
            {
                return "unexpected end of JSON input";
            }

            if (_json[_at] != 'u')
            {
                return "\"\\/bfnrt"u8.Contains(_json[_at]) ? null : Wrong("in string escape code");
            }

            for (int i = 0; i < 4; i++)
            {
                if (++_at >= _json.Length)
                {
                    return "unexpected end of JSON input";
                }

                if (!char.IsAsciiHexDigit((char)_json[_at]))
                {
                    return Wrong("in \\u hexadecimal character escape");
                }
            }

            return null;
        }

        private string? Word(ReadOnlySpan<byte> word)
        {
            for (int i = 0; i < word.Length; i++)
            {
                string place = $"in literal {System.Text.Encoding.ASCII.GetString(word)} (expecting '{(char)word[i]}')";
                if (Take((char)word[i], place) is { } fault)
                {
                    return fault;
                }
            }

            return null;
        }

        private string? Number()
        {
            if (_json[_at] == '-')
            {
                _at++;
                if (_at >= _json.Length)
                {
                    return "unexpected end of JSON input";
                }
            }

            if (_json[_at] == '0')
            {
                _at++;
            }
            else if (Digits("in numeric literal") is { } fault)
            {
                return fault;
            }

            if (_at < _json.Length && _json[_at] == '.')
            {
                _at++;
                if (Digits("after decimal point in numeric literal") is { } fault)
                {
                    return fault;
                }
            }

            if (_at < _json.Length && _json[_at] is (byte)'e' or (byte)'E')
            {
                _at++;
                if (_at < _json.Length && _json[_at] is (byte)'+' or (byte)'-')
                {
                    _at++;
                }

                return Digits("in exponent of numeric literal");
            }

            return null;
        }

        private string? Digits(string place)
        {
            if (_at >= _json.Length)
            {
                return "unexpected end of JSON input";
            }

            if (!char.IsAsciiDigit((char)_json[_at]))
            {
                return Wrong(place);
            }

            while (_at < _json.Length && char.IsAsciiDigit((char)_json[_at]))
            {
                _at++;
            }

            return null;
        }

        private string? Take(char wanted, string place)
        {
            if (_at >= _json.Length)
            {
                return "unexpected end of JSON input";
            }

            if (_json[_at] != wanted)
            {
                return Wrong(place);
            }

            _at++;
            return null;
        }

        private readonly string Wrong(string place)
        {
            byte c = _json[_at];
            string shown = c == '\'' ? "'\\''" : c == '"' ? "'\"'" : "'" + GoQuote.Of(((char)c).ToString())[1..^1] + "'";
            return $"invalid character {shown} {place}";
        }
    }
}
