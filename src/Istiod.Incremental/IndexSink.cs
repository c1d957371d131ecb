namespace Istiod.Incremental;

/// <summary>Takes the index keys of one entry.</summary>
public sealed class IndexSink<I>
    where I : notnull
{
    internal IndexSink()
    {
    }

    internal List<I> Keys { get; } = [];

    /// <summary>Adds an index key; a repeated one counts once.</summary>
    public void Add(I key)
    {
        if (!Keys.Contains(key))
        {
            Keys.Add(key);
        }
    }
}
