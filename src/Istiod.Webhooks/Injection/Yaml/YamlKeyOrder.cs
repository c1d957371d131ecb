using System.Text;

namespace Istiod.Webhooks.Injection.Yaml;

/// <summary>The order in which go-yaml writes the keys of a map: letters after other signs, numbers inside by their value.</summary>
internal sealed class YamlKeyOrder : IComparer<string>
{
    /// <summary>The order.</summary>
    public static readonly YamlKeyOrder Instance = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        Rune[] a = Runes(x ?? "");
        Rune[] b = Runes(y ?? "");
        bool afterDigit = false;
        for (int i = 0; i < a.Length && i < b.Length; i++)
        {
            if (a[i] == b[i])
            {
                afterDigit = Rune.IsDigit(a[i]);
                continue;
            }

            bool isLetter = Rune.IsLetter(a[i]);
            bool isOther = Rune.IsLetter(b[i]);
            if (isLetter && isOther)
            {
                return a[i].CompareTo(b[i]);
            }

            if (isLetter || isOther)
            {
                return isLetter == afterDigit ? -1 : 1;
            }

            return CompareNumbers(a, b, i);
        }

        return a.Length.CompareTo(b.Length);
    }

    private static int CompareNumbers(Rune[] a, Rune[] b, int at)
    {
        // Where a zero may be inside a number, a digit before it gives both numbers a leading one.
        long seed = 0;
        if (a[at].Value == '0' || b[at].Value == '0')
        {
            for (int j = at - 1; j >= 0 && Rune.IsDigit(a[j]); j--)
            {
                if (a[j].Value != '0')
                {
                    seed = 1;
                    break;
                }
            }
        }

        (long first, int firstEnd) = Number(a, at, seed);
        (long second, int secondEnd) = Number(b, at, seed);
        return first != second ? first.CompareTo(second)
            : firstEnd != secondEnd ? firstEnd.CompareTo(secondEnd)
            : a[at].CompareTo(b[at]);
    }

    private static (long Value, int End) Number(Rune[] text, int at, long value)
    {
        while (at < text.Length && Rune.IsDigit(text[at]))
        {
            value = unchecked((value * 10) + (text[at].Value - '0'));
            at++;
        }

        return (value, at);
    }

    private static Rune[] Runes(string text)
    {
        List<Rune> runes = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes())
        {
            runes.Add(rune);
        }

        return [.. runes];
    }
}
