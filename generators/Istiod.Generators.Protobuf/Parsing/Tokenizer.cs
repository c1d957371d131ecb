namespace Istiod.Generators.Protobuf.Parsing;

/// <summary>Splits a <c>.proto</c> text into words, strings and single signs; skips blanks and comments.</summary>
internal sealed class Tokenizer
{
    private readonly string _text;
    private int _position;

    public Tokenizer(string text)
    {
        _text = text;
        Advance();
    }

    /// <summary>The current token; empty at the end.</summary>
    public string Current { get; private set; } = "";

    /// <summary>True if the current token is a quoted string; <see cref="Current"/> is then its content.</summary>
    public bool IsString { get; private set; }

    /// <summary>The line of the current token, counted from zero.</summary>
    public int Line { get; private set; }

    private int _line;

    /// <summary>Moves on and returns the token that was current.</summary>
    public string Take()
    {
        string token = Current;
        Advance();
        return token;
    }

    /// <summary>Moves on if the current token is <paramref name="token"/> and no string.</summary>
    public bool TryTake(string token)
    {
        if (IsString || Current != token)
        {
            return false;
        }

        Advance();
        return true;
    }

    /// <summary>Moves over <paramref name="token"/>.</summary>
    /// <exception cref="ProtoSyntaxException">Something else is there.</exception>
    public void Expect(string token)
    {
        if (!TryTake(token))
        {
            throw new ProtoSyntaxException(Line, "expected '" + token + "' but found '" + Current + "'");
        }
    }

    /// <summary>Takes a name, which may have dots.</summary>
    /// <exception cref="ProtoSyntaxException">Something else is there.</exception>
    public string TakeName()
    {
        if (IsString || Current.Length == 0 || !IsWord(Current[0]))
        {
            throw new ProtoSyntaxException(Line, "expected a name but found '" + Current + "'");
        }

        return Take();
    }

    /// <summary>Takes a whole number.</summary>
    /// <exception cref="ProtoSyntaxException">Something else is there.</exception>
    public int TakeNumber()
    {
        int line = Line;
        bool isNegative = TryTake("-");
        string text = Take();
        bool isHex = text.StartsWith("0x", System.StringComparison.OrdinalIgnoreCase);
        var style = isHex ? System.Globalization.NumberStyles.HexNumber : System.Globalization.NumberStyles.None;
        if (!long.TryParse(isHex ? text.Substring(2) : text, style, System.Globalization.CultureInfo.InvariantCulture, out long n)
            || n > int.MaxValue + 1L)
        {
            throw new ProtoSyntaxException(line, "expected a number but found '" + text + "'");
        }

        return (int)(isNegative ? -n : n);
    }

    private static bool IsWord(char c) => char.IsLetterOrDigit(c) || c == '_' || c == '.';

    private void Advance()
    {
        SkipBlanks();
        IsString = false;
        Line = _line;
        if (_position >= _text.Length)
        {
            Current = "";
            return;
        }

        int start = _position;
        char first = _text[_position++];
        if (first is '"' or '\'')
        {
            while (_position < _text.Length && _text[_position] != first)
            {
                _position += _text[_position] == '\\' ? 2 : 1;
            }

            IsString = true;
            int end = System.Math.Min(_position, _text.Length);
            Current = _text.Substring(start + 1, end - start - 1);
            _position++;
            return;
        }

        while (IsWord(first) && _position < _text.Length && IsWord(_text[_position]))
        {
            _position++;
        }

        Current = _text.Substring(start, _position - start);
    }

    private void SkipBlanks()
    {
        while (_position < _text.Length)
        {
            char c = _text[_position];
            if (c == '\n')
            {
                _line++;
                _position++;
            }
            else if (char.IsWhiteSpace(c) || c == '\uFEFF')
            {
                _position++;
            }
            else if (c == '/' && _position + 1 < _text.Length && _text[_position + 1] == '/')
            {
                int end = _text.IndexOf('\n', _position);
                _position = end < 0 ? _text.Length : end;
            }
            else if (c == '/' && _position + 1 < _text.Length && _text[_position + 1] == '*')
            {
                SkipBlock();
            }
            else
            {
                return;
            }
        }
    }

    private void SkipBlock()
    {
        int end = _text.IndexOf("*/", _position + 2, System.StringComparison.Ordinal);
        end = end < 0 ? _text.Length : end + 2;
        for (; _position < end; _position++)
        {
            if (_text[_position] == '\n')
            {
                _line++;
            }
        }
    }
}
