using Istiod.GoTemplate.Execution;
using Istiod.GoTemplate.Formatting;

namespace Istiod.GoTemplate.Parsing;

/// <summary>Parses a text into its templates: texts, actions, controls.</summary>
/// <remarks>Source: Go, package text/template/parse.</remarks>
internal sealed class TemplateParser
{
    private const int MaxDepth = 1000;
    private readonly TokenStream _tokens;
    private readonly ExpressionParser _expressions;
    private readonly Dictionary<string, CompiledTemplate> _templates = new(StringComparer.Ordinal);
    private readonly List<TemplateNode> _calls = [];
    private readonly string _name;
    private Scope _scope = new();
    private int _rangeDepth;
    private int _depth;

    private TemplateParser(string name, string text, FunctionTable functions)
    {
        _name = name;
        var lexer = new Lexer(text, functions.Find("break") is null, functions.Find("continue") is null);
        _tokens = new TokenStream(name, lexer);
        _expressions = new ExpressionParser(_tokens, functions);
    }

    /// <summary>The templates of a text by name; the main one under the given name.</summary>
    /// <exception cref="ParseException">The text is wrong.</exception>
    public static Dictionary<string, CompiledTemplate> Parse(string name, string text, FunctionTable functions)
    {
        var parser = new TemplateParser(name, text, functions);
        parser.Main();
        foreach (TemplateNode call in parser._calls)
        {
            call.Target = parser._templates.GetValueOrDefault(call.Name);
        }

        return parser._templates;
    }

    private void Main()
    {
        var root = new ListNode(_tokens.Peek().Position);
        while (_tokens.Peek().Kind != TokenKind.EndOfFile)
        {
            if (_tokens.Peek().Kind == TokenKind.LeftDelimiter)
            {
                Token delimiter = _tokens.Next();
                if (_tokens.NextNonSpace().Kind == TokenKind.Define)
                {
                    Definition();
                    continue;
                }

                _tokens.Back(delimiter);
            }

            Node node = TextOrAction();
            if (node.Kind is NodeKind.End or NodeKind.Else)
            {
                _tokens.Fail("unexpected " + node);
            }

            root.Items.Add(node);
        }

        Add(_name, root);
    }

    private void Definition()
    {
        const string context = "define clause";
        string name = Name(_tokens.NextNonSpace(), context);
        _tokens.Expect(TokenKind.RightDelimiter, context);
        Inner(name, context);
    }

    // The body of a define or block: a template of its own, with its own variables.
    private void Inner(string name, string context)
    {
        (Scope scope, int rangeDepth) = (_scope, _rangeDepth);
        (_scope, _rangeDepth) = (new Scope(), 0);
        ListNode root = Items(out KeywordNode end);
        if (end.Kind != NodeKind.End)
        {
            _tokens.Fail($"unexpected {end} in {context}");
        }

        Add(name, root);
        (_scope, _rangeDepth) = (scope, rangeDepth);
    }

    // Of two texts of a name the one that is not empty stands.
    private void Add(string name, ListNode root)
    {
        if (!_templates.TryGetValue(name, out CompiledTemplate? old) || old.Root.IsEmpty)
        {
            _templates[name] = new CompiledTemplate(name, root, _scope.Size);
        }
        else if (!root.IsEmpty)
        {
            _tokens.Fail("template: multiple definition of template " + GoQuote.Quote(name));
        }
    }

    private ListNode Items(out KeywordNode end)
    {
        var list = new ListNode(_tokens.PeekNonSpace().Position);
        while (_tokens.PeekNonSpace().Kind != TokenKind.EndOfFile)
        {
            Node node = TextOrAction();
            if (node.Kind is NodeKind.End or NodeKind.Else)
            {
                end = (KeywordNode)node;
                return list;
            }

            list.Items.Add(node);
        }

        _tokens.Fail("unexpected EOF");
        end = null!; // Fail does not return
        return list;
    }

