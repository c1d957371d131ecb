using System.Globalization;

namespace Istiod.Config.Validation;

/// <summary>Whether a text is an expression of the Common Expression Language: only its syntax, and how its macros are called.</summary>
/// <remarks>
/// Source: the CEL specification's grammar; istiod: pkg/config/validation/validation_istiod.go. The layout of the message is cel-go's; what
/// it expected at the place is said in its words where the text ends too early, else in ours.
/// </remarks>
internal sealed class CelSyntax
{
    private const int MaxLength = 100_000;
    private const int MaxDepth = 250;

    private readonly string _text;
    private readonly CelLexer _lexer;
    private int _depth;

    private CelSyntax(string text)
    {
        _text = text;
        _lexer = new CelLexer(text);
    }

    /// <summary>What an expression turned out to be, as far as macros ask.</summary>
    private enum Form
    {
        Other,
        Name,
        Select,
    }

    /// <summary>What is wrong, or null.</summary>
    public static string? Fault(string text)
    {
        if (text.Length > MaxLength)
        {
            return $"ERROR: <input>:-1:0: expression code point size exceeds limit: size: {GoText.Number(text.Length)}, limit 100000";
        }

        CelSyntax parser = new(text);
        try
        {
            parser._lexer.Next();
            parser.Expression();
            if (parser._lexer.Kind != CelToken.End)
            {
                throw parser.Leftover();
            }

            return null;
        }
        catch (CelException fault)
        {
            // The user's expression: the place and the reason are the answer.
            return parser.Layout(fault);
        }
    }

