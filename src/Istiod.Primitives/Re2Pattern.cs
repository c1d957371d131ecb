using System.Diagnostics.CodeAnalysis;
using System.Text;
using Istiod.Primitives.Re2;

namespace Istiod.Primitives;

/// <summary>A regular expression in RE2's syntax, as Go reads it; matched in time linear in the text. Immutable, safe to share.</summary>
/// <remarks>
/// Which patterns are refused, and with what words, is Go's regexp.Compile (syntax, counts ≤ 1000, size, nesting). Of matches, the
/// leftmost counts, and of those the one Perl would take. Positions are in UTF-16 units. Differs: patterns longer than
/// <see cref="MaxPatternLength"/> are too large; scripts are those of Unicode 15, categories those of the runtime.
/// </remarks>
public sealed class Re2Pattern
{
    /// <summary>The longest pattern that is read, in UTF-16 units.</summary>
    public const int MaxPatternLength = 1 << 16;

    /// <summary>How many numbers a run may need at once: program size times positions to note.</summary>
    private const long MaxState = 4 << 20;

    private readonly Lazy<RegexProgram> _program;
    private readonly string?[] _groupNames;

    private Re2Pattern(string text, Node root, string?[] groupNames)
    {
        Text = text;
        ProgramSize = root.Size;
        _groupNames = groupNames;
        _program = new Lazy<RegexProgram>(() => new RegexProgram(root));
    }

    /// <summary>The pattern as given.</summary>
    public string Text { get; }

    /// <summary>How many groups in parentheses there are; the whole match is not one.</summary>
    public int GroupCount => _groupNames.Length - 1;

    /// <summary>Instructions, with counted repetitions written out; a run costs up to this times the text's length.</summary>
    public long ProgramSize { get; }

    /// <summary>Whether the pattern is small enough to be run here; else only its syntax is known, and runs throw.</summary>
    public bool IsMatchable => ProgramSize * (2 + (2 * GroupCount)) <= MaxState;

    /// <summary>Reads a pattern.</summary>
    /// <param name="error">Go's text: <c>error parsing regexp: missing closing ]: `[a`</c>; null if the pattern is right.</param>
    public static bool TryParse(
        string pattern, [NotNullWhen(true)] out Re2Pattern? result, [NotNullWhen(false)] out string? error)
    {
        result = null;
        if (pattern.Length > MaxPatternLength)
        {
            error = $"error parsing regexp: expression too large: `{pattern.AsSpan(0, 64)}…`";
            return false;
        }

        PatternParser parser = new(pattern);
        if (parser.TryParse(out Node? root, out error))
        {
            result = new Re2Pattern(pattern, root, parser.GroupNames);
        }

        return result is not null;
    }

    /// <summary>Reads a pattern that is known to be right.</summary>
    /// <exception cref="FormatException">It is not.</exception>
    public static Re2Pattern Parse(string pattern) =>
        TryParse(pattern, out Re2Pattern? result, out string? error) ? result : throw new FormatException(error);

    /// <summary>The name of a group by its number from 1; null if it has none.</summary>
    public string? GroupName(int group) => _groupNames[group];

    /// <summary>Whether some part of the text matches.</summary>
    /// <exception cref="InvalidOperationException">The pattern is not <see cref="IsMatchable"/>; so too for all below.</exception>
    public bool IsMatch(ReadOnlySpan<char> text) => TryFind(text, 0, []);

    /// <summary>Whether the whole text matches, as Envoy asks.</summary>
    public bool IsFullMatch(ReadOnlySpan<char> text)
    {
        using Machine machine = new(Program(), text, 0);
        return machine.TryRun(0, whole: true, []);
    }

    /// <summary>Finds the first match at or after a position.</summary>
    /// <param name="bounds">
    /// Gets start and end of the match, then of the groups in order, as many as fit; −1 for a group that took no part. May be empty.
    /// </param>
    public bool TryFind(ReadOnlySpan<char> text, int start, Span<int> bounds)
    {
        long budget = long.MaxValue;
        return TryFind(text, start, bounds, ref budget);
    }

