namespace Istiod.Protobuf;

/// <summary>The entries of a map field. No value is null. Written in key order (strings ordinal).</summary>
public sealed class MapField<TKey, TValue> : Dictionary<TKey, TValue>
    where TKey : notnull
{
}
