using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Istiod.Primitives.Re2;

/// <summary>Reads a pattern in Go's regular expression syntax (Perl flavour) into a tree; open groups are kept on a list of its own.</summary>
/// <remarks>Accepts and refuses what Go's regexp.Compile does, with its words. Source: the syntax page of Go's regexp/syntax.</remarks>
internal sealed class PatternParser
{
    public const int MaxRepeat = 1000;

    /// <summary>Go's bound on instructions: 128 MiB of 40 bytes.</summary>
    private const long MaxSize = (128 << 20) / 40;
    private const int MaxHeight = 1000;

    /// <summary>Numbers in all bracket classes together (Go: 32 Mi).</summary>
    private const int MaxClassBounds = 4 << 20;
    private const string TooLarge = "expression too large";
    private const string BadPerl = "invalid or unsupported Perl syntax";
    private const string BadName = "invalid named capture";

    private readonly PatternReader _reader;
    private readonly ClassParser _classes;
    private readonly List<Frame> _frames = [];
    private readonly List<Node> _items = [];
    private readonly List<Node> _branches = [];
    private readonly List<string?> _groupNames = [null];
    private PatternFlags _flags;
    private Frame _top;
    private int _classBounds;

    public PatternParser(string pattern)
    {
        _reader = new PatternReader(pattern);
        _classes = new ClassParser(_reader);
    }

    /// <summary>Names of the groups by number; null for the whole match and unnamed ones.</summary>
    public string?[] GroupNames => [.. _groupNames];

    public bool TryParse([NotNullWhen(true)] out Node? root, [NotNullWhen(false)] out string? error)
    {
        root = TryItems() && (_frames.Count == 0 || _reader.Fail("missing closing )", _reader.Text)) ? CloseBranches() : null;
        if (root is not null && !CheckLimits(root))
        {
            root = null;
        }

        error = root is null ? _reader.Error ?? TooLarge : null;
        return root is not null;
    }

    private bool TryItems()
    {
        // Where the repetition just before starts: Go refuses to stack them.
        int lastRepeat = -1;
        while (!_reader.IsAtEnd)
        {
            int start = _reader.At;
            bool isRepeat = false;
            bool read = _reader.Rest[0] switch
            {
                '(' => _reader.IsNext('(', '?') ? TryPerlGroup() : TryOpen(null),
                '|' => TryBranch(),
                ')' => TryClose(),
                '^' => TryAssertion(_flags.HasFlag(PatternFlags.MultiLine) ? NodeKind.BeginLine : NodeKind.BeginText, 1),
                '$' => TryAssertion(_flags.HasFlag(PatternFlags.MultiLine) ? NodeKind.EndLine : NodeKind.EndText, 1),
                '.' => TryAny(),
                '[' => _classes.TryBrackets(_flags.HasFlag(PatternFlags.IgnoreCase), out RuneSet? set) && TryPush(Node.OfSet(Counted(set))),
                '*' => isRepeat = TryRepeat(0, Node.Unbounded, 1, lastRepeat),
                '+' => isRepeat = TryRepeat(1, Node.Unbounded, 1, lastRepeat),
                '?' => isRepeat = TryRepeat(0, 1, 1, lastRepeat),
                '{' => TryCounted(lastRepeat, out isRepeat),
                '\\' => TryBackslash(),
                _ => _reader.TryRune(out int rune) && TryPush(Literal(rune)),
            };
            if (!read)
            {
                return false;
            }

            lastRepeat = isRepeat ? start : -1;
        }

        return true;
    }

    private bool TryPush(Node node)
    {
        _items.Add(node);
        return CheckLimits(node);
    }

    private bool CheckLimits(Node node) =>
        node.Size > MaxSize || _classBounds > MaxClassBounds
            ? _reader.Fail(TooLarge, _reader.Text)
            : node.Height <= MaxHeight || _reader.Fail("expression nests too deeply", _reader.Text);

    private RuneSet Counted(RuneSet? set)
    {
        _classBounds += set?.Bounds.Length ?? 0;
        return set ?? new RuneSet([]);
    }

    private Node Literal(int rune)
    {
        int[]? orbit = _flags.HasFlag(PatternFlags.IgnoreCase) ? CaseFolding.Of(rune) : null;
        if (orbit is null)
        {
            return Node.OfRune(rune);
        }

        RuneSetBuilder builder = new();
        foreach (int member in orbit)
        {
            builder.Add(member, member);
        }

        return Node.OfSet(builder.Build(negated: false));
    }

    private bool TryAssertion(NodeKind kind, int width)
    {
        _reader.At += width;
        return TryPush(Node.Of(kind));
    }