    /// <summary>Finds the first match at or after a position, with bounded work.</summary>
    /// <param name="budget">Work that may be done, in places of the pattern visited; what is left after. Below 0: it was given up.</param>
    public bool TryFind(ReadOnlySpan<char> text, int start, Span<int> bounds, ref long budget)
    {
        RegexProgram program = Program();
        if (program.IsLiteral)
        {
            int at = text[start..].IndexOf(program.Prefix, StringComparison.Ordinal);
            budget -= (at < 0 ? text.Length - start : at) / 16;
            bounds.Fill(-1);
            if (at >= 0 && bounds.Length >= 2)
            {
                (bounds[0], bounds[1]) = (start + at, start + at + program.Prefix.Length);
            }

            return at >= 0;
        }

        int slots = Math.Min(bounds.Length, _groupNames.Length * 2) & ~1;
        Machine machine = new(program, text, slots) { Budget = budget };
        try
        {
            bounds[slots..].Fill(-1);
            bool isFound = machine.TryRun(start, whole: false, bounds);
            budget = machine.Budget;
            return isFound;
        }
        finally
        {
            machine.Dispose();
        }
    }

    /// <summary>The first match as text; empty if there is none.</summary>
    public string Find(string text)
    {
        Span<int> bounds = stackalloc int[2];
        return TryFind(text, 0, bounds) ? text[bounds[0]..bounds[1]] : "";
    }

    /// <summary>Where the matches are, none overlapping, none empty right behind another.</summary>
    /// <param name="limit">At most that many; all if negative.</param>
    public List<Range> FindAll(ReadOnlySpan<char> text, int limit)
    {
        List<Range> found = [];
        if (limit == 0)
        {
            return found;
        }

        Span<int> bounds = stackalloc int[2];
        int previousEnd = -1;
        for (int at = 0; at <= text.Length && TryFind(text, at, bounds);)
        {
            bool isEmpty = bounds[1] == bounds[0];
            if (!(isEmpty && bounds[0] == previousEnd))
            {
                found.Add(bounds[0]..bounds[1]);
                if (found.Count == limit)
                {
                    break;
                }
            }

            previousEnd = bounds[1];
            at = isEmpty && bounds[1] == at ? at + WidthAt(text, at) : bounds[1];
        }

        return found;
    }

    /// <summary>Parts of the text between matches.</summary>
    /// <param name="limit">At most that many parts, the last being the rest; all if negative, none if 0.</param>
    public List<string> Split(string text, int limit)
    {
        if (limit == 0)
        {
            return [];
        }

        if (Text.Length > 0 && text.Length == 0)
        {
            return [""];
        }

        List<string> parts = [];
        int begin = 0, end = 0;
        foreach (Range match in FindAll(text, limit))
        {
            if (limit > 0 && parts.Count == limit - 1)
            {
                break;
            }

            end = match.Start.Value;
            if (match.End.Value != 0)
            {
                parts.Add(text[begin..end]);
            }

            begin = match.End.Value;
        }

        if (end != text.Length)
        {
            parts.Add(text[begin..]);
        }

        return parts;
    }

