namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>Constraints as written: alternatives by <c>||</c>, of comparisons by blanks or commas, with ranges <c>1.2 - 1.4</c>.</summary>
/// <remarks>Source: Masterminds/semver v3.3.0.</remarks>
internal static class VersionConstraints
{
    /// <summary>Parses constraints; null with the library's error.</summary>
    public static List<List<VersionConstraint>>? TryParse(string text, out string error)
    {
        var alternatives = new List<List<VersionConstraint>>();
        foreach (string part in WithoutRanges(text).Split("||"))
        {
            var all = new List<VersionConstraint>();
            int at = 0;
            do
            {
                if (TryComparison(part, ref at) is not { } parsed)
                {
                    error = "improper constraint: " + part;
                    return null;
                }

                if (parsed.Version is null)
                {
                    error = "constraint Parser Error";
                    return null;
                }

                all.Add(new VersionConstraint(parsed.Operator, parsed.Version, parsed.OpenFrom));
            }
            while (at < part.Length);
            alternatives.Add(all);
        }

        error = "";
        return alternatives;
    }

    // One comparison and what separates it from the next; null if there is none.
    private static (string Operator, SemanticVersion? Version, int OpenFrom)? TryComparison(string text, ref int at)
    {
        SkipSpace(text, ref at);
        int start = at;
        while (at < text.Length && text[at] is '=' or '!' or '<' or '>' or '~' or '^')
        {
            at++;
        }

        string comparison = text[start..at];
        if (comparison is not ("" or "=" or "!=" or ">" or "<" or ">=" or "=>" or "<=" or "=<" or "~" or "~>" or "^"))
        {
            return null;
        }

        SkipSpace(text, ref at);
        if (!TryVersion(text, ref at, out string[] numbers, out string suffix))
        {
            return null;
        }

        int before = at;
        SkipSpace(text, ref at);
        if (at < text.Length && text[at] == ',')
        {
            at++;
            if (at == text.Length)
            {
                return null;
            }
        }
        else if (at < text.Length && at == before)
        {
            return null;
        }

        int openFrom = Array.FindIndex(numbers, static n => n is "" or "x" or "X" or "*");
        openFrom = openFrom < 0 ? 3 : openFrom;
        Array.Fill(numbers, "0", openFrom, 3 - openFrom);
        return (comparison, SemanticVersion.TryParse(string.Join('.', numbers) + suffix, out _), openFrom);
    }

    // v?N(.N(.N)?)?(-prerelease)?(+metadata)? where N may also be a wildcard.
    private static bool TryVersion(string text, ref int at, out string[] numbers, out string suffix)
    {
        numbers = ["", "", ""];
        suffix = "";
        int i = at < text.Length && text[at] == 'v' ? at + 1 : at;
        for (int part = 0; part < 3; part++)
        {
            int start = i;
            while (i < text.Length && (char.IsAsciiDigit(text[i]) || text[i] is 'x' or 'X' or '*' or '|'))
            {
                i++;
            }

            if (i == start)
            {
                if (part == 0)
                {
                    return false;
                }

                // The dot belongs to no version.
                i--;
                break;
            }

            numbers[part] = text[start..i];
            if (part == 2 || i >= text.Length || text[i] != '.')
            {
                break;
            }

            i++;
        }

        int afterNumbers = i;
        if (SemanticVersion.Suffix(text, '-', ref i) is not { } prerelease)
        {
            i = afterNumbers;
            prerelease = "";
        }

        int afterPrerelease = i;
        if (SemanticVersion.Suffix(text, '+', ref i) is null)
        {
            i = afterPrerelease;
        }

        suffix = prerelease.Length > 0 ? "-" + prerelease : "";
        at = i;
        return true;
    }

    // "1.2 - 1.4" means ">= 1.2, <= 1.4".
    private static string WithoutRanges(string text)
    {
        for (int start = 0; start < text.Length; start++)
        {
            int at = start;
            if (!TryVersion(text, ref at, out _, out _))
            {
                continue;
            }

            string low = text[start..at];
            int gap = at;
            SkipSpace(text, ref at);
            if (at == gap || at >= text.Length || text[at] != '-')
            {
                continue;
            }

            gap = ++at;
            SkipSpace(text, ref at);
            int high = at;
            if (at == gap || !TryVersion(text, ref at, out _, out _))
            {
                continue;
            }

            string replaced = $"{text[..start]}>= {low}, <= {text[high..at]} ";
            SkipSpace(text, ref at);
            return replaced + WithoutRanges(text[at..]);
        }

        return text;
    }

    private static void SkipSpace(string text, ref int at)
    {
        while (at < text.Length && text[at] is ' ' or '\t' or '\n' or '\f' or '\r')
        {
            at++;
        }
    }
}
