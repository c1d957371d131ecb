namespace Istiod.Protobuf.Tables;

/// <summary>One row: a field of a message type.</summary>
public sealed class TableField
{
    private readonly Lazy<FieldCodec<object>> _codec;

    /// <summary>Makes a row; the codec is made when first needed, as types refer to each other in circles.</summary>
    internal TableField(string name, int number, int index, int flags, int oneof, FieldCodec<object>? key, Func<FieldCodec<object>> codec)
    {
        Name = name;
        Number = number;
        Index = index;
        IsRepeated = (flags & 1) != 0;
        IsPacked = (flags & 2) != 0;
        HasPresence = (flags & 4) != 0;
        Oneof = oneof;
        Key = key;
        _codec = new Lazy<FieldCodec<object>>(codec);
    }

    /// <summary>Name as in the .proto file.</summary>
    public string Name { get; }

    /// <summary>Number on the wire.</summary>
    public int Number { get; }

    /// <summary>True for a list; its value is a <see cref="RepeatedField{T}"/> of objects.</summary>
    public bool IsRepeated { get; }

    /// <summary>True for a map; its value is a <see cref="MapField{TKey, TValue}"/> of objects.</summary>
    public bool IsMap => Key is not null;

    /// <summary>Name in JSON.</summary>
    public required string JsonName { get; init; }

    /// <summary>Kind of a value, of an item of a list, or of a value of a map.</summary>
    public required TableKind Kind { get; init; }

    /// <summary>Full name of the message or enum type; null for scalars.</summary>
    public required string? TypeName { get; init; }

    /// <summary>Kind of a map's keys; null if this is no map.</summary>
    public required TableKind? KeyKind { get; init; }

    /// <summary>The message type, if tables describe it; null for scalars, enums and well-known types.</summary>
    public MessageTable? MessageType => (Codec as TableMessageCodec)?.Type;

    /// <summary>Whether values are numbers of an enum.</summary>
    public bool IsEnum => Codec is EnumTable;

    /// <summary>What a value that is not set means: 0, false or empty, 0 for an enum; null for messages.</summary>
    public object? DefaultValue => TypeName is null || IsEnum ? Codec.Default : null;

    /// <summary>Whether the field is a member of a oneof.</summary>
    public bool IsInOneof => Oneof != 0;

    /// <summary>Which of <see cref="MessageTable.OneofNames"/> it is a member of; -1 for none.</summary>
    public int OneofIndex => Oneof - 1;

    /// <summary>Name of an enum number; null if this is no enum or has no such number.</summary>
    public string? EnumNameOf(int number) => (Codec as EnumTable)?.NameOf(number);

    /// <summary>Position in declared order.</summary>
    internal int Index { get; }

    /// <summary>True if the elements are written packed.</summary>
    internal bool IsPacked { get; }

    /// <summary>True if a default value is written too.</summary>
    public bool HasPresence { get; }

    /// <summary>Index of the oneof plus one; 0 for none.</summary>
    internal int Oneof { get; }

    /// <summary>Codec of the map key; null if this is no map.</summary>
    internal FieldCodec<object>? Key { get; }

    /// <summary>Codec of one value.</summary>
    internal FieldCodec<object> Codec => _codec.Value;

    /// <summary>Number and wire type as written.</summary>
    internal uint Tag => ((uint)Number << 3) | (IsMap || IsPacked ? 2u : (uint)Codec.WireType);

    /// <summary>The name that Go's generator gives the field.</summary>
    public string GoName => GoNames.Of(Name);
}
