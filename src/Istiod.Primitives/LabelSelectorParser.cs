using System.Diagnostics.CodeAnalysis;

namespace Istiod.Primitives;

/// <summary>Reads the text form of a <see cref="LabelSelector"/>: one pass, one token of look-ahead.</summary>
internal struct LabelSelectorParser(string text)
{
    private enum Token
    {
        End,
        Word,
        Not,
        Equal,
        DoubleEqual,
        NotEqual,
        Greater,
        Less,
        Open,
        Close,
        Comma,
        Error,
    }

    private int _at;
    private Token _token;
    private string _literal = "";

    public bool TryParse(
        [NotNullWhen(true)] out List<LabelRequirement>? requirements, [NotNullWhen(false)] out string? error)
    {
        requirements = [];
        error = null;
        Advance();
        if (_token == Token.End)
        {
            return true;
        }

        if (_token is not (Token.Word or Token.Not))
        {
            error = $"found '{_literal}', expected: !, identifier, or 'end of string'";
            return false;
        }

        while (true)
        {
            if (!TryRequirement(out LabelRequirement? requirement, out string? fault))
            {
                error = $"unable to parse requirement: {fault}";
                return false;
            }

            requirements.Add(requirement);
            switch (_token)
            {
                case Token.End:
                    return true;
                case Token.Comma:
                    Advance();
                    if (_token is not (Token.Word or Token.Not))
                    {
                        error = $"found '{_literal}', expected: identifier after ','";
                        return false;
                    }

                    break;
                default:
                    error = $"found '{_literal}', expected: ',' or 'end of string'";
                    return false;
            }
        }
    }

    private bool TryRequirement([NotNullWhen(true)] out LabelRequirement? requirement, out string? error)
    {
        requirement = null;
        bool negated = _token == Token.Not;
        if (negated)
        {
            Advance();
        }

        if (_token != Token.Word)
        {
            error = $"found '{_literal}', expected: identifier";
            return false;
        }

        string key = _literal;
        error = LabelRequirement.KeyFault(key, "<nil>");
        if (error is not null)
        {
            return false;
        }

        Advance();
        if (negated || _token is Token.End or Token.Comma)
        {
            requirement = new LabelRequirement(key, negated ? LabelOperator.DoesNotExist : LabelOperator.Exists, []);
            error = null;
            return true;
        }

        LabelOperator? operation = Operation();
        if (operation is null)
        {
            error = $"found '{_literal}', expected: in, notin, =, ==, !=, gt, lt";
            return false;
        }

        Advance();
        List<string> values = [];
        bool ok = operation is LabelOperator.In or LabelOperator.NotIn
            ? TrySet(values, out error)
            : TryExact(values, out error);
        if (ok)
        {
            requirement = new LabelRequirement(key, operation.Value, ValueArray.From(values));
            error = requirement.Fault();
        }

        return error is null;
    }

    private readonly LabelOperator? Operation() => _token switch
    {
        Token.Equal => LabelOperator.Equal,
        Token.DoubleEqual => LabelOperator.DoubleEqual,
        Token.NotEqual => LabelOperator.NotEqual,
        Token.Greater => LabelOperator.GreaterThan,
        Token.Less => LabelOperator.LessThan,
        Token.Word when _literal == "in" => LabelOperator.In,
        Token.Word when _literal == "notin" => LabelOperator.NotIn,
        _ => null,
    };

    private bool TryExact(List<string> values, out string? error)
    {
        error = null;
        switch (_token)
        {
            case Token.End or Token.Comma:
                values.Add("");
                return true;
            case Token.Word:
                values.Add(_literal);
                Advance();
                return true;
            default:
                error = $"found '{_literal}', expected: identifier";
                return false;
        }
    }

    /// <summary>A list in parentheses; an empty place between commas is the empty value.</summary>
    private bool TrySet(List<string> values, out string? error)
    {
        if (_token != Token.Open)
        {
            error = $"found '{_literal}' expected: '('";
            return false;
        }

        Advance();
        bool empty = true;
        while (_token != Token.Close)
        {
            switch (_token)
            {
                case Token.Word when empty:
                    values.Add(_literal);
                    empty = false;
                    break;
                case Token.Comma:
                    if (empty)
                    {
                        values.Add("");
                    }

                    empty = true;
                    break;
                default:
                    error = $"found '{_literal}', expected: ',' or ')'";
                    return false;
            }

            Advance();
        }

        if (empty)
        {
            values.Add("");
        }

        Advance();
        error = null;
        return true;
    }

    private void Advance()
    {
        while (_at < text.Length && text[_at] is ' ' or '\t' or '\r' or '\n')
        {
            _at++;
        }

        if (_at == text.Length)
        {
            (_token, _literal) = (Token.End, "");
            return;
        }

        int start = _at;
        char next = _at + 1 < text.Length ? text[_at + 1] : '\0';
        (Token token, int length) = text[_at] switch
        {
            '=' => next == '=' ? (Token.DoubleEqual, 2) : (Token.Equal, 1),
            '!' => next == '=' ? (Token.NotEqual, 2) : (Token.Not, 1),
            '>' => (Token.Greater, 1),
            '<' => (Token.Less, 1),
            '(' => (Token.Open, 1),
            ')' => (Token.Close, 1),
            ',' => (Token.Comma, 1),
            _ => (Token.Word, 0),
        };
        _at += length;
        if (token == Token.Word)
        {
            while (_at < text.Length && text[_at] is not (' ' or '\t' or '\r' or '\n' or '=' or '!' or '(' or ')' or ',' or '>' or '<'))
            {
                _at++;
            }
        }

        (_token, _literal) = (token, text[start.._at]);
    }
}
