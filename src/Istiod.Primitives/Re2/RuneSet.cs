namespace Istiod.Primitives.Re2;

/// <summary>An immutable set of code points: sorted, disjoint, non-adjacent ranges, and a bitmap for ASCII.</summary>
internal sealed class RuneSet
{
    public const int MaxRune = 0x10FFFF;

    private readonly int[] _bounds;
    private readonly UInt128 _ascii;

    /// <param name="bounds">First and last of each range, in order; owned by the set from now on.</param>
    public RuneSet(int[] bounds)
    {
        _bounds = bounds;
        for (int i = 0; i < bounds.Length && bounds[i] < 128; i += 2)
        {
            for (int c = bounds[i]; c <= bounds[i + 1] && c < 128; c++)
            {
                _ascii |= UInt128.One << c;
            }
        }
    }

    public ReadOnlySpan<int> Bounds => _bounds;

    public bool IsFull => _bounds is [0, MaxRune];

    public bool Contains(int rune)
    {
        if ((uint)rune < 128)
        {
            return ((_ascii >> rune) & 1) != 0;
        }

        int low = 0, high = _bounds.Length / 2;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (rune < _bounds[2 * middle])
            {
                high = middle;
            }
            else if (rune > _bounds[(2 * middle) + 1])
            {
                low = middle + 1;
            }
            else
            {
                return true;
            }
        }

        return false;
    }
}