    private string Layout(CelException fault)
    {
        int line = 1;
        int start = 0;
        for (int i = 0; i < fault.Position && i < _text.Length; i++)
        {
            if (_text[i] == '\n')
            {
                line++;
                start = i + 1;
            }
        }

        int end = _text.IndexOf('\n', start);
        string shown = end < 0 ? _text[start..] : _text[start..end];
        int column = fault.Position - start;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"ERROR: <input>:{line}:{column + 1}: {fault.Message}\n | {shown}\n | {new string('.', column)}^");
    }

    private Form Expression()
    {
        if (++_depth > MaxDepth)
        {
            throw new CelException(_lexer.Start, "expression recursion limit exceeded: 250");
        }

        Form form = Binary(0);
        if (_lexer.Is("?"))
        {
            form = Form.Other;
            _lexer.Next();
            Binary(0);
            Expect(":");
            Expression();
        }

        _depth--;
        return form;
    }

    /// <summary>Operators of a level and above: or, and, relations, sums, products.</summary>
    private Form Binary(int level)
    {
        if (level == 5)
        {
            return Unary();
        }

        Form form = Binary(level + 1);
        while (IsOperator(level))
        {
            form = Form.Other;
            _lexer.Next();
            Binary(level + 1);
        }

        return form;
    }

    private bool IsOperator(int level) => _lexer.Kind == CelToken.Symbol && level switch
    {
        0 => _lexer.Text is "||",
        1 => _lexer.Text is "&&",
        2 => _lexer.Text is "==" or "!=" or "<" or "<=" or ">" or ">=" or "in",
        3 => _lexer.Text is "+" or "-",
        _ => _lexer.Text is "*" or "/" or "%",
    };

    private Form Unary()
    {
        if (!_lexer.Is("!") && !_lexer.Is("-"))
        {
            return Member();
        }

        string sign = _lexer.Text;
        while (_lexer.Is(sign))
        {
            _lexer.Next();
        }

        Member();
        return Form.Other;
    }

    private Form Member()
    {
        Form form = Primary();
        while (true)
        {
            if (_lexer.Is("."))
            {
                _lexer.Next();
                int at = _lexer.Start;
                string name = _lexer.Kind == CelToken.Name ? _lexer.Text : throw Expected("IDENTIFIER");
                _lexer.Next();
                form = Form.Select;
                if (_lexer.Is("("))
                {
                    form = Form.Other;
                    Call(name, at, isMember: true);
                }
            }
            else if (_lexer.Is("["))
            {
                form = Form.Other;
                _lexer.Next();
                Expression();
                Expect("]");
            }
            else if (_lexer.Is("{") && form is Form.Name or Form.Select)
            {
                form = Form.Other;
                _lexer.Next();
                Fields();
            }
            else
            {
                return form;
            }
        }
    }

    private Form Primary()
    {
        switch (_lexer.Kind)
        {
            case CelToken.Literal:
                _lexer.Next();
                return Form.Other;
            case CelToken.Name:
                return Name();
            case CelToken.Symbol:
                break;
            default:
                throw Expected("{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}");
        }

        string symbol = _lexer.Text;
        switch (symbol)
        {
            case ".":
                _lexer.Next();
                return _lexer.Kind == CelToken.Name ? Name() : throw Expected("IDENTIFIER");
            case "(":
                _lexer.Next();
                Expression();
                Expect(")");
                return Form.Other;
            case "[":
                _lexer.Next();
                Items("]", isPairs: false);
                return Form.Other;
            case "{":
                _lexer.Next();
                Items("}", isPairs: true);
                return Form.Other;
            default:
                throw Expected("{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}");
        }
    }

    private Form Name()
    {
        string name = _lexer.Text;
        int at = _lexer.Start;
        _lexer.Next();
        if (_lexer.Is("("))
        {
            Call(name, at, isMember: false);
            return Form.Other;
        }

        return CelLexer.IsReserved(name) ? throw new CelException(at, $"reserved identifier: {name}") : Form.Name;
    }

    private void Call(string name, int at, bool isMember)
    {
        List<Form> arguments = [];
        _lexer.Next();
        while (!_lexer.Is(")"))
        {
            arguments.Add(Expression());
            if (!_lexer.Is(")"))
            {
                Expect(",");
                if (_lexer.Is(")"))
                {
                    throw Expected("{'[', '{', '(', '.', '-', '!', 'true', 'false', 'null', NUM_FLOAT, NUM_INT, NUM_UINT, STRING, BYTES, IDENTIFIER}");
                }
            }
        }

        _lexer.Next();
        if (!isMember && name == "has" && arguments.Count == 1 && arguments[0] != Form.Select)
        {
            throw new CelException(at, "invalid argument to has() macro");
        }

        bool isLoop = isMember && ((name is "all" or "exists" or "exists_one" or "filter" && arguments.Count == 2)
            || (name == "map" && arguments.Count is 2 or 3));
        if (isLoop && arguments.Count is 2 or 3 && arguments[0] != Form.Name)
        {
            throw new CelException(at, "argument must be a simple name");
        }
    }

    private void Items(string close, bool isPairs)
    {
        while (!_lexer.Is(close))
        {
            Expression();
            if (isPairs)
            {
                Expect(":");
                Expression();
            }

            if (!_lexer.Is(close))
            {
                Expect(",");
            }
        }

        _lexer.Next();
    }

    private void Fields()
    {
        while (!_lexer.Is("}"))
        {
            if (_lexer.Kind != CelToken.Name)
            {
                throw Expected("IDENTIFIER");
            }

            _lexer.Next();
            Expect(":");
            Expression();
            if (!_lexer.Is("}"))
            {
                Expect(",");
            }
        }

        _lexer.Next();
    }

    private void Expect(string symbol)
    {
        if (!_lexer.Is(symbol))
        {
            throw Expected($"'{symbol}'");
        }

        _lexer.Next();
    }

    private CelException Expected(string what) =>
        Wrong($"Syntax error: mismatched input '{(_lexer.Kind == CelToken.End ? "<EOF>" : _lexer.Text)}' expecting {what}");

    /// <summary>One word too many can be left out, more cannot: the parser of cel-go words that differently.</summary>
    private CelException Leftover()
    {
        string word = _lexer.Text;
        int at = _lexer.Start;
        _lexer.Next();
        string what = _lexer.Kind == CelToken.End ? "extraneous" : "mismatched";
        return new CelException(at, $"Syntax error: {what} input '{word}' expecting <EOF>");
    }

    private CelException Wrong(string message) => new(_lexer.Start, message);
}
