using System.Buffers;
using System.Globalization;
using Istiod.GoTemplate.Formatting;

namespace Istiod.GoTemplate.Functions;

/// <summary>Go's <c>html</c>, <c>js</c>, <c>urlquery</c>. Source: Go, packages text/template (funcs.go) and net/url.</summary>
internal static class Escaping
{
    private static readonly SearchValues<char> s_html = SearchValues.Create("\"'&<>\0");

    public static GoValue Html(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        string source = Printing.Join(context, arguments);
        if (source.AsSpan().IndexOfAny(s_html) < 0)
        {
            return GoValue.FromString(source);
        }

        TextBuilder text = context.RentText();
        foreach (char c in source)
        {
            switch (c)
            {
                case '"':
                    text.Append("&#34;");
                    break;
                case '\'':
                    text.Append("&#39;");
                    break;
                case '&':
                    text.Append("&amp;");
                    break;
                case '<':
                    text.Append("&lt;");
                    break;
                case '>':
                    text.Append("&gt;");
                    break;
                case '\0':
                    text.Append('\uFFFD');
                    break;
                default:
                    text.Append(c);
                    break;
            }
        }

        return context.FinishValue(text);
    }

    public static GoValue JavaScript(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        string source = Printing.Join(context, arguments);
        TextBuilder text = context.RentText();
        for (int i = 0; i < source.Length; i++)
        {
            char c = source[i];
            if (c is '\\' or '\'' or '"')
            {
                text.Append('\\');
                text.Append(c);
            }
            else if (c is '<' or '>' or '&' or '=' or < ' ')
            {
                text.Append("\\u");
                text.Append(((int)c).ToString("X4", CultureInfo.InvariantCulture));
            }
            else if (c < 0x80)
            {
                text.Append(c);
            }
            else
            {
                int rune = GoText.RuneAt(source, i, out int width, out _);
                if (GoQuote.IsPrintable(rune))
                {
                    text.Append(source.AsSpan(i, width));
                }
                else
                {
                    text.Append("\\u");
                    text.Append(rune.ToString("X4", CultureInfo.InvariantCulture));
                }

                i += width - 1;
            }
        }

        return context.FinishValue(text);
    }

    public static GoValue UrlQuery(RenderContext context, ReadOnlySpan<GoValue> arguments)
    {
        string source = Printing.Join(context, arguments);
        context.Charge(source.Length * 3L);
        TextBuilder text = context.RentText();
        foreach (byte b in GoText.ToBytes(source))
        {
            char c = (char)b;
            if (char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '~')
            {
                text.Append(c);
            }
            else if (c == ' ')
            {
                text.Append('+');
            }
            else
            {
                text.Append('%');
                text.Append(b.ToString("X2", CultureInfo.InvariantCulture));
            }
        }

        return context.FinishValue(text);
    }
}
