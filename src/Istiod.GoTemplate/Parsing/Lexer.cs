using System.Globalization;
using System.Text;

namespace Istiod.GoTemplate.Parsing;

/// <summary>Cuts a template text into tokens, one at a time.</summary>
/// <remarks>Source: Go, package text/template/parse. After an error or the end it keeps giving that token.</remarks>
internal sealed class Lexer
{
    private const string SpaceCharacters = " \t\r\n";
    private readonly string _text;
    private readonly bool _breakIsKeyword;
    private readonly bool _continueIsKeyword;
    private int _position;
    private int _start;
    private int _line = 1;
    private int _startLine = 1;
    private int _parentheses;
    private bool _insideAction;
    private Token? _last;

    /// <summary>Reads a text; <c>break</c> and <c>continue</c> are keywords unless functions have those names.</summary>
    public Lexer(string text, bool breakIsKeyword, bool continueIsKeyword)
    {
        _text = text;
        _breakIsKeyword = breakIsKeyword;
        _continueIsKeyword = continueIsKeyword;
    }

    private enum NumberForm
    {
        Decimal,
        Hexadecimal,
        Other,
    }

    private bool AtEnd => _position >= _text.Length;

    /// <summary>The next token.</summary>
    public Token Next()
    {
        if (_last is { } last)
        {
            return last;
        }

        return _insideAction ? InsideAction() : Text();
    }

    private Token Text()
    {
        while (true)
        {
            int found = _text.IndexOf("{{", _position, StringComparison.Ordinal);
            if (found < 0)
            {
                _position = _text.Length;
                return _start < _position ? Emit(TokenKind.Text) : Stop(new Token(TokenKind.EndOfFile, _position, "", _line));
            }

            int end = found;
            if (HasLeftTrim(found + 2))
            {
                end = _start + _text.AsSpan(_start, found - _start).TrimEnd(SpaceCharacters).Length;
            }

            if (end > _start)
            {
                _position = end;
                Token text = Emit(TokenKind.Text);
                Skip(found);
                return text;
            }

            Skip(found);
            Token? token = LeftDelimiter();
            if (token is { } value)
            {
                return value;
            }
        }
    }

    // Null: a comment was passed.
    private Token? LeftDelimiter()
    {
        int marker = HasLeftTrim(_position + 2) ? 2 : 0;
        int inside = _position + 2 + marker;
        if (At("/*", inside))
        {
            Skip(inside);
            return Comment();
        }

        _position += 2;
        Token token = Emit(TokenKind.LeftDelimiter);
        Skip(inside);
        _insideAction = true;
        _parentheses = 0;
        return token;
    }

    private Token? Comment()
    {
        int end = _text.IndexOf("*/", _position + 2, StringComparison.Ordinal);
        if (end < 0)
        {
            return Error("unclosed comment");
        }

        _position = end + 2;
        if (!AtRightDelimiter(out bool trim))
        {
            return Error("comment ends before closing delimiter");
        }

        int next = _position + (trim ? 4 : 2);
        Skip(trim ? AfterSpace(next) : next);
        return null;
    }

    private Token RightDelimiter(bool trim)
    {
        if (trim)
        {
            Skip(_position + 2);
        }

        _position += 2;
        Token token = Emit(TokenKind.RightDelimiter);
        if (trim)
        {
            Skip(AfterSpace(_position));
        }

        _insideAction = false;
        return token;
    }

