namespace Istiod.Incremental.Turns;

/// <summary>What an edit of a source does.</summary>
internal enum SourceEditKind
{
    /// <summary>Adds or replaces one key.</summary>
    Upsert,

    /// <summary>Removes one key.</summary>
    Delete,

    /// <summary>Makes the given entries the whole of a partition.</summary>
    Replace,

    /// <summary>Removes all keys of a partition.</summary>
    Drop,
}
