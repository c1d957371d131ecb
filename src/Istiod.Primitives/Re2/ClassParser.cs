namespace Istiod.Primitives.Re2;

/// <summary>Reads character classes: <c>[…]</c>, <c>\d</c>, <c>[:alpha:]</c>, <c>\p{…}</c>.</summary>
internal sealed class ClassParser(PatternReader reader)
{
    private const string BadRange = "invalid character class range";

    /// <summary>At a bracket: takes the whole class.</summary>
    public bool TryBrackets(bool ignoreCase, out RuneSet? set)
    {
        int start = reader.At++;
        bool negated = !reader.IsAtEnd && reader.Rest[0] == '^';
        reader.At += negated ? 1 : 0;
        RuneSetBuilder members = new();
        set = null;

        // A closing bracket in first place is a member.
        for (bool isFirst = true; reader.IsAtEnd || reader.Rest[0] != ']' || isFirst; isFirst = false)
        {
            if (!TryPosix(ignoreCase, out RuneSet? named) || (named is null && !TryEscapedClass(ignoreCase, out named)))
            {
                return false;
            }

            if (named is not null)
            {
                members.Add(named, ignoreCase: false);
            }
            else if (!TryRange(start, ignoreCase, members))
            {
                return false;
            }
        }

        reader.At++;
        set = members.Build(negated);
        return true;
    }

    /// <summary>At a backslash: takes <c>\d \D \s \S \w \W \p \P</c>; null, and nothing taken, if it is another escape.</summary>
    public bool TryEscapedClass(bool ignoreCase, out RuneSet? set)
    {
        set = null;
        if (reader.Rest.Length < 2 || reader.Rest[0] != '\\')
        {
            return true;
        }

        char letter = reader.Rest[1];
        if (letter is 'p' or 'P')
        {
            return TryUnicode(ignoreCase, out set);
        }

        ReadOnlySpan<int> bounds = letter switch
        {
            'd' or 'D' => ['0', '9'],
            's' or 'S' => ['\t', '\n', '\f', '\r', ' ', ' '],
            'w' or 'W' => ['0', '9', 'A', 'Z', '_', '_', 'a', 'z'],
            _ => [],
        };
        if (!bounds.IsEmpty)
        {
            reader.At += 2;
            set = Make(bounds, ignoreCase, char.IsAsciiLetterUpper(letter));
        }

        return true;
    }

    private bool TryPosix(bool ignoreCase, out RuneSet? set)
    {
        set = null;
        int end = reader.IsNext('[', ':') ? reader.Rest[2..].IndexOf(":]", StringComparison.Ordinal) : -1;
        if (end < 0)
        {
            return true;
        }

        ReadOnlySpan<char> whole = reader.Rest[..(end + 4)];
        ReadOnlySpan<char> name = whole[2..^2];
        bool negated = !name.IsEmpty && name[0] == '^';
        ReadOnlySpan<int> bounds = (negated ? name[1..] : name) switch
        {
            "alnum" => ['0', '9', 'A', 'Z', 'a', 'z'],
            "alpha" => ['A', 'Z', 'a', 'z'],
            "ascii" => [0, 0x7F],
            "blank" => ['\t', '\t', ' ', ' '],
            "cntrl" => [0, 0x1F, 0x7F, 0x7F],
            "digit" => ['0', '9'],
            "graph" => ['!', '~'],
            "lower" => ['a', 'z'],
            "print" => [' ', '~'],
            "punct" => ['!', '/', ':', '@', '[', '`', '{', '~'],
            "space" => ['\t', '\r', ' ', ' '],
            "upper" => ['A', 'Z'],
            "word" => ['0', '9', 'A', 'Z', '_', '_', 'a', 'z'],
            "xdigit" => ['0', '9', 'A', 'F', 'a', 'f'],
            _ => [],
        };
        if (bounds.IsEmpty)
        {
            return reader.Fail(BadRange, whole);
        }

        reader.At += whole.Length;
        set = Make(bounds, ignoreCase, negated);
        return true;
    }

    /// <summary>At <c>\p</c> or <c>\P</c>: one letter, or a name in braces; a caret in it negates.</summary>
    private bool TryUnicode(bool ignoreCase, out RuneSet? set)
    {
        set = null;
        int start = reader.At;
        bool negated = reader.Rest[1] == 'P';
        reader.At += 2;
        if (!reader.TryRune(out int first))
        {
            return false;
        }

        ReadOnlySpan<char> name = reader.Since(start)[2..];
        if (first == '{')
        {
            int length = reader.Rest.IndexOf('}');
            if (length < 0)
            {
                ReadOnlySpan<char> rest = reader.Text.AsSpan(start);
                return reader.IsWellFormed(rest) && reader.Fail(BadRange, rest);
            }

            name = reader.Rest[..length];
            reader.At += length + 1;
            if (!reader.IsWellFormed(name))
            {
                return false;
            }
        }

        if (name.StartsWith('^'))
        {
            negated = !negated;
            name = name[1..];
        }

        set = name.IsEmpty ? null : UnicodeClasses.Find(name.ToString(), ignoreCase, negated);
        return set is not null || reader.Fail(BadRange, reader.Since(start));
    }

    /// <summary>One character or a range; a hyphen before the closing bracket is a member.</summary>
    private bool TryRange(int classStart, bool ignoreCase, RuneSetBuilder members)
    {
        int start = reader.At;
        if (!TryMember(classStart, out int first))
        {
            return false;
        }

        int last = first;
        if (reader.Rest.Length >= 2 && reader.Rest[0] == '-' && reader.Rest[1] != ']')
        {
            reader.At++;
            if (!TryMember(classStart, out last))
            {
                return false;
            }

            if (last < first)
            {
                return reader.Fail(BadRange, reader.Since(start));
            }
        }

        members.Add(first, last, ignoreCase);
        return true;
    }

    private bool TryMember(int classStart, out int rune)
    {
        rune = -1;
        return reader.IsAtEnd
            ? reader.Fail("missing closing ]", reader.Text.AsSpan(classStart))
            : reader.Rest[0] == '\\' ? reader.TryEscape(out rune) : reader.TryRune(out rune);
    }

    private static RuneSet Make(ReadOnlySpan<int> bounds, bool ignoreCase, bool negated)
    {
        RuneSetBuilder builder = new();
        builder.Add(bounds, ignoreCase);
        return builder.Build(negated);
    }
}
