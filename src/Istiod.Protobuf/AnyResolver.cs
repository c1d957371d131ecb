namespace Istiod.Protobuf;

/// <summary>Finds the message type of an Any by its full name. Immutable once built; well-known types are always there.</summary>
public sealed class AnyResolver
{
    /// <summary>Knows the well-known types only.</summary>
    public static readonly AnyResolver Empty = new([]);

    private readonly Dictionary<string, AnyType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AnyType>.AlternateLookup<ReadOnlySpan<char>> _byName;

    /// <summary>Knows these types beside the well-known ones; a later one replaces an earlier one of the same name.</summary>
    public AnyResolver(IEnumerable<AnyType> types)
    {
        _byName = _types.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (AnyType type in WellKnownTypes.All())
        {
            _types[type.Name] = type;
        }

        foreach (AnyType type in types)
        {
            _types[type.Name] = type;
        }
    }

    /// <summary>Finds the type after the last slash of a type URL.</summary>
    public bool TryFind(ReadOnlySpan<char> typeUrl, out AnyType type)
    {
        int slash = typeUrl.LastIndexOf('/');
        bool found = _byName.TryGetValue(typeUrl[(slash + 1)..], out AnyType? entry);
        type = entry!; // null only with false
        return found;
    }
}
