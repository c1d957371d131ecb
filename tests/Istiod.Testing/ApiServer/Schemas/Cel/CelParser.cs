using System.Globalization;

namespace Istiod.Testing.ApiServer.Schemas.Cel;

/// <summary>CEL text → a function of the names in sight. The part of the language that CRDs' rules are written in.</summary>
/// <remarks>Source: cel-spec, "Syntax" and "Macros"; k8s.io/apiserver pkg/cel/library for the added functions.</remarks>
internal sealed class CelParser
{
    private const int MaxDepth = 100;
    private readonly List<CelToken> _tokens;
    private int _at;
    private int _depth;

    private CelParser(string text) => _tokens = CelLexer.Read(text);

    /// <summary>Reads one expression.</summary>
    /// <exception cref="CelException">It is not of this language.</exception>
    public static Func<CelScope, object?> Parse(string text)
    {
        CelParser parser = new(text);
        Func<CelScope, object?> expression = parser.Ternary();
        return parser.Peek.Kind == CelTokenKind.End ? expression : throw new CelException($"unexpected '{parser.Peek.Text}' in \"{text}\"");
    }

    private CelToken Peek => _tokens[_at];

    private Func<CelScope, object?> Ternary()
    {
        if (++_depth > MaxDepth)
        {
            throw new CelException("nested too deep");
        }

        Func<CelScope, object?> condition = Or();
        if (Takes("?"))
        {
            Func<CelScope, object?> then = Ternary();
            Expect(":");
            Func<CelScope, object?> otherwise = Ternary();
            Func<CelScope, object?> test = condition;
            condition = scope => CelValues.Truth(test(scope)) ? then(scope) : otherwise(scope);
        }

        _depth--;
        return condition;
    }

    private Func<CelScope, object?> Or()
    {
        Func<CelScope, object?> left = And();
        while (Takes("||"))
        {
            Func<CelScope, object?> first = left;
            Func<CelScope, object?> second = And();
            left = scope => CelValues.Decide(first, second, scope, decisive: true);
        }

        return left;
    }

    private Func<CelScope, object?> And()
    {
        Func<CelScope, object?> left = Relation();
        while (Takes("&&"))
        {
            Func<CelScope, object?> first = left;
            Func<CelScope, object?> second = Relation();
            left = scope => CelValues.Decide(first, second, scope, decisive: false);
        }

        return left;
    }

    private Func<CelScope, object?> Relation()
    {
        Func<CelScope, object?> left = Sum();
        while (true)
        {
            string op = Peek.Text;
            bool isRelation = (Peek.Kind == CelTokenKind.Operator && op is "==" or "!=" or "<" or "<=" or ">" or ">=")
                || (Peek.Kind == CelTokenKind.Name && op == "in");
            if (!isRelation)
            {
                return left;
            }

            _at++;
            Func<CelScope, object?> first = left;
            Func<CelScope, object?> second = Sum();
            left = op switch
            {
                "==" => scope => CelValues.AreEqual(first(scope), second(scope)),
                "!=" => scope => !CelValues.AreEqual(first(scope), second(scope)),
                "in" => scope => CelValues.IsIn(first(scope), second(scope)),
                "<" => scope => CelValues.Compare(first(scope), second(scope)) < 0,
                "<=" => scope => CelValues.Compare(first(scope), second(scope)) <= 0,
                ">" => scope => CelValues.Compare(first(scope), second(scope)) > 0,
                _ => scope => CelValues.Compare(first(scope), second(scope)) >= 0,
            };
        }
    }

    private Func<CelScope, object?> Sum() => Binary(Product, "+", "-");

    private Func<CelScope, object?> Product() => Binary(Unary, "*", "/", "%");

    private Func<CelScope, object?> Binary(Func<Func<CelScope, object?>> operand, params string[] operators)
    {
        Func<CelScope, object?> left = operand();
        while (Peek.Kind == CelTokenKind.Operator && operators.Contains(Peek.Text, StringComparer.Ordinal))
        {
            string op = _tokens[_at++].Text;
            Func<CelScope, object?> first = left;
            Func<CelScope, object?> second = operand();
            left = scope => CelValues.Calculate(op, first(scope), second(scope));
        }

        return left;
    }

    private Func<CelScope, object?> Unary()
    {
        if (Takes("!"))
        {
            Func<CelScope, object?> operand = Unary();
            return scope => !CelValues.Truth(operand(scope));
        }

        if (Takes("-"))
        {
            Func<CelScope, object?> operand = Unary();
            return scope => CelValues.Calculate("-", 0L, operand(scope));
        }

        return Member();
    }