    private Token InsideAction()
    {
        if (AtRightDelimiter(out bool trim))
        {
            return _parentheses == 0 ? RightDelimiter(trim) : Error("unclosed left paren");
        }

        if (AtEnd)
        {
            return Error("unclosed action");
        }

        char c = _text[_position];
        switch (c)
        {
            case ' ' or '\t' or '\r' or '\n':
                return Space();
            case '=':
                return EmitOne(TokenKind.Assign);
            case ':':
                if (!At("=", _position + 1))
                {
                    return Error("expected :=");
                }

                _position += 2;
                return Emit(TokenKind.Declare);
            case '|':
                return EmitOne(TokenKind.Pipe);
            case '"':
                return Quoted(TokenKind.String, '"', "unterminated quoted string");
            case '\'':
                return Quoted(TokenKind.CharacterConstant, '\'', "unterminated character constant");
            case '`':
                return RawQuoted();
            case '$':
                _position++;
                return FieldOrVariable(TokenKind.Variable);
            case '.' when !NextIsDigit():
                _position++;
                return FieldOrVariable(TokenKind.Field);
            case '.' or '+' or '-' or (>= '0' and <= '9'):
                return Number();
            case '(':
                _parentheses++;
                return EmitOne(TokenKind.LeftParenthesis);
            case ')':
                return --_parentheses < 0 ? Error("unexpected right paren") : EmitOne(TokenKind.RightParenthesis);
        }

        if (AlphanumericWidth(_position) > 0)
        {
            return Identifier();
        }

        return c is > ' ' and < '\x7f' ? EmitOne(TokenKind.Character) : Error("unrecognized character in action: " + DescribeRune(_position));
    }

    private Token Space()
    {
        int end = AfterSpace(_position);
        if (At("-}}", end))
        {
            // The last space belongs to the trim marker.
            if (end - _position == 1)
            {
                return RightDelimiter(trim: true);
            }

            end--;
        }

        _position = end;
        return Emit(TokenKind.Space);
    }

    private Token Identifier()
    {
        PassAlphanumeric();
        if (!AtTerminator())
        {
            return Error("bad character " + DescribeRune(_position));
        }

        ReadOnlySpan<char> word = _text.AsSpan(_start, _position - _start);
        return Emit(word switch
        {
            "block" => TokenKind.Block,
            "break" => _breakIsKeyword ? TokenKind.Break : TokenKind.Identifier,
            "continue" => _continueIsKeyword ? TokenKind.Continue : TokenKind.Identifier,
            "define" => TokenKind.Define,
            "else" => TokenKind.Else,
            "end" => TokenKind.End,
            "if" => TokenKind.If,
            "nil" => TokenKind.Nil,
            "range" => TokenKind.Range,
            "template" => TokenKind.Template,
            "with" => TokenKind.With,
            "true" or "false" => TokenKind.Bool,
            _ => TokenKind.Identifier,
        });
    }

    private Token FieldOrVariable(TokenKind kind)
    {
        if (AtTerminator())
        {
            return Emit(kind == TokenKind.Variable ? kind : TokenKind.Dot);
        }

        PassAlphanumeric();
        return AtTerminator() ? Emit(kind) : Error("bad character " + DescribeRune(_position));
    }

    private Token Number()
    {
        if (!ScanNumber())
        {
            return BadNumber();
        }

        if (At("+", _position) || At("-", _position))
        {
            return ScanNumber() && _text[_position - 1] == 'i' ? Emit(TokenKind.Complex) : BadNumber();
        }

        return Emit(TokenKind.Number);
    }

    private Token BadNumber() => Error("bad number syntax: " + Formatting.GoQuote.Quote(_text[_start.._position]));

    private bool ScanNumber()
    {
        _ = Accept("+-");
        string digits = "0123456789_";
        var form = NumberForm.Decimal;
        if (Accept("0"))
        {
            if (Accept("xX"))
            {
                digits = "0123456789abcdefABCDEF_";
                form = NumberForm.Hexadecimal;
            }
            else if (Accept("oO"))
            {
                digits = "01234567_";
                form = NumberForm.Other;
            }
            else if (Accept("bB"))
            {
                digits = "01_";
                form = NumberForm.Other;
            }
        }

        AcceptRun(digits);
        if (Accept("."))
        {
            AcceptRun(digits);
        }

        if ((form == NumberForm.Decimal && Accept("eE")) || (form == NumberForm.Hexadecimal && Accept("pP")))
        {
            _ = Accept("+-");
            AcceptRun("0123456789_");
        }

        _ = Accept("i");
        int width = AlphanumericWidth(_position);
        _position += width;
        return width == 0;
    }

