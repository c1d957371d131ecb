using System.Globalization;
using System.Text;

namespace Istiod.Testing.ApiServer.Schemas.Cel;

/// <summary>Cuts a CEL text into tokens.</summary>
internal static class CelLexer
{
    private static readonly string[] s_operators =
        ["&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(", ")", "[", "]", "{", "}"];

    public static List<CelToken> Read(string text)
    {
        List<CelToken> tokens = [];
        int at = 0;
        while (at < text.Length)
        {
            char c = text[at];
            if (char.IsWhiteSpace(c))
            {
                at++;
            }
            else if (IsStringAt(text, at, out bool isRaw))
            {
                tokens.Add(new CelToken(CelTokenKind.Text, ReadString(text, ref at, isRaw)));
            }
            else if (char.IsAsciiDigit(c))
            {
                tokens.Add(ReadNumber(text, ref at));
            }
            else if (char.IsAsciiLetter(c) || c == '_')
            {
                int start = at;
                while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] == '_'))
                {
                    at++;
                }

                tokens.Add(new CelToken(CelTokenKind.Name, text[start..at]));
            }
            else
            {
                string op = s_operators.FirstOrDefault(o => text.AsSpan(at).StartsWith(o, StringComparison.Ordinal))
                    ?? throw new CelException($"unexpected '{c}' in \"{text}\"");
                tokens.Add(new CelToken(CelTokenKind.Operator, op));
                at += op.Length;
            }
        }

        tokens.Add(new CelToken(CelTokenKind.End, ""));
        return tokens;
    }

    private static bool IsStringAt(string text, int at, out bool isRaw)
    {
        isRaw = text[at] is 'r' or 'R' && at + 1 < text.Length && text[at + 1] is '"' or '\'';
        return isRaw || text[at] is '"' or '\'';
    }

    private static string ReadString(string text, ref int at, bool isRaw)
    {
        if (isRaw)
        {
            at++;
        }

        string quote = text[at].ToString();
        string triple = quote + quote + quote;
        if (text.AsSpan(at).StartsWith(triple, StringComparison.Ordinal))
        {
            quote = triple;
        }

        at += quote.Length;
        StringBuilder value = new();
        while (true)
        {
            if (at >= text.Length)
            {
                throw new CelException("a text is not closed");
            }

            if (text.AsSpan(at).StartsWith(quote, StringComparison.Ordinal))
            {
                at += quote.Length;
                return value.ToString();
            }

            if (text[at] == '\\' && !isRaw && at + 1 < text.Length)
            {
                value.Append(text[at + 1] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', char other => other });
                at += 2;
                continue;
            }

            value.Append(text[at++]);
        }
    }

    private static CelToken ReadNumber(string text, ref int at)
    {
        int start = at;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }

        if (at + 1 < text.Length && text[at] == '.' && char.IsAsciiDigit(text[at + 1]))
        {
            at++;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            return new CelToken(CelTokenKind.Real, text[start..at]);
        }

        string digits = text[start..at];
        if (at < text.Length && text[at] is 'u' or 'U')
        {
            at++;
        }

        _ = long.Parse(digits, CultureInfo.InvariantCulture); // not larger than it can be
        return new CelToken(CelTokenKind.Integer, digits);
    }
}
