using System.Buffers;
using System.Text;

namespace Istiod.Config.Yaml;

/// <summary>Bytes → characters, with the checks that YAML makes before any syntax.</summary>
internal static class YamlText
{
    // What YAML 1.1 does not take as a character: C0 without tab, LF, CR; DEL; C1 without NEL; non-characters.
    private static readonly SearchValues<char> s_forbidden = SearchValues.Create(Forbidden());

    public static string Decode(ReadOnlySpan<byte> bytes, Encoding utf8)
    {
        string text;
        try
        {
            text = bytes switch
            {
                [0xFF, 0xFE, ..] => new UnicodeEncoding(false, false, true).GetString(bytes[2..]),
                [0xFE, 0xFF, ..] => new UnicodeEncoding(true, false, true).GetString(bytes[2..]),
                [0xEF, 0xBB, 0xBF, ..] => utf8.GetString(bytes[3..]),
                _ => utf8.GetString(bytes),
            };
        }
        catch (DecoderFallbackException)
        {
            // Not in the encoding that its first bytes promise.
            throw new YamlFault("invalid Unicode text", 1);
        }

        int bad = text.AsSpan().IndexOfAny(s_forbidden);
        if (bad >= 0)
        {
            throw new YamlFault("control characters are not allowed", LineOf(text, bad));
        }

        return text;
    }

    /// <summary>Faults of the first lines that the parser lets pass: a tab as indentation, and directives that do not exist.</summary>
    public static void CheckStart(string text)
    {
        int line = 0;
        foreach (ReadOnlySpan<char> raw in text.AsSpan().EnumerateLines())
        {
            line++;
            ReadOnlySpan<char> content = raw.TrimStart(' ');
            if (content.IsEmpty || content[0] == '#')
            {
                continue;
            }

            if (content[0] == '\t')
            {
                throw new YamlFault("found character that cannot start any token", line);
            }

            if (raw[0] != '%')
            {
                return;
            }

            if (!raw.StartsWith("%YAML ", StringComparison.Ordinal) && !raw.StartsWith("%TAG ", StringComparison.Ordinal))
            {
                throw new YamlFault("found unknown directive name", line);
            }
        }
    }

    /// <summary>Empties blank lines that follow the header of a block scalar and are no deeper than its first line of text.</summary>
    public static string TrimBlankHeads(string text)
    {
        string[] lines = text.Split('\n');
        for (int i = 0; i < lines.Length; i++)
        {
            if (!IsBlockHeader(lines[i]))
            {
                continue;
            }

            int first = i + 1;
            while (first < lines.Length && string.IsNullOrWhiteSpace(lines[first]))
            {
                first++;
            }

            int depth = first < lines.Length ? lines[first].Length - lines[first].TrimStart(' ').Length : 0;
            for (int blank = i + 1; blank < first && blank < lines.Length; blank++)
            {
                lines[blank] = lines[blank].TrimEnd('\r').Length <= depth ? "" : lines[blank];
            }
        }

        return string.Join('\n', lines);
    }

    /// <summary>Line of a place in a text, from 1.</summary>
    public static int LineOf(string text, int at) => text.AsSpan(0, at).Count('\n') + 1;

    private static bool IsBlockHeader(string line)
    {
        ReadOnlySpan<char> rest = line.AsSpan().TrimEnd().TrimEnd("+-0123456789");
        return !rest.IsEmpty && rest[^1] is '|' or '>';
    }

    private static string Forbidden()
    {
        StringBuilder chars = new();
        for (int c = 0; c < 0xA0; c++)
        {
            if (c is not ('\t' or '\n' or '\r' or 0x85) && c is < 0x20 or >= 0x7F)
            {
                chars.Append((char)c);
            }
        }

        return chars.Append('\uFFFE').Append('\uFFFF').ToString();
    }
}
