using System.IO.Compression;
using Istiod.Protobuf.Tables;

namespace Istiod.Protobuf;

/// <summary>Message and enum types by name, for types without a C# class: a compact table instead of code.</summary>
/// <remarks>
/// The layout is described in <c>protos/tables.py</c>. Opening it reads the names only (a few milliseconds); a type is taken apart when
/// first asked for. Safe for use from several threads.
/// </remarks>
public sealed class FieldTables
{
    private readonly byte[] _data;
    private readonly string[] _names;
    private readonly (int Start, bool IsEnum)[] _bodies;
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> _lookup;
    private readonly Dictionary<int, object> _types = [];
    private readonly Lock _lock = new();

    private FieldTables(byte[] data)
    {
        _data = data;
        var reader = new TableReader(data);
        int count = reader.Int();
        _names = new string[count];
        _bodies = new (int, bool)[count];
        _byName.EnsureCapacity(count);
        for (int i = 0; i < count; i++)
        {
            _names[i] = reader.Text();
            bool isEnum = reader.Int() != 0;
            int length = reader.Int();
            _bodies[i] = (reader.Position, isEnum);
            _byName[_names[i]] = i;
            reader.Position += length;
        }

        _lookup = _byName.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Reads tables from a zlib stream.</summary>
    public static FieldTables Load(Stream stream)
    {
        using var zlib = new ZLibStream(stream, CompressionMode.Decompress);
        using var memory = new MemoryStream();
        zlib.CopyTo(memory);
        return new FieldTables(memory.ToArray());
    }

    /// <summary>Finds a message type by its full name.</summary>
    public bool TryFindMessage(ReadOnlySpan<char> fullName, out MessageTable table)
    {
        if (_lookup.TryGetValue(fullName, out int index) && !_bodies[index].IsEnum)
        {
            table = Message(index);
            return true;
        }

        table = null!; // callers look at it only after true
        return false;
    }

    /// <summary>Whether an enum type of that full name has a value of that name.</summary>
    public bool HasEnumValue(string enumName, string valueName) =>
        _byName.TryGetValue(enumName, out int index) && _bodies[index].IsEnum && Enum(index).Has(valueName);

    /// <summary>Names and numbers of an enum type's values, in declared order; empty if there is no such enum type.</summary>
    public IEnumerable<KeyValuePair<string, int>> EnumValues(string enumName) =>
        _byName.TryGetValue(enumName, out int index) && _bodies[index].IsEnum ? Enum(index).Values : [];

    /// <summary>The message type at an index.</summary>
    internal MessageTable Message(int index)
    {
        lock (_lock)
        {
            if (!_types.TryGetValue(index, out object? type))
            {
                type = new MessageTable(this, _names[index], new TableReader(_data) { Position = _bodies[index].Start });
                _types[index] = type;
            }

            return (MessageTable)type;
        }
    }

    /// <summary>The enum type at an index.</summary>
    internal EnumTable Enum(int index)
    {
        lock (_lock)
        {
            if (!_types.TryGetValue(index, out object? type))
            {
                type = new EnumTable(new TableReader(_data) { Position = _bodies[index].Start });
                _types[index] = type;
            }

            return (EnumTable)type;
        }
    }

    /// <summary>The name of the type at an index.</summary>
    internal string NameOf(int index) => _names[index];
}
