namespace Istiod.Incremental.Turns;

/// <summary>One run of <see cref="Graph.Verify"/>: which keys are in the sample, and what was found.</summary>
internal sealed class Verification(Revision revision, Reads reads, double rate, int seed)
{
    private ulong _state = ((ulong)(uint)seed * 0x9E3779B97F4A7C15) + 1;

    internal Revision Revision { get; } = revision;

    internal object[] Roots => Revision.Roots;

    /// <summary>A recorder whose reads are never committed.</summary>
    internal Reads Reads { get; } = reads;

    internal List<VerifyFinding> Findings { get; } = [];

    internal int CheckedCount { get; private set; }

    /// <summary>Whether the next key is in the sample (xorshift64: repeatable for a seed).</summary>
    internal bool Takes()
    {
        _state ^= _state << 13;
        _state ^= _state >> 7;
        _state ^= _state << 17;
        if (rate < 1 && (_state >> 11) * (1.0 / (1UL << 53)) >= rate)
        {
            return false;
        }

        CheckedCount++;
        return true;
    }

    internal void Report<K>(string node, K key, string message) =>
        Findings.Add(new VerifyFinding(node, key?.ToString() ?? "", message));
}
