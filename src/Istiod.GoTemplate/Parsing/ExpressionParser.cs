using Istiod.GoTemplate.Formatting;

namespace Istiod.GoTemplate.Parsing;

/// <summary>Parses pipelines and what is in them.</summary>
/// <remarks>Source: Go, package text/template/parse.</remarks>
internal sealed class ExpressionParser(TokenStream tokens, FunctionTable functions)
{
    private const int MaxDepth = 1000;
    private int _depth;

    /// <summary>A pipeline up to and with its end token.</summary>
    public PipeNode Pipeline(Scope scope, string context, TokenKind end)
    {
        if (++_depth > MaxDepth)
        {
            tokens.Fail("max expression depth exceeded");
        }

        RenderContext.EnsureStack();
        var pipe = new PipeNode(tokens.PeekNonSpace().Position);
        var names = new List<Token>();
        Variables(pipe, scope, context, names);
        while (true)
        {
            Token token = tokens.NextNonSpace();
            if (token.Kind == end)
            {
                break;
            }

            if (token.Kind is not (TokenKind.Bool or TokenKind.CharacterConstant or TokenKind.Complex or TokenKind.Dot or TokenKind.Field
                or TokenKind.Identifier or TokenKind.Number or TokenKind.Nil or TokenKind.RawString or TokenKind.String or TokenKind.Variable
                or TokenKind.LeftParenthesis))
            {
                tokens.Unexpected(token, context);
            }

            tokens.Back();
            pipe.Commands.Add(Command(scope));
        }

        Check(pipe, context);

        // Declared only now: the commands run before the variables exist.
        foreach (Token name in names)
        {
            int slot = pipe.IsAssign ? scope.SlotOf(name.Text) : scope.Declare(name.Text);
            pipe.Variables.Add(new VariableNode(name.Position, name.Text, slot, []));
        }

        _depth--;
        return pipe;
    }

    private void Variables(PipeNode pipe, Scope scope, string context, List<Token> names)
    {
        while (tokens.PeekNonSpace() is { Kind: TokenKind.Variable } variable)
        {
            tokens.Next();
            Token after = tokens.Peek();
            Token next = tokens.PeekNonSpace();
            if (next.Kind is TokenKind.Assign or TokenKind.Declare)
            {
                pipe.IsAssign = next.Kind == TokenKind.Assign;
                tokens.NextNonSpace();
                names.Add(variable);
                scope.Know(variable.Text);
                return;
            }

            if (next is { Kind: TokenKind.Character, Text: "," })
            {
                tokens.NextNonSpace();
                names.Add(variable);
                scope.Know(variable.Text);
                if (context != "range" || names.Count >= 2)
                {
                    tokens.Fail("too many declarations in " + context);
                }

                if (tokens.PeekNonSpace().Kind is not (TokenKind.Variable or TokenKind.RightDelimiter or TokenKind.RightParenthesis))
                {
                    tokens.Fail("range can only initialize variables");
                }

                continue;
            }

            // The variable is an operand after all.
            if (after.Kind == TokenKind.Space)
            {
                tokens.Back(variable, after);
            }
            else
            {
                tokens.Back(variable);
            }

            return;
        }
    }

    private void Check(PipeNode pipe, string context)
    {
        if (pipe.Commands.Count == 0)
        {
            tokens.Fail("missing value for " + context);
        }

        for (int i = 1; i < pipe.Commands.Count; i++)
        {
            if (pipe.Commands[i].Arguments[0].Kind is NodeKind.Bool or NodeKind.Dot or NodeKind.Nil or NodeKind.Number or NodeKind.String)
            {
                tokens.Fail($"non executable command in pipeline stage {i + 1}");
            }
        }
    }

    private CommandNode Command(Scope scope)
    {
        var command = new CommandNode(tokens.PeekNonSpace().Position);
        while (true)
        {
            tokens.PeekNonSpace();
            if (Operand(scope) is { } operand)
            {
                command.Arguments.Add(operand);
            }

            Token token = tokens.Next();
            if (token.Kind == TokenKind.Space)
            {
                continue;
            }

            if (token.Kind is TokenKind.RightDelimiter or TokenKind.RightParenthesis)
            {
                tokens.Back();
            }
            else if (token.Kind != TokenKind.Pipe)
            {
                tokens.Unexpected(token, "operand");
            }

            break;
        }

        if (command.Arguments.Count == 0)
        {
            tokens.Fail("empty command");
        }

        return command;
    }

    private Node? Operand(Scope scope)
    {
        Node? node = Term(scope);
        if (node is null || tokens.Peek().Kind != TokenKind.Field)
        {
            return node;
        }

        int position = tokens.Peek().Position;
        var fields = new List<string>();
        while (tokens.Peek().Kind == TokenKind.Field)
        {
            fields.Add(tokens.Next().Text[1..]);
        }

        switch (node)
        {
            case FieldNode field:
                return new FieldNode(position, [.. field.Fields, .. fields]);
            case VariableNode variable:
                return new VariableNode(position, variable.Name, variable.Slot, [.. variable.Fields, .. fields]);
            case ConstantNode or NumberNode or WordNode:
                tokens.Fail("unexpected . after term " + GoQuote.Quote(node.ToString()));
                return null;
            default:
                return new ChainNode(position, node, [.. fields]);
        }
    }

    private Node? Term(Scope scope)
    {
        Token token = tokens.NextNonSpace();
        switch (token.Kind)
        {
            case TokenKind.Identifier:
                GoFunction? function = functions.Find(token.Text);
                if (function is null)
                {
                    tokens.Fail($"function {GoQuote.Quote(token.Text)} not defined");
                }

                return new IdentifierNode(token.Position, token.Text, function);
            case TokenKind.Dot:
                return new WordNode(NodeKind.Dot, token.Position);
            case TokenKind.Nil:
                return new WordNode(NodeKind.Nil, token.Position);
            case TokenKind.Variable:
                if (!scope.IsKnown(token.Text))
                {
                    tokens.Fail("undefined variable " + GoQuote.Quote(token.Text));
                }

                return new VariableNode(token.Position, token.Text, scope.SlotOf(token.Text), []);
            case TokenKind.Field:
                return new FieldNode(token.Position, [token.Text[1..]]);
            case TokenKind.Bool:
                return new ConstantNode(NodeKind.Bool, token.Position, token.Text, GoValue.FromBool(token.Text == "true"));
            case TokenKind.CharacterConstant or TokenKind.Complex or TokenKind.Number:
                return Number(token);
            case TokenKind.LeftParenthesis:
                return Pipeline(scope, "parenthesized pipeline", TokenKind.RightParenthesis);
            case TokenKind.String or TokenKind.RawString:
                return new ConstantNode(NodeKind.String, token.Position, token.Text, GoValue.FromString(Unquote(token)));
            default:
                tokens.Back();
                return null;
        }
    }

    /// <summary>The value of a string token.</summary>
    public string Unquote(Token token)
    {
        if (!GoQuote.TryUnquote(token.Text, out string? text))
        {
            tokens.Fail("invalid syntax");
        }

        return text;
    }

    private NumberNode Number(Token token)
    {
        try
        {
            return NumberNode.Parse(token.Position, token.Text, token.Kind);
        }
        catch (FormatException exception)
        {
            tokens.Fail(exception.Message);
            throw;
        }
    }
}
