using System.Collections.Concurrent;
using Istiod.Protobuf.Tables;

namespace Istiod.Protobuf;

/// <summary>Finds the message type of an Any by its full name: a generated type if there is one, else one of the field tables.</summary>
/// <remarks>Safe for use from several threads. Well-known types are always there.</remarks>
public sealed class AnyResolver
{
    /// <summary>Knows the well-known types only.</summary>
    public static readonly AnyResolver Empty = new([]);

    private readonly Dictionary<string, AnyType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AnyType>.AlternateLookup<ReadOnlySpan<char>> _byName;
    private readonly ConcurrentDictionary<string, AnyType> _dynamic = new(StringComparer.Ordinal);
    private readonly Lazy<FieldTables>? _tables;

    /// <summary>Knows these types beside the well-known ones; a later one replaces an earlier one of the same name.</summary>
    /// <param name="types">The generated types.</param>
    /// <param name="tables">Opens the field tables, when a name is asked for that no type has; null for none.</param>
    public AnyResolver(IEnumerable<AnyType> types, Func<FieldTables>? tables = null)
    {
        _byName = _types.GetAlternateLookup<ReadOnlySpan<char>>();
        _tables = tables is null ? null : new Lazy<FieldTables>(tables);
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
        ReadOnlySpan<char> name = typeUrl[(typeUrl.LastIndexOf('/') + 1)..];
        if (_byName.TryGetValue(name, out AnyType? entry))
        {
            type = entry;
            return true;
        }

        type = null!; // callers look at it only after true
        if (_tables is null || !_tables.Value.TryFindMessage(name, out MessageTable table))
        {
            return false;
        }

        type = _dynamic.GetOrAdd(table.FullName, static (_, t) => new TableAnyType(t), table);
        return true;
    }
}