    private Func<CelScope, object?> Member()
    {
        Func<CelScope, object?> target = Primary();
        while (true)
        {
            if (Takes("["))
            {
                Func<CelScope, object?> list = target;
                Func<CelScope, object?> index = Ternary();
                Expect("]");
                target = scope => CelValues.Index(list(scope), index(scope));
            }
            else if (Takes("."))
            {
                string name = Name();
                Func<CelScope, object?> owner = target;
                target = Takes("(") ? Method(owner, name) : scope => CelValues.Field(owner(scope), name);
            }
            else
            {
                return target;
            }
        }
    }

    private Func<CelScope, object?> Method(Func<CelScope, object?> owner, string name)
    {
        if (name is "all" or "exists" or "exists_one" or "filter" or "map")
        {
            string variable = Name();
            Expect(",");
            Func<CelScope, object?> body = Ternary();
            Expect(")");
            return scope => CelFunctions.Comprehend(name, owner(scope), item => body(new CelScope(scope, variable, item)));
        }

        Func<CelScope, object?>[] arguments = Arguments();
        return scope => CelFunctions.Call(name, [owner(scope), .. arguments.Select(a => a(scope))]);
    }

    private Func<CelScope, object?> Primary()
    {
        CelToken token = _tokens[_at++];
        switch (token.Kind)
        {
            case CelTokenKind.Text:
                return _ => token.Text;
            case CelTokenKind.Integer:
                long whole = long.Parse(token.Text, CultureInfo.InvariantCulture);
                return _ => whole;
            case CelTokenKind.Real:
                double real = double.Parse(token.Text, CultureInfo.InvariantCulture);
                return _ => real;
            case CelTokenKind.Name:
                return Named(token.Text);
            default:
                break;
        }

        switch (token.Text)
        {
            case "(":
                Func<CelScope, object?> inner = Ternary();
                Expect(")");
                return inner;
            case "[":
                Func<CelScope, object?>[] items = List("]");
                return scope => items.Select(i => i(scope)).ToList();
            case "{":
                return Map();
            default:
                throw new CelException($"unexpected '{token.Text}'");
        }
    }

    private Func<CelScope, object?> Named(string name)
    {
        switch (name)
        {
            case "true":
                return static _ => true;
            case "false":
                return static _ => false;
            case "null":
                return static _ => null;
            default:
                break;
        }

        if (!Takes("("))
        {
            return scope => scope.Get(name);
        }

        if (name == "has")
        {
            return Has();
        }

        Func<CelScope, object?>[] arguments = Arguments();
        return scope => CelFunctions.Call(name, [.. arguments.Select(a => a(scope))]);
    }

    private Func<CelScope, object?> Map()
    {
        List<(Func<CelScope, object?> Key, Func<CelScope, object?> Value)> members = [];
        while (!Takes("}"))
        {
            if (members.Count > 0)
            {
                Expect(",");
            }

            Func<CelScope, object?> key = Ternary();
            Expect(":");
            members.Add((key, Ternary()));
        }

        return scope => CelValues.Map(members.Select(m => (m.Key(scope), m.Value(scope))));
    }

    // has(e.f): whether the field is there; e itself must be.
    private Func<CelScope, object?> Has()
    {
        int start = _at;
        Ternary();
        Expect(")");
        int end = _at;
        CelToken field = _tokens[end - 2];
        if (field.Kind != CelTokenKind.Name || end - start < 4 || _tokens[end - 3].Text != ".")
        {
            throw new CelException("has() takes a field selection");
        }

        CelParser owner = new("") { _at = 0 };
        owner._tokens.Clear();
        owner._tokens.AddRange(_tokens[start..(end - 3)]);
        owner._tokens.Add(new CelToken(CelTokenKind.End, ""));
        Func<CelScope, object?> target = owner.Ternary();
        return scope => CelValues.HasField(target(scope), field.Text);
    }

    private Func<CelScope, object?>[] Arguments() => List(")");

    private Func<CelScope, object?>[] List(string end)
    {
        List<Func<CelScope, object?>> items = [];
        if (Takes(end))
        {
            return [];
        }

        do
        {
            items.Add(Ternary());
        }
        while (Takes(","));

        Expect(end);
        return [.. items];
    }

    private string Name()
    {
        CelToken token = _tokens[_at++];
        return token.Kind == CelTokenKind.Name ? token.Text : throw new CelException($"unexpected '{token.Text}', a name is wanted");
    }

    private bool Takes(string op)
    {
        if (Peek.Kind != CelTokenKind.Operator || Peek.Text != op)
        {
            return false;
        }

        _at++;
        return true;
    }

    private void Expect(string op)
    {
        if (!Takes(op))
        {
            throw new CelException($"unexpected '{Peek.Text}', '{op}' is wanted");
        }
    }
}