    private Node TextOrAction()
    {
        Token token = _tokens.NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Text:
                return new TextNode(token.Position, token.Text);
            case TokenKind.LeftDelimiter:
                _tokens.ActionLine = token.Line;
                Node node = Action();
                _tokens.ActionLine = 0;
                return node;
            default:
                _tokens.Unexpected(token, "input");
                return null;
        }
    }

    private Node Action()
    {
        Token token = _tokens.NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Block:
                return Block();
            case TokenKind.Break or TokenKind.Continue:
                return BreakOrContinue(token);
            case TokenKind.Else:
                return Else();
            case TokenKind.End:
                return new KeywordNode(NodeKind.End, _tokens.Expect(TokenKind.RightDelimiter, "end").Position);
            case TokenKind.If:
                return Control(NodeKind.If, "if");
            case TokenKind.Range:
                return Control(NodeKind.Range, "range");
            case TokenKind.Template:
                return Template();
            case TokenKind.With:
                return Control(NodeKind.With, "with");
        }

        _tokens.Back();
        return new ActionNode(_tokens.Peek().Position, _expressions.Pipeline(_scope, "command", TokenKind.RightDelimiter));
    }

    private KeywordNode BreakOrContinue(Token keyword)
    {
        string text = keyword.Kind == TokenKind.Break ? "{{break}}" : "{{continue}}";
        Token token = _tokens.NextNonSpace();
        if (token.Kind != TokenKind.RightDelimiter)
        {
            _tokens.Unexpected(token, text);
        }

        if (_rangeDepth == 0)
        {
            _tokens.Fail(text + " outside {{range}}");
        }

        return new KeywordNode(keyword.Kind == TokenKind.Break ? NodeKind.Break : NodeKind.Continue, keyword.Position);
    }

    private KeywordNode Else()
    {
        // The if of "else if" stays for the control to find.
        Token next = _tokens.PeekNonSpace();
        return next.Kind is TokenKind.If or TokenKind.With
            ? new KeywordNode(NodeKind.Else, next.Position)
            : new KeywordNode(NodeKind.Else, _tokens.Expect(TokenKind.RightDelimiter, "else").Position);
    }

    private BranchNode Control(NodeKind kind, string context)
    {
        if (++_depth > MaxDepth)
        {
            _tokens.Fail("controls nested too deeply");
        }

        RenderContext.EnsureStack();
        (int known, int frame) = (_scope.KnownMark, _scope.FrameMark);
        PipeNode pipe = _expressions.Pipeline(_scope, context, TokenKind.RightDelimiter);
        int inside = _scope.FrameMark;
        _rangeDepth += kind == NodeKind.Range ? 1 : 0;
        ListNode body = Items(out KeywordNode next);
        _rangeDepth -= kind == NodeKind.Range ? 1 : 0;
        ListNode? otherwise = null;
        if (next.Kind == NodeKind.Else)
        {
            _scope.PopFrame(inside);
            TokenKind again = kind switch { NodeKind.If => TokenKind.If, NodeKind.With => TokenKind.With, _ => TokenKind.Error };
            if (_tokens.Peek().Kind == again)
            {
                _tokens.Next();
                otherwise = new ListNode(next.Position);
                otherwise.Items.Add(Control(kind, context));
            }
            else
            {
                otherwise = Items(out next);
                if (next.Kind != NodeKind.End)
                {
                    _tokens.Fail("expected end; found " + next);
                }
            }
        }

        _scope.PopKnown(known);
        _scope.PopFrame(frame);
        _depth--;
        return new BranchNode(kind, pipe, body, otherwise);
    }

    private TemplateNode Block()
    {
        const string context = "block clause";
        Token token = _tokens.NextNonSpace();
        string name = Name(token, context);
        PipeNode pipe = _expressions.Pipeline(_scope, context, TokenKind.RightDelimiter);
        if (++_depth > MaxDepth)
        {
            _tokens.Fail("controls nested too deeply");
        }

        RenderContext.EnsureStack();
        Inner(name, context);
        _depth--;
        return Call(token, name, pipe);
    }

    private TemplateNode Template()
    {
        const string context = "template clause";
        Token token = _tokens.NextNonSpace();
        string name = Name(token, context);
        PipeNode? pipe = null;
        if (_tokens.NextNonSpace().Kind != TokenKind.RightDelimiter)
        {
            _tokens.Back();
            pipe = _expressions.Pipeline(_scope, context, TokenKind.RightDelimiter);
        }

        return Call(token, name, pipe);
    }

    private TemplateNode Call(Token token, string name, PipeNode? pipe)
    {
        var call = new TemplateNode(token.Position, name, pipe);
        _calls.Add(call);
        return call;
    }

    private string Name(Token token, string context)
    {
        if (token.Kind is not (TokenKind.String or TokenKind.RawString))
        {
            _tokens.Unexpected(token, context);
        }

        return _expressions.Unquote(token);
    }
}
