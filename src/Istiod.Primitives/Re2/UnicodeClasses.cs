using System.Collections.Concurrent;
using System.Globalization;

namespace Istiod.Primitives.Re2;

/// <summary>The sets behind <c>\p{…}</c>: general categories, their long names, scripts, Any, ASCII, Assigned.</summary>
/// <remarks>
/// Names count without case, spaces, hyphens and underscores, as in Go since 1.25; C is without Cn. Categories are those of the runtime's Unicode
/// version, which may know a few characters more than Go's.
/// </remarks>
internal static class UnicodeClasses
{
    private static readonly ConcurrentDictionary<string, RuneSet> Known = new(StringComparer.Ordinal);
    private static readonly Lazy<Dictionary<string, RuneSet>> Scripts = new(LoadScripts);

    // Two letters for each member of UnicodeCategory, in its order.
    private const string CategoryCodes = "LuLlLtLmLoMnMcMeNdNlNoZsZlZpCcCfCsCoPcPdPsPePiPfPoSmScSkSoCn";

    /// <summary>The set of a name; null if there is none of that name. Sets are made once for each variant.</summary>
    public static RuneSet? Find(string name, bool ignoreCase, bool negated)
    {
        string key = Canonical(name);
        string variant = (ignoreCase, negated) switch
        {
            (false, false) => key,
            (false, true) => key + " negated",
            (true, false) => key + " folded",
            _ => key + " folded negated",
        };
        if (Known.TryGetValue(variant, out RuneSet? set))
        {
            return set;
        }

        set = ignoreCase || negated ? Find(key, ignoreCase: false, negated: false) : Find(key);
        if (set is null)
        {
            return null;
        }

        if (ignoreCase || negated)
        {
            RuneSetBuilder builder = new();
            builder.Add(set, ignoreCase);
            set = builder.Build(negated);
        }

        return Known.GetOrAdd(variant, set);
    }

    private static RuneSet? Find(string key)
    {
        return key switch
        {
            "any" => new RuneSet([0, RuneSet.MaxRune]),
            "ascii" => new RuneSet([0, 0x7F]),
            "assigned" => Category("Cn", negated: true),
            _ => CodeOf(key) is { } code ? Category(code, negated: false) : Scripts.Value.GetValueOrDefault(key),
        };
    }

    private static string Canonical(string name)
    {
        Span<char> kept = name.Length <= 64 ? stackalloc char[name.Length] : new char[name.Length];
        int count = 0;
        foreach (char c in name)
        {
            if (c is not ('_' or '-' or ' '))
            {
                kept[count++] = char.IsAsciiLetterUpper(c) ? (char)(c | 0x20) : c;
            }
        }

        return kept[..count].ToString();
    }

    private static string? CodeOf(string key)
    {
        if (key.Length == 1 && key[0] is 'l' or 'm' or 'n' or 'z' or 'c' or 'p' or 's')
        {
            return key.ToUpperInvariant();
        }

        for (int i = 0; key.Length == 2 && i < CategoryCodes.Length; i += 2)
        {
            if (key[0] == (CategoryCodes[i] | 0x20) && key[1] == CategoryCodes[i + 1])
            {
                return CategoryCodes.Substring(i, 2);
            }
        }

        return key switch
        {
            "lc" or "casedletter" => "LC",
            "letter" => "L",
            "uppercaseletter" => "Lu",
            "lowercaseletter" => "Ll",
            "titlecaseletter" => "Lt",
            "modifierletter" => "Lm",
            "otherletter" => "Lo",
            "mark" or "combiningmark" => "M",
            "nonspacingmark" => "Mn",
            "spacingmark" => "Mc",
            "enclosingmark" => "Me",
            "number" => "N",
            "decimalnumber" or "digit" => "Nd",
            "letternumber" => "Nl",
            "othernumber" => "No",
            "punctuation" or "punct" => "P",
            "connectorpunctuation" => "Pc",
            "dashpunctuation" => "Pd",
            "openpunctuation" => "Ps",
            "closepunctuation" => "Pe",
            "initialpunctuation" => "Pi",
            "finalpunctuation" => "Pf",
            "otherpunctuation" => "Po",
            "symbol" => "S",
            "mathsymbol" => "Sm",
            "currencysymbol" => "Sc",
            "modifiersymbol" => "Sk",
            "othersymbol" => "So",
            "separator" => "Z",
            "spaceseparator" => "Zs",
            "lineseparator" => "Zl",
            "paragraphseparator" => "Zp",
            "other" => "C",
            "control" or "cntrl" => "Cc",
            "format" => "Cf",
            "surrogate" => "Cs",
            "privateuse" => "Co",
            "unassigned" => "Cn",
            _ => null,
        };
    }

    private static RuneSet Category(string code, bool negated)
    {
        RuneSetBuilder builder = new();
        for (int rune = 0; rune <= RuneSet.MaxRune; rune++)
        {
            int at = 2 * (int)CharUnicodeInfo.GetUnicodeCategory(rune);
            bool isMember = code.Length == 1
                ? CategoryCodes[at] == code[0] && !(code[0] == 'C' && CategoryCodes[at + 1] == 'n')
                : code == "LC" ? at <= 2 * (int)UnicodeCategory.TitlecaseLetter
                : CategoryCodes[at] == code[0] && CategoryCodes[at + 1] == code[1];
            if (isMember)
            {
                builder.Add(rune, rune);
            }
        }

        return builder.Build(negated);
    }

    private static Dictionary<string, RuneSet> LoadScripts()
    {
        Dictionary<string, RuneSet> scripts = new(StringComparer.Ordinal);
        PackedNumbers packed = new(UnicodeData.Scripts);
        foreach (Range part in UnicodeData.ScriptNames.AsSpan().Split(' '))
        {
            int[] bounds = new int[2 * packed.Next()];
            int next = 0;
            for (int i = 0; i < bounds.Length; i += 2)
            {
                bounds[i] = next + packed.Next();
                bounds[i + 1] = bounds[i] + packed.Next();
                next = bounds[i + 1] + 1;
            }

            scripts.Add(Canonical(UnicodeData.ScriptNames[part]), new RuneSet(bounds));
        }

        return scripts;
    }
}
