namespace Istiod.Incremental.Memos;

/// <summary>What is known about a memo cell's value at the latest revision.</summary>
internal enum MemoState
{
    /// <summary>Never computed, or computed and valid.</summary>
    Clean,

    /// <summary>A memo that it read may have changed: look at those first.</summary>
    Maybe,

    /// <summary>Something that it read has changed: compute again.</summary>
    Dirty,
}
