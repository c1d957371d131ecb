namespace Istiod.Xds.Streams;

/// <summary>A set of positions in a span of words.</summary>
internal static class Bits
{
    public static int Words(int count) => (count + 63) >> 6;

    public static bool Has(ReadOnlySpan<ulong> bits, int at) => ((bits[at >> 6] >> (at & 63)) & 1) != 0;

    public static void Set(Span<ulong> bits, int at) => bits[at >> 6] |= 1UL << (at & 63);

    public static void Clear(Span<ulong> bits, int at) => bits[at >> 6] &= ~(1UL << (at & 63));
}
