namespace Istiod.Render.Tests;

/// <summary>Reads that no comparison misses, and why: another read of the same function covers them.</summary>
internal static class CoveredReads
{
    /// <summary>Reason by read site.</summary>
    public static readonly Dictionary<string, string> Reasons = new(StringComparer.Ordinal);
}