    /// <summary>Puts a replacement in place of each match.</summary>
    /// <param name="replacement">With <c>$1</c>, <c>$name</c>, <c>${name}</c>, <c>$$</c>, unless <paramref name="isLiteral"/>.</param>
    /// <param name="maxLength">The longest result wanted.</param>
    /// <returns>False if the result would be longer.</returns>
    public bool TryReplace(string text, string replacement, bool isLiteral, int maxLength, [NotNullWhen(true)] out string? result)
    {
        StringBuilder output = new();
        int[] bounds = new int[_groupNames.Length * 2];
        int copied = 0, at = 0;
        while (at <= text.Length && TryFind(text, at, bounds))
        {
            output.Append(text, copied, bounds[0] - copied);

            // Not an empty match right behind another.
            if (bounds[1] > copied || bounds[0] == 0)
            {
                if (isLiteral)
                {
                    output.Append(replacement);
                }
                else
                {
                    Expand(replacement, text, bounds, maxLength, output);
                }
            }

            if (output.Length > maxLength)
            {
                break;
            }

            copied = bounds[1];
            at = at + WidthAt(text, at) > bounds[1] ? at + WidthAt(text, at) : bounds[1];
        }

        output.Append(text, copied, text.Length - copied);
        result = output.Length > maxLength ? null : output.ToString();
        return result is not null;
    }

    /// <summary>A pattern that matches just this text.</summary>
    public static string QuoteMeta(string text)
    {
        StringBuilder quoted = new(text.Length + 8);
        foreach (char c in text)
        {
            if (@"\.+*?()|[]{}^$".Contains(c, StringComparison.Ordinal))
            {
                quoted.Append('\\');
            }

            quoted.Append(c);
        }

        return quoted.ToString();
    }

    private RegexProgram Program() => IsMatchable
        ? _program.Value
        : throw new InvalidOperationException($"regular expression of {ProgramSize} steps is too large to run");

    private static int WidthAt(ReadOnlySpan<char> text, int at) =>
        at + 1 < text.Length && char.IsSurrogatePair(text[at], text[at + 1]) ? 2 : 1;

    private void Expand(string template, string text, ReadOnlySpan<int> bounds, int maxLength, StringBuilder output)
    {
        ReadOnlySpan<char> rest = template;
        while (output.Length <= maxLength)
        {
            int dollar = rest.IndexOf('$');
            if (dollar < 0)
            {
                break;
            }

            output.Append(rest[..dollar]);
            rest = rest[(dollar + 1)..];
            if (rest.StartsWith('$'))
            {
                output.Append('$');
                rest = rest[1..];
            }
            else if (TryReference(ref rest, out ReadOnlySpan<char> name))
            {
                int group = GroupOf(name, bounds);
                if (group >= 0)
                {
                    output.Append(text, bounds[2 * group], bounds[(2 * group) + 1] - bounds[2 * group]);
                }
            }
            else
            {
                output.Append('$');
            }
        }

        output.Append(rest);
    }

    /// <summary>Behind a dollar: takes letters, digits and underscores, or the same in braces.</summary>
    private static bool TryReference(ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> name)
    {
        bool isBraced = rest.StartsWith('{');
        ReadOnlySpan<char> from = isBraced ? rest[1..] : rest;
        int length = 0;
        while (length < from.Length
            && Rune.DecodeFromUtf16(from[length..], out Rune rune, out int width) == System.Buffers.OperationStatus.Done
            && (rune.Value == '_' || Rune.IsLetter(rune) || Rune.IsDigit(rune)))
        {
            length += width;
        }

        name = from[..length];
        bool isClosed = !isBraced || (length < from.Length && from[length] == '}');
        if (length == 0 || !isClosed)
        {
            return false;
        }

        rest = from[(length + (isBraced ? 1 : 0))..];
        return true;
    }

    /// <summary>The group of that number or name that took part; −1 if there is none.</summary>
    private int GroupOf(ReadOnlySpan<char> name, ReadOnlySpan<int> bounds)
    {
        bool isNumber = !name.ContainsAnyExceptInRange('0', '9') && (name.Length == 1 || name[0] != '0') && name.Length <= 8;
        for (int group = 0; group < _groupNames.Length; group++)
        {
            bool isIt = isNumber
                ? group == int.Parse(name, System.Globalization.CultureInfo.InvariantCulture)
                : name.SequenceEqual(_groupNames[group]);
            if (isIt && bounds[2 * group] >= 0)
            {
                return group;
            }
        }

        return -1;
    }
}
