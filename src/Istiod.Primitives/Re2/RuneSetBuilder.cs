namespace Istiod.Primitives.Re2;

/// <summary>Collects ranges of code points in any order; <see cref="Build"/> sorts and joins them.</summary>
internal sealed class RuneSetBuilder
{
    private readonly List<(int First, int Last)> _ranges = [];

    public void Add(int first, int last)
    {
        if (_ranges.Count > 0 && _ranges[^1] is { } top && first <= top.Last + 1 && top.First <= last + 1)
        {
            _ranges[^1] = (Math.Min(first, top.First), Math.Max(last, top.Last));
        }
        else
        {
            _ranges.Add((first, last));
        }
    }

    /// <summary>Adds a range, with what differs from its members in case only if case does not count.</summary>
    public void Add(int first, int last, bool ignoreCase)
    {
        Add(first, last);
        if (ignoreCase)
        {
            CaseFolding.AddEquivalents(this, first, last);
        }
    }

    /// <summary>Adds the ranges of a set.</summary>
    public void Add(RuneSet set, bool ignoreCase) => Add(set.Bounds, ignoreCase);

    /// <summary>Adds ranges given by first and last members.</summary>
    public void Add(ReadOnlySpan<int> bounds, bool ignoreCase)
    {
        for (int i = 0; i < bounds.Length; i += 2)
        {
            Add(bounds[i], bounds[i + 1], ignoreCase);
        }
    }

    public RuneSet Build(bool negated)
    {
        _ranges.Sort();
        List<int> bounds = new(_ranges.Count * 2);
        foreach ((int first, int last) in _ranges)
        {
            if (bounds.Count > 0 && first <= bounds[^1] + 1)
            {
                bounds[^1] = Math.Max(bounds[^1], last);
            }
            else
            {
                bounds.Add(first);
                bounds.Add(last);
            }
        }

        return new RuneSet(negated ? Negate(bounds) : [.. bounds]);
    }

    private static int[] Negate(List<int> bounds)
    {
        List<int> gaps = [];
        int next = 0;
        for (int i = 0; i < bounds.Count; i += 2)
        {
            if (next < bounds[i])
            {
                gaps.Add(next);
                gaps.Add(bounds[i] - 1);
            }

            next = bounds[i + 1] + 1;
        }

        if (next <= RuneSet.MaxRune)
        {
            gaps.Add(next);
            gaps.Add(RuneSet.MaxRune);
        }

        return [.. gaps];
    }
}
