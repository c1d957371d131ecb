using System.Globalization;

namespace Istiod.GoTemplate.Functions.Sprig;

/// <summary>A semantic version, written loosely (<c>v1.2</c>). Source: Masterminds/semver v3.3.0.</summary>
internal sealed record SemanticVersion(ulong Major, ulong Minor, ulong Patch, string Prerelease, string Metadata, string Original)
{
    public const string Invalid = "Invalid Semantic Version";

    /// <summary>Parses a version; the error is the library's.</summary>
    public static SemanticVersion? TryParse(string text, out string error)
    {
        error = Invalid;
        int at = text.StartsWith('v') ? 1 : 0;
        Span<ulong> numbers = [0, 0, 0];
        for (int i = 0; i < 3; i++)
        {
            int start = at;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                at++;
            }

            if (at == start)
            {
                return null;
            }

            if (!ulong.TryParse(text.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i]))
            {
                error = $"Error parsing version segment: strconv.ParseUint: parsing \"{text[start..at]}\": value out of range";
                return null;
            }

            if (i == 2 || at >= text.Length || text[at] != '.')
            {
                break;
            }

            at++;
        }

        string? prerelease = Suffix(text, '-', ref at);
        string? metadata = Suffix(text, '+', ref at);
        if (at != text.Length || prerelease is null || metadata is null)
        {
            return null;
        }

        foreach (string part in prerelease.Split('.'))
        {
            if (part.Length > 1 && part[0] == '0' && IsNumber(part))
            {
                error = "Version segment starts with 0";
                return null;
            }
        }

        return new SemanticVersion(numbers[0], numbers[1], numbers[2], prerelease, metadata, text);
    }

    /// <summary>Order of versions; metadata does not count.</summary>
    public int CompareTo(SemanticVersion other)
    {
        int order = Major.CompareTo(other.Major);
        order = order != 0 ? order : Minor.CompareTo(other.Minor);
        order = order != 0 ? order : Patch.CompareTo(other.Patch);
        return order != 0 ? order : ComparePrereleases(Prerelease, other.Prerelease);
    }

    /// <summary>Order of prereleases; none comes after any.</summary>
    public static int ComparePrereleases(string left, string right)
    {
        if (left.Length == 0 || right.Length == 0)
        {
            return (left.Length == 0 ? 1 : 0) - (right.Length == 0 ? 1 : 0);
        }

        string[] a = left.Split('.'), b = right.Split('.');
        for (int i = 0; i < Math.Max(a.Length, b.Length); i++)
        {
            int order = CompareParts(i < a.Length ? a[i] : "", i < b.Length ? b[i] : "");
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    /// <summary>The next version at a part, without prerelease; a prerelease's next patch is the release itself.</summary>
    public SemanticVersion Next(string part)
    {
        (ulong major, ulong minor, ulong patch) = part switch
        {
            "Major" => (Major + 1, 0UL, 0UL),
            "Minor" => (Major, Minor + 1, 0UL),
            _ => (Major, Minor, Prerelease.Length > 0 ? Patch : Patch + 1),
        };
        return With(new SemanticVersion(major, minor, patch, "", "", ""));
    }

    /// <summary>A version with this one's prefix in its original text.</summary>
    public SemanticVersion With(SemanticVersion next) => next with { Original = (Original.StartsWith('v') ? "v" : "") + next };

    /// <summary>The version in full, without prefix.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Major}.{Minor}.{Patch}")
        + (Prerelease.Length > 0 ? "-" + Prerelease : "") + (Metadata.Length > 0 ? "+" + Metadata : "");

    /// <summary>Reads a suffix of dot-separated words, if its sign is there; null if a word is empty.</summary>
    public static string? Suffix(string text, char sign, ref int at)
    {
        if (at >= text.Length || text[at] != sign)
        {
            return "";
        }

        int start = ++at;
        while (at < text.Length && (char.IsAsciiLetterOrDigit(text[at]) || text[at] is '-' or '.'))
        {
            at++;
        }

        // A dot that no word follows is not part of it.
        string suffix = text[start..at];
        return suffix.Length == 0 || suffix[0] == '.' || suffix[^1] == '.' || suffix.Contains("..", StringComparison.Ordinal) ? null : suffix;
    }

    private static bool IsNumber(string text) => text.AsSpan().IndexOfAnyExceptInRange('0', '9') < 0;

    private static int CompareParts(string left, string right)
    {
        if (left == right)
        {
            return 0;
        }

        if (left.Length == 0 || right.Length == 0)
        {
            return left.Length == 0 ? -1 : 1;
        }

        bool a = ulong.TryParse(left, NumberStyles.None, CultureInfo.InvariantCulture, out ulong x);
        bool b = ulong.TryParse(right, NumberStyles.None, CultureInfo.InvariantCulture, out ulong y);
        return a && b ? (x > y ? 1 : -1)
            : a ? -1
            : b ? 1
            : string.CompareOrdinal(left, right) > 0 ? 1 : -1;
    }
}
