using System.Diagnostics.CodeAnalysis;

namespace Istiod.GoTemplate.Parsing;

/// <summary>Tokens with up to three looked at in advance, and the errors of a text.</summary>
internal sealed class TokenStream(string name, Lexer lexer)
{
    private readonly Token[] _tokens = new Token[3];
    private int _ahead;

    /// <summary>Line where the action being read began; 0 outside.</summary>
    public int ActionLine { get; set; }

    public Token Next()
    {
        if (_ahead > 0)
        {
            _ahead--;
        }
        else
        {
            _tokens[0] = lexer.Next();
        }

        return _tokens[_ahead];
    }

    public Token Peek()
    {
        if (_ahead > 0)
        {
            return _tokens[_ahead - 1];
        }

        _ahead = 1;
        _tokens[0] = lexer.Next();
        return _tokens[0];
    }

    public Token NextNonSpace()
    {
        Token token;
        do
        {
            token = Next();
        }
        while (token.Kind == TokenKind.Space);

        return token;
    }

    public Token PeekNonSpace()
    {
        Token token = NextNonSpace();
        Back();
        return token;
    }

    public void Back() => _ahead++;

    /// <summary>Puts a token back before the one that is there already.</summary>
    public void Back(Token first)
    {
        _tokens[1] = first;
        _ahead = 2;
    }

    /// <summary>Puts two tokens back before the one that is there already.</summary>
    public void Back(Token first, Token second)
    {
        _tokens[1] = second;
        _tokens[2] = first;
        _ahead = 3;
    }

    public Token Expect(TokenKind kind, string context)
    {
        Token token = NextNonSpace();
        if (token.Kind != kind)
        {
            Unexpected(token, context);
        }

        return token;
    }

    [DoesNotReturn]
    public void Unexpected(Token token, string context)
    {
        if (token.Kind == TokenKind.Error)
        {
            string extra = "";
            if (ActionLine != 0 && ActionLine != token.Line)
            {
                extra = token.Text.EndsWith(" action", StringComparison.Ordinal) ? $" started at {name}:{ActionLine}" : $" in action started at {name}:{ActionLine}";
            }

            Fail(token.Text + extra);
        }

        Fail($"unexpected {token.Describe()} in {context}");
    }

    /// <summary>Ends parsing with an error at the line of the token read last.</summary>
    [DoesNotReturn]
    public void Fail(string message) => throw new ParseException($"template: {name}:{_tokens[0].Line}: {message}");
}
