namespace Istiod.Server;

/// <summary>The managed heap at one moment, as far as Go's names have a meaning for it. Bytes.</summary>
/// <param name="Allocated">Objects, dead ones that no collection has found yet too.</param>
/// <param name="AllocatedInAll">All that was ever allocated.</param>
/// <param name="Committed">What the heap holds from the system.</param>
/// <param name="Idle">What of that holds no object.</param>
/// <param name="Collections">Collections so far, of whatever generation.</param>
/// <param name="Paused">How long they stopped all threads, in all.</param>
/// <param name="PauseShare">Share of the process's life spent in pauses, 0 to 1.</param>
internal readonly record struct MemoryFacts(
    long Allocated, long AllocatedInAll, long Committed, long Idle, int Collections, TimeSpan Paused, double PauseShare)
{
    /// <summary>Looks. Costs some microseconds.</summary>
    public static MemoryFacts Now()
    {
        GCMemoryInfo last = GC.GetGCMemoryInfo(GCKind.Any);
        long allocated = GC.GetTotalMemory(forceFullCollection: false);
        long committed = Math.Max(allocated, last.TotalCommittedBytes); // 0 before the first collection
        return new MemoryFacts(
            allocated,
            GC.GetTotalAllocatedBytes(),
            committed,
            committed - allocated,
            GC.CollectionCount(0),
            GC.GetTotalPauseDuration(),
            last.PauseTimePercentage / 100);
    }
}
