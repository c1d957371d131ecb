using System.Text;
using Istiod.Config;
using Istiod.Config.Yaml;

namespace Istiod.Webhooks.Injection.Yaml;

/// <summary>How a text can be written as a YAML scalar, as go-yaml decides it.</summary>
/// <remarks>Source: libyaml's emitter, "analyze scalar".</remarks>
internal readonly struct YamlScalarForm
{
    private YamlScalarForm(bool isPlainAllowed, bool isSingleAllowed, bool isBlockAllowed)
    {
        IsPlainAllowed = isPlainAllowed;
        IsSingleAllowed = isSingleAllowed;
        IsBlockAllowed = isBlockAllowed;
    }

    /// <summary>Without quotes, outside of brackets.</summary>
    public bool IsPlainAllowed { get; }

    /// <summary>In single quotes.</summary>
    public bool IsSingleAllowed { get; }

    /// <summary>As a literal block.</summary>
    public bool IsBlockAllowed { get; }

    /// <summary>Looks at a text.</summary>
    public static YamlScalarForm Of(string text)
    {
        if (text.Length == 0)
        {
            return new YamlScalarForm(true, true, false);
        }

        bool isIndicated = text.StartsWith("---", StringComparison.Ordinal) || text.StartsWith("...", StringComparison.Ordinal);
        bool isSpecial = false;
        bool hasBreak = false;
        bool hasBreakSpace = false;
        bool hasSpaceBreak = false;
        char before = '\0';
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            char after = i + 1 < text.Length ? text[i + 1] : '\0';
            isIndicated |= i == 0
                ? "#,[]{}&*!|>'\"%@`".Contains(c, StringComparison.Ordinal) || (c is '?' or ':' or '-' && IsBlankOrEnd(after))
                : (c == ':' && IsBlankOrEnd(after)) || (c == '#' && IsBlankOrEnd(before));
            isSpecial |= !IsPrintable(text, i);
            hasBreak |= IsBreak(c);
            hasBreakSpace |= c == ' ' && IsBreak(before);
            hasSpaceBreak |= IsBreak(c) && before == ' ';
            before = c;
        }

        bool hasEdge = text[0] == ' ' || text[^1] == ' ' || IsBreak(text[0]) || IsBreak(text[^1]);
        bool isBroken = hasSpaceBreak || isSpecial;
        return new YamlScalarForm(
            !hasEdge && !hasBreakSpace && !isBroken && !hasBreak && !isIndicated,
            !hasBreakSpace && !isBroken,
            text[^1] != ' ' && !isBroken);
    }

    /// <summary>Whether a reader takes the unquoted text for a text, not for a number, a boolean, null or an instant.</summary>
    public static bool IsText(string text)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL" or "<<":
            case "y" or "Y" or "yes" or "Yes" or "YES" or "true" or "True" or "TRUE" or "on" or "On" or "ON":
            case "n" or "N" or "no" or "No" or "NO" or "false" or "False" or "FALSE" or "off" or "Off" or "OFF":
                return false;
            default:
                return text[0] is not ('+' or '-' or '.' or (>= '0' and <= '9')) || !IsNumberLike(text);
        }
    }

    private static bool IsNumberLike(string text)
    {
        if (IsDate(text) || IsSixties(text))
        {
            return true;
        }

        foreach (char c in text)
        {
            if (!char.IsAsciiHexDigit(c) && c is not ('+' or '-' or '.' or '_' or 'x' or 'X' or 'o' or 'O' or 'i' or 'I' or 'n' or 'N'))
            {
                return false;
            }
        }

        return text is not "-" and not "." && YamlReader.TryRead(Encoding.ASCII.GetBytes(text), "", 1, null, out DataNode? node, out _)
            ? node?.Kind != DataKind.String
            : text[^1] is 'f' or 'F' or 'n' or 'N'; // infinite or no number: not a value of JSON
    }

    /// <summary>A day, alone or with a time behind it.</summary>
    private static bool IsDate(string text)
    {
        string[] parts = text.Split(' ', 'T', 't')[0].Split('-');
        return parts.Length == 3 && parts[0].Length == 4 && IsDigits(parts[0]) && parts[1].Length is 1 or 2 && IsDigits(parts[1])
            && parts[2].Length is 1 or 2 && IsDigits(parts[2]);
    }

    /// <summary>A number to the base of sixty: <c>1:30</c>.</summary>
    private static bool IsSixties(string text)
    {
        string[] parts = text.TrimStart('+', '-').Split(':');
        if (parts.Length < 2 || parts[0].Length == 0 || !char.IsAsciiDigit(parts[0][0]))
        {
            return false;
        }

        for (int i = 1; i < parts.Length; i++)
        {
            string part = i == parts.Length - 1 ? parts[i].Split('.')[0] : parts[i];
            if (part.Length is not (1 or 2) || !IsDigits(part) || (part.Length == 2 && part[0] > '5'))
            {
                return false;
            }
        }

        return IsDigits(parts[0].Replace("_", "", StringComparison.Ordinal));
    }

    private static bool IsDigits(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyExceptInRange('0', '9');

    private static bool IsBlankOrEnd(char c) => c is ' ' or '\t' or '\0' || IsBreak(c);

    private static bool IsBreak(char c) => c is '\n' or '\r' or '\x85' or '\u2028' or '\u2029';

    private static bool IsPrintable(string text, int at)
    {
        char c = text[at];
        return c is '\n' or (>= ' ' and <= '~') or (>= '\xA0' and < '\uD800') or (> '\uDFFF' and < '\uFFFE' and not '\uFEFF')
            || (char.IsSurrogate(c) && (char.IsHighSurrogate(c) ? at + 1 < text.Length && char.IsLowSurrogate(text[at + 1]) : at > 0 && char.IsHighSurrogate(text[at - 1])));
    }
}
