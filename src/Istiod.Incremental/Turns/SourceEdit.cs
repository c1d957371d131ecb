using Istiod.Primitives;

namespace Istiod.Incremental.Turns;

/// <summary>One edit of a source; which fields count depends on <see cref="Kind"/>.</summary>
internal readonly record struct SourceEdit<K, V>(
    SourceEditKind Kind, ClusterId Partition, K Key, V Value, IReadOnlyCollection<KeyValuePair<K, V>>? All);
