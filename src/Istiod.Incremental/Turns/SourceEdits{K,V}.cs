using Istiod.Primitives;

namespace Istiod.Incremental.Turns;

/// <summary>The edits of one source in a batch, typed.</summary>
internal sealed class SourceEdits<K, V>(Source<K, V> source) : SourceEdits
    where K : notnull
{
    private readonly List<SourceEdit<K, V>> _edits = [];

    internal void Add(SourceEdit<K, V> edit) => _edits.Add(edit);

    internal override void Hand() => source.Take(_edits);

    internal override void Drop(ClusterId partition) =>
        _edits.Add(new SourceEdit<K, V>(SourceEditKind.Drop, partition, default!, default!, null)); // key and value do not count
}
