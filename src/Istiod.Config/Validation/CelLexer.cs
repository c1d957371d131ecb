namespace Istiod.Config.Validation;

/// <summary>Takes an expression apart into words.</summary>
internal sealed class CelLexer(string text)
{
    private int _end;

    /// <summary>What the current word is.</summary>
    public CelToken Kind { get; private set; }

    /// <summary>The current word.</summary>
    public string Text { get; private set; } = "";

    /// <summary>Where it begins.</summary>
    public int Start { get; private set; }

    /// <summary>Names that later versions of the language may use.</summary>
    public static bool IsReserved(string name) =>
        name is "as" or "break" or "const" or "continue" or "else" or "for" or "function" or "if" or "import" or "let" or "loop"
            or "package" or "namespace" or "return" or "var" or "void" or "while";

    /// <summary>Whether the current word is that symbol.</summary>
    public bool Is(string symbol) => Kind == CelToken.Symbol && string.Equals(Text, symbol, StringComparison.Ordinal);

    /// <summary>Goes to the next word.</summary>
    public void Next()
    {
        SkipSpace();
        Start = _end;
        if (_end >= text.Length)
        {
            Set(CelToken.End, _end);
            return;
        }

        char c = text[_end];
        if (TryText() || TryNumber())
        {
            return;
        }

        if (char.IsAsciiLetter(c) || c == '_')
        {
            int end = _end;
            while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] == '_'))
            {
                end++;
            }

            Set(text[_end..end] switch
            {
                "true" or "false" or "null" => CelToken.Literal,
                "in" => CelToken.Symbol,
                _ => CelToken.Name,
            }, end);
            return;
        }

        int length = _end + 1 < text.Length && text.Substring(_end, 2) is "&&" or "||" or "==" or "!=" or "<=" or ">=" ? 2 : 1;
        if (length == 1 && !"+-*/%!<>?:.,()[]{}".Contains(c, StringComparison.Ordinal))
        {
            throw new CelException(_end, $"Syntax error: token recognition error at: '{c}'");
        }

        Set(CelToken.Symbol, _end + length);
    }

    private void Set(CelToken kind, int end)
    {
        (Kind, Text, _end) = (kind, text[Start..end], end);
    }

    private void SkipSpace()
    {
        while (_end < text.Length)
        {
            if (text[_end] is ' ' or '\t' or '\r' or '\n' or '\f')
            {
                _end++;
            }
            else if (text.AsSpan(_end).StartsWith("//"))
            {
                int line = text.IndexOf('\n', _end);
                _end = line < 0 ? text.Length : line;
            }
            else
            {
                return;
            }
        }
    }

    private bool TryNumber()
    {
        int at = _end;
        bool isFraction = text[at] == '.' && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]);
        if (!char.IsAsciiDigit(text[at]) && !isFraction)
        {
            return false;
        }

        if (text.AsSpan(at).StartsWith("0x") || text.AsSpan(at).StartsWith("0X"))
        {
            at += 2;
            while (at < text.Length && char.IsAsciiHexDigit(text[at]))
            {
                at++;
            }
        }
        else
        {
            at = Digits(at);
            if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
            {
                at = Digits(at + 1);
            }

            int sign = at + 1 < text.Length && text[at + 1] is '+' or '-' ? 1 : 0;
            if (at + 1 + sign < text.Length && text[at] is 'e' or 'E' && char.IsAsciiDigit(text[at + 1 + sign]))
            {
                at = Digits(at + 1 + sign);
            }
        }

        at += at < text.Length && text[at] is 'u' or 'U' ? 1 : 0;
        Set(CelToken.Literal, at);
        return true;
    }

    private int Digits(int at)
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        return at;
    }

    /// <summary>Texts and bytes: <c>'…'</c>, <c>"…"</c>, tripled quotes over lines, <c>r</c> without and <c>b</c> with bytes.</summary>
    private bool TryText()
    {
        int at = _end;
        bool isRaw = false;
        while (at < text.Length && at < _end + 2 && text[at] is 'r' or 'R' or 'b' or 'B')
        {
            isRaw |= text[at++] is 'r' or 'R';
        }

        if (at >= text.Length || text[at] is not ('"' or '\''))
        {
            return false;
        }

        char quote = text[at];
        string triple = new(quote, 3);
        bool isTriple = text.AsSpan(at).StartsWith(triple);
        at += isTriple ? 3 : 1;
        while (at < text.Length)
        {
            if (isTriple ? text.AsSpan(at).StartsWith(triple) : text[at] == quote)
            {
                Set(CelToken.Literal, at + (isTriple ? 3 : 1));
                return true;
            }

            if (!isTriple && text[at] is '\n' or '\r')
            {
                break;
            }

            at += !isRaw && text[at] == '\\' ? Escape(at) : 1;
        }

        throw new CelException(_end, $"Syntax error: token recognition error at: '{text[_end..Math.Min(at, text.Length)]}'");
    }

    private int Escape(int at)
    {
        char c = at + 1 < text.Length ? text[at + 1] : '\0';
        int digits = c switch
        {
            'x' or 'X' => 2,
            'u' => 4,
            'U' => 8,
            >= '0' and <= '3' => 2,
            _ => 0,
        };
        bool isFine = digits > 0 || "abfnrtv\"'\\?`".Contains(c, StringComparison.Ordinal);
        for (int i = 0; i < digits; i++)
        {
            char d = at + 2 + i < text.Length ? text[at + 2 + i] : '\0';
            isFine &= char.IsAsciiDigit(c) ? d is >= '0' and <= '7' : char.IsAsciiHexDigit(d);
        }

        return isFine ? 2 + digits : throw new CelException(_end, $"Syntax error: token recognition error at: '{text[_end..Math.Min(at + 2, text.Length)]}'");
    }
}