    private Token Quoted(TokenKind kind, char quote, string unterminated)
    {
        int i = _position + 1;
        for (; i < _text.Length && _text[i] != quote && _text[i] != '\n'; i++)
        {
            if (_text[i] == '\\')
            {
                i++;
                if (i < _text.Length && _text[i] == '\n')
                {
                    break;
                }
            }
        }

        if (i >= _text.Length || _text[i] == '\n')
        {
            return Error(unterminated);
        }

        _position = i + 1;
        return Emit(kind);
    }

    private Token RawQuoted()
    {
        int end = _text.IndexOf('`', _position + 1);
        if (end < 0)
        {
            return Error("unterminated raw quoted string");
        }

        _position = end + 1;
        return Emit(TokenKind.RawString);
    }

    private bool Accept(string valid)
    {
        if (!AtEnd && valid.Contains(_text[_position], StringComparison.Ordinal))
        {
            _position++;
            return true;
        }

        return false;
    }

    private void AcceptRun(string valid)
    {
        while (Accept(valid))
        {
        }
    }

    private void PassAlphanumeric()
    {
        for (int width = AlphanumericWidth(_position); width > 0; width = AlphanumericWidth(_position))
        {
            _position += width;
        }
    }

    private int AlphanumericWidth(int index)
    {
        if (index >= _text.Length)
        {
            return 0;
        }

        char c = _text[index];
        if (c < 0x80)
        {
            return char.IsAsciiLetterOrDigit(c) || c == '_' ? 1 : 0;
        }

        return Rune.TryGetRuneAt(_text, index, out Rune rune) && (Rune.IsLetter(rune) || Rune.IsDigit(rune)) ? rune.Utf16SequenceLength : 0;
    }

    private bool AtTerminator() =>
        AtEnd || _text[_position] is ' ' or '\t' or '\r' or '\n' or '.' or ',' or '|' or ':' or ')' or '(' || At("}}", _position);

    private bool AtRightDelimiter(out bool trim)
    {
        trim = !AtEnd && IsSpace(_text[_position]) && At("-}}", _position + 1);
        return trim || At("}}", _position);
    }

    private bool HasLeftTrim(int index) => index + 1 < _text.Length && _text[index] == '-' && IsSpace(_text[index + 1]);

    private bool NextIsDigit() => _position + 1 >= _text.Length || char.IsAsciiDigit(_text[_position + 1]);

    private int AfterSpace(int index)
    {
        while (index < _text.Length && IsSpace(_text[index]))
        {
            index++;
        }

        return index;
    }

    private bool At(string text, int index) => index <= _text.Length && _text.AsSpan(index).StartsWith(text, StringComparison.Ordinal);

    private string DescribeRune(int index)
    {
        if (index >= _text.Length)
        {
            return "U+FFFFFFFFFFFFFFFF";
        }

        int rune = GoText.RuneAt(_text, index, out _, out _);
        string code = "U+" + rune.ToString("X4", CultureInfo.InvariantCulture);
        return Formatting.GoQuote.IsPrintable(rune) ? $"{code} '{char.ConvertFromUtf32(rune)}'" : code;
    }

    private Token EmitOne(TokenKind kind)
    {
        _position++;
        return Emit(kind);
    }

    private Token Emit(TokenKind kind)
    {
        var token = new Token(kind, _start, _text[_start.._position], _startLine);
        Skip(_position);
        return token;
    }

    private void Skip(int position)
    {
        _line += _text.AsSpan(_start, position - _start).Count('\n');
        _position = position;
        _start = position;
        _startLine = _line;
    }

    private Token Error(string message) => Stop(new Token(TokenKind.Error, _start, message, _startLine));

    private Token Stop(Token token)
    {
        _last = token;
        return token;
    }

    private static bool IsSpace(char c) => c is ' ' or '\t' or '\r' or '\n';
}
