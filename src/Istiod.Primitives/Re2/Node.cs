namespace Istiod.Primitives.Re2;

/// <summary>A node of a parsed pattern, with the measures that Go's limits are stated in.</summary>
internal sealed class Node
{
    public const int Unbounded = -1;

    private const int SpareDepth = 200;

    private int _depth = 1;

    public required NodeKind Kind { get; init; }

    public Node[] Parts { get; init; } = [];

    /// <summary>The character of a <see cref="NodeKind.Rune"/>.</summary>
    public int Rune { get; init; }

    public RuneSet? Set { get; init; }

    public int Group { get; init; }

    public int Min { get; init; }

    public int Max { get; init; }

    public bool IsGreedy { get; init; }

    /// <summary>Instructions after counted repetitions are written out.</summary>
    public long Size { get; private init; } = 1;

    public int Height { get; private init; } = 1;

    /// <summary>The largest product of counts along a path down.</summary>
    public int Copies { get; private init; } = 1;

    public bool MatchesEmpty { get; private init; }

    public bool IsOneRune => Kind is NodeKind.Rune or NodeKind.Set;

    public static Node Of(NodeKind kind) => new() { Kind = kind, MatchesEmpty = true };

    public static Node OfRune(int rune) => new() { Kind = NodeKind.Rune, Rune = rune };

    public static Node OfSet(RuneSet set) => set.Bounds is [int first, int last] && first == last
        ? OfRune(first)
        : new Node { Kind = NodeKind.Set, Set = set };

    public static Node OfGroup(int group, Node inner) => new()
    {
        Kind = NodeKind.Group,
        Group = group,
        Parts = [inner],
        Size = 2 + inner.Size,
        Height = 1 + inner.Height,
        _depth = 1 + inner._depth,
        Copies = inner.Copies,
        MatchesEmpty = inner.MatchesEmpty,
    };

    public static Node OfRepeat(Node inner, int min, int max, bool isGreedy)
    {
        int times = max == Unbounded ? min : max;
        return new Node
        {
            Kind = NodeKind.Repeat,
            Parts = [inner],
            Min = min,
            Max = max,
            IsGreedy = isGreedy,
            Size = Math.Max(1, max != Unbounded ? (max * inner.Size) + max - min : min == 0 ? 2 + inner.Size : 1 + (min * inner.Size)),
            Height = 1 + inner.Height,
            _depth = 1 + inner._depth,
            Copies = max == 0 ? 1 : (int)Math.Min((long)Math.Max(times, 1) * inner.Copies, int.MaxValue),
            MatchesEmpty = min == 0 || inner.MatchesEmpty,
        };
    }

    /// <summary>A sequence or a choice; one part stands for itself.</summary>
    /// <remarks>
    /// Go takes parts of the same kind in at once. Here measures are those of the flat form, and it is made only where the tree is
    /// much deeper than it: that keeps recursion bounded (<see cref="Height"/> is), and the work linear.
    /// </remarks>
    public static Node Join(NodeKind kind, ReadOnlySpan<Node> parts)
    {
        if (parts.Length == 1)
        {
            return parts[0];
        }

        if (parts.IsEmpty)
        {
            return Of(NodeKind.Empty);
        }

        int extra = 0;
        foreach (Node part in parts)
        {
            extra = Math.Max(extra, part.Kind == kind ? part._depth - part.Height : 0);
        }

        List<Node> flat = new(parts.Length);
        Collect(kind, parts, extra > SpareDepth, flat);
        long size = kind == NodeKind.Alternate ? flat.Count - 1 : 0;
        int height = 0, depth = 0, copies = 1;
        bool allEmpty = true, anyEmpty = false, isText = kind == NodeKind.Concat;
        foreach (Node one in flat)
        {
            size += one.Size;
            height = Math.Max(height, one.Kind == kind ? one.Height - 1 : one.Height);
            depth = Math.Max(depth, one._depth);
            copies = Math.Max(copies, one.Copies);
            allEmpty &= one.MatchesEmpty;
            anyEmpty |= one.MatchesEmpty;
            isText &= one.Kind == NodeKind.Rune;
        }

        return new Node
        {
            Kind = kind,
            Parts = [.. flat],
            Size = size,
            Height = isText ? 1 : 1 + height,
            _depth = 1 + depth,
            Copies = copies,
            MatchesEmpty = kind == NodeKind.Concat ? allEmpty : anyEmpty,
        };
    }

    private static void Collect(NodeKind kind, ReadOnlySpan<Node> parts, bool deep, List<Node> flat)
    {
        foreach (Node part in parts)
        {
            if (deep && part.Kind == kind)
            {
                Collect(kind, part.Parts, deep, flat);
            }
            else
            {
                flat.Add(part);
            }
        }
    }
}