    private bool TryAny()
    {
        _reader.At++;
        return TryPush(Node.OfSet(_flags.HasFlag(PatternFlags.DotMatchesNewline) ? AnyRune : AnyButNewline));
    }

    private static readonly RuneSet AnyRune = new([0, RuneSet.MaxRune]);

    private static readonly RuneSet AnyButNewline = new([0, '\n' - 1, '\n' + 1, RuneSet.MaxRune]);

    private bool TryBackslash()
    {
        char letter = _reader.Rest.Length >= 2 ? _reader.Rest[1] : '\0';
        switch (letter)
        {
            case 'A':
                return TryAssertion(NodeKind.BeginText, 2);
            case 'z':
                return TryAssertion(NodeKind.EndText, 2);
            case 'b':
                return TryAssertion(NodeKind.WordBoundary, 2);
            case 'B':
                return TryAssertion(NodeKind.NoWordBoundary, 2);
            case 'Q':
                return TryQuoted();
            default:
                bool read = _classes.TryEscapedClass(_flags.HasFlag(PatternFlags.IgnoreCase), out RuneSet? set);
                return set is not null
                    ? TryPush(Node.OfSet(set))
                    : read && _reader.TryEscape(out int rune) && TryPush(Literal(rune));
        }
    }

    /// <summary>At <c>\Q</c>: everything up to <c>\E</c> or the end stands for itself.</summary>
    private bool TryQuoted()
    {
        _reader.At += 2;
        int length = _reader.Rest.IndexOf("\\E", StringComparison.Ordinal);
        int end = length < 0 ? _reader.Text.Length : _reader.At + length;
        while (_reader.At < end)
        {
            if (!_reader.TryRune(out int rune) || !TryPush(Literal(rune)))
            {
                return false;
            }
        }

        _reader.At += length < 0 ? 0 : 2;
        return true;
    }

    /// <summary>At a brace: takes <c>{n}</c>, <c>{n,}</c> or <c>{n,m}</c>; any other text behind it makes the brace a literal.</summary>
    private bool TryCounted(int lastRepeat, out bool isRepeat)
    {
        ReadOnlySpan<char> text = _reader.Rest;
        int at = 1, max = Node.Unbounded;
        bool hasForm = TryCount(text, ref at, out int min);
        if (hasForm && at < text.Length && text[at] == ',')
        {
            at++;
            hasForm = (at < text.Length && text[at] == '}') || TryCount(text, ref at, out max);
        }
        else
        {
            max = min;
        }

        isRepeat = hasForm && at < text.Length && text[at] == '}';
        if (!isRepeat)
        {
            _reader.At++;
            return TryPush(Literal('{'));
        }

        return min > MaxRepeat || max > MaxRepeat || (max != Node.Unbounded && min > max)
            ? _reader.Fail("invalid repeat count", text[..(at + 1)])
            : TryRepeat(min, max, at + 1, lastRepeat);
    }

    /// <summary>A number without leading zeros; what is far too large reads as <see cref="int.MaxValue"/>.</summary>
    private static bool TryCount(ReadOnlySpan<char> text, ref int at, out int count)
    {
        int start = at;
        long value = 0;
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            value = Math.Min((value * 10) + text[at++] - '0', int.MaxValue);
        }

