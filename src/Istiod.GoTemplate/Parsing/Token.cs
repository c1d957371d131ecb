using Istiod.GoTemplate.Formatting;

namespace Istiod.GoTemplate.Parsing;

/// <summary>One token.</summary>
/// <param name="Position">Where it starts, in UTF-16 units.</param>
/// <param name="Text">Its text; of an error the message.</param>
/// <param name="Line">Line of its start, from 1.</param>
internal readonly record struct Token(TokenKind Kind, int Position, string Text, int Line)
{
    /// <summary>As errors show it.</summary>
    public string Describe()
    {
        if (Kind == TokenKind.EndOfFile)
        {
            return "EOF";
        }

        if (Kind == TokenKind.Error)
        {
            return Text;
        }

        if (Kind > TokenKind.Keyword)
        {
            return "<" + Text + ">";
        }

        if (GoText.ByteLength(Text) <= 10)
        {
            return GoQuote.Quote(Text);
        }

        int end = 0;
        for (int runes = 0; runes < 10 && end < Text.Length; runes++)
        {
            _ = GoText.RuneAt(Text, end, out int width, out _);
            end += width;
        }

        return GoQuote.Quote(Text[..end]) + "...";
    }
}
