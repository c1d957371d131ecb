using Istiod.Primitives;

namespace Istiod.Compiler.Services;

/// <summary>Automatic addresses of all ServiceEntries. Compares by value.</summary>
internal sealed class AllocationTable(Dictionary<ObjectKey, ValueArray<EntryAddress>> addresses) : IEquatable<AllocationTable>
{
    public static readonly AllocationTable Empty = new([]);

    private readonly Dictionary<ObjectKey, ValueArray<EntryAddress>> _addresses = addresses;

    public bool TryGet(ObjectKey entry, out ValueArray<EntryAddress> addresses) =>
        _addresses.TryGetValue(entry, out addresses);

    public bool Equals(AllocationTable? other)
    {
        if (other is null || other._addresses.Count != _addresses.Count)
        {
            return false;
        }

        foreach (KeyValuePair<ObjectKey, ValueArray<EntryAddress>> entry in _addresses)
        {
            if (!other._addresses.TryGetValue(entry.Key, out ValueArray<EntryAddress> same) || !same.Equals(entry.Value))
            {
                return false;
            }
        }

        return true;
    }

    public override bool Equals(object? obj) => Equals(obj as AllocationTable);

    public override int GetHashCode() => _addresses.Count;
}
