namespace Istiod.Incremental.Tests.Equivalence;

/// <summary>What a made-up function can read: the engine and the model both offer it.</summary>
internal interface ISpecReads
{
    /// <summary>The value of a key, or -1.</summary>
    int Get(int collection, int key);

    /// <summary>The entries of an index key: key, value, key, value…</summary>
    List<int> Lookup(int index, int key);

    /// <summary>All entries: key, value, key, value…</summary>
    List<int> All(int collection);

    /// <summary>A memo's value.</summary>
    int Memo(int memo, int key);
}