        count = (int)value;
        return at > start && !(text[start] == '0' && at > start + 1);
    }

    /// <summary>At an operator of that width: repeats the item before it.</summary>
    private bool TryRepeat(int min, int max, int width, int lastRepeat)
    {
        int start = _reader.At;
        _reader.At += width;
        bool isGreedy = !_flags.HasFlag(PatternFlags.Ungreedy);
        if (!_reader.IsAtEnd && _reader.Rest[0] == '?')
        {
            _reader.At++;
            isGreedy = !isGreedy;
        }

        if (lastRepeat >= 0)
        {
            return _reader.Fail("invalid nested repetition operator", _reader.Since(lastRepeat));
        }

        if (_items.Count == _top.FirstItem)
        {
            return _reader.Fail("missing argument to repetition operator", _reader.Since(start));
        }

        Node repeat = Node.OfRepeat(_items[^1], min, max, isGreedy);
        _items[^1] = repeat;
        return CheckLimits(repeat)
            && (repeat.Copies <= MaxRepeat || (min < 2 && max < 2) || _reader.Fail("invalid repeat count", _reader.Since(start)));
    }

    private bool TryOpen(string? name)
    {
        _reader.At += name is null ? 1 : 0;
        _groupNames.Add(name);
        Enter(_groupNames.Count - 1);
        return true;
    }

    private void Enter(int group)
    {
        _frames.Add(_top);
        _top = new Frame(_flags, group, _items.Count, _branches.Count);
    }

    /// <summary>At <c>(?</c>: a named group, a group without number, or flags for the rest of the present group.</summary>
    private bool TryPerlGroup()
    {
        int start = _reader.At;
        ReadOnlySpan<char> text = _reader.Rest;
        bool isLong = text.Length > 4 && text[2] == 'P' && text[3] == '<';
        if (isLong || (text.Length > 3 && text[2] == '<'))
        {
            int end = text.IndexOf('>');
            if (end < 0)
            {
                return _reader.IsWellFormed(text) && _reader.Fail(BadName, text);
            }

            ReadOnlySpan<char> name = text[(isLong ? 4 : 3)..end];
            if (!_reader.IsWellFormed(name))
            {
                return false;
            }

            if (!IsGroupName(name))
            {
                return _reader.Fail(BadName, text[..(end + 1)]);
            }

            _reader.At += end + 1;
            return TryOpen(name.ToString());
        }

        _reader.At += 2;
        PatternFlags flags = _flags;
        bool isNegative = false, isDangling = false;
        while (!_reader.IsAtEnd)
        {
            if (!_reader.TryRune(out int rune))
            {
                return false;
            }

            switch (rune)
            {
                case '-' when !isNegative:
                    isNegative = isDangling = true;
                    continue;
                case ':' or ')' when !isDangling:
                    if (rune == ':')
                    {
                        Enter(group: 0);
                    }

                    _flags = flags;
                    return true;
                default:
                    PatternFlags flag = FlagOf(rune);
                    if (flag == PatternFlags.None)
                    {
                        return _reader.Fail(BadPerl, _reader.Since(start));
                    }

                    flags = isNegative ? flags & ~flag : flags | flag;
                    isDangling = false;
                    continue;
            }
        }

        return _reader.Fail(BadPerl, _reader.Since(start));
    }

    private static PatternFlags FlagOf(int rune) => rune switch
    {
        'i' => PatternFlags.IgnoreCase,
        'm' => PatternFlags.MultiLine,
        's' => PatternFlags.DotMatchesNewline,
        'U' => PatternFlags.Ungreedy,
        _ => PatternFlags.None,
    };

    private static bool IsGroupName(ReadOnlySpan<char> name)
    {
        foreach (char c in name)
        {
            if (c != '_' && !char.IsAsciiLetterOrDigit(c))
            {
                return false;
            }
        }

        return !name.IsEmpty;
    }

    private bool TryBranch()
    {
        _reader.At++;
        EndBranch();
        return true;
    }

    private bool TryClose()
    {
        if (_frames.Count == 0)
        {
            return _reader.Fail("unexpected )", _reader.Text);
        }

        _reader.At++;
        int group = _top.Group;
        _flags = _top.Flags;
        Node inner = CloseBranches();
        _top = _frames[^1];
        _frames.RemoveAt(_frames.Count - 1);
        return CheckLimits(inner) && TryPush(group == 0 ? inner : Node.OfGroup(group, inner));
    }

    private Node CloseBranches()
    {
        EndBranch();
        ReadOnlySpan<Node> branches = CollectionsMarshal.AsSpan(_branches)[_top.FirstBranch..];
        List<Node> merged = [];
        for (int i = 0; i < branches.Length;)
        {
            int end = i + 1;
            while (branches[i].IsOneRune && end < branches.Length && branches[end].IsOneRune)
            {
                end++;
            }

            merged.Add(end == i + 1 ? branches[i] : OneClass(branches[i..end]));
            i = end;
        }

        _branches.RemoveRange(_top.FirstBranch, branches.Length);
        return Node.Join(NodeKind.Alternate, CollectionsMarshal.AsSpan(merged));
    }

    /// <summary>Makes the items since the last bar a branch.</summary>
    private void EndBranch()
    {
        ReadOnlySpan<Node> items = CollectionsMarshal.AsSpan(_items)[_top.FirstItem..];
        _branches.Add(Node.Join(NodeKind.Concat, items));
        _items.RemoveRange(_top.FirstItem, items.Length);
    }

    /// <summary>A choice between single characters is a class.</summary>
    private static Node OneClass(ReadOnlySpan<Node> choices)
    {
        RuneSetBuilder builder = new();
        foreach (Node one in choices)
        {
            AddTo(builder, one);
        }

        return Node.OfSet(builder.Build(negated: false));
    }

    private static void AddTo(RuneSetBuilder builder, Node one)
    {
        if (one.Set is { } set)
        {
            builder.Add(set, ignoreCase: false);
        }
        else
        {
            builder.Add(one.Rune, one.Rune);
        }
    }

    private readonly record struct Frame(PatternFlags Flags, int Group, int FirstItem, int FirstBranch);
}
