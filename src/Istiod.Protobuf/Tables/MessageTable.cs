using System.Text;

namespace Istiod.Protobuf.Tables;

/// <summary>A message type that tables describe.</summary>
public sealed class MessageTable
{
    private const int FirstNamed = 15;
    private const int EnumKind = 16;
    private const int MapKind = 17;

    private readonly TableField[] _fields;
    private readonly Dictionary<int, TableField> _byNumber;

    /// <summary>Reads the type's body.</summary>
    internal MessageTable(FieldTables tables, string name, TableReader reader)
    {
        FullName = name;
        var oneofs = new string[reader.Int()];
        for (int i = 0; i < oneofs.Length; i++)
        {
            oneofs[i] = reader.Text();
        }

        Oneofs = oneofs;
        _fields = new TableField[reader.Int()];
        _byNumber = new Dictionary<int, TableField>(_fields.Length);
        var names = new StringBuilder();
        for (int i = 0; i < _fields.Length; i++)
        {
            string word = reader.Text();
            int number = reader.Int();
            int kind = reader.Int();
            int flags = reader.Int();
            int oneof = reader.Int();
            FieldCodec<object>? key = null;
            TableKind? keyKind = null;
            if (kind == MapKind)
            {
                int of = reader.Int();
                key = Scalar(of);
                keyKind = (TableKind)of;
                kind = reader.Int();
            }

            int target = kind >= FirstNamed ? reader.Int() : -1;
            int colon = word.IndexOf(':', StringComparison.Ordinal);
            string field = colon < 0 ? word : word[..colon];
            string? type = target < 0 ? null : tables.NameOf(target);
            var row = new TableField(field, number, i, flags, oneof, key, () => Codec(tables, kind, target))
            {
                JsonName = colon < 0 ? CamelCase(field) : word[(colon + 1)..],
                Kind = (TableKind)kind,
                TypeName = type,
                KeyKind = keyKind,
            };
            _fields[i] = row;
            _byNumber[number] = row;
            bool acceptsNull = key is null && !row.IsRepeated && type is "google.protobuf.Value" or "google.protobuf.NullValue";
            names.Append(i > 0 ? " " : "").Append(word).Append(acceptsNull ? "!" : "");
        }

        JsonNames = new FieldNames(names.ToString());
        Ordered = (TableField[])_fields.Clone();
        Array.Sort(Ordered, static (a, b) => a.Number.CompareTo(b.Number));
    }

    /// <summary>Full proto name.</summary>
    public string FullName { get; }

    /// <summary>The fields in declared order.</summary>
    public IReadOnlyList<TableField> Fields => _fields;

    /// <summary>Names of the oneofs, as <see cref="TableField.OneofIndex"/> counts them.</summary>
    public IReadOnlyList<string> OneofNames => Oneofs;

    /// <summary>Names of the oneofs.</summary>
    internal string[] Oneofs { get; }

    /// <summary>Names for JSON.</summary>
    internal FieldNames JsonNames { get; }

    /// <summary>The fields by number.</summary>
    internal TableField[] Ordered { get; }

    /// <summary>Finds a field by its number.</summary>
    internal TableField? ByNumber(int number) => _byNumber.GetValueOrDefault(number);

    /// <summary>Finds a field by its name in the .proto file.</summary>
    public TableField? ByName(ReadOnlySpan<char> name)
    {
        foreach (TableField field in _fields)
        {
            if (name.SequenceEqual(field.Name))
            {
                return field;
            }
        }

        return null;
    }

    private static string CamelCase(string name)
    {
        var text = new StringBuilder(name.Length);
        bool isUpper = false;
        foreach (char c in name)
        {
            if (c != '_')
            {
                text.Append(isUpper ? char.ToUpperInvariant(c) : c);
            }

            isUpper = c == '_';
        }

        return text.ToString();
    }

    private static FieldCodec<object> Codec(FieldTables tables, int kind, int target)
    {
        if (kind < FirstNamed)
        {
            return Scalar(kind);
        }

        return tables.NameOf(target) switch
        {
            "google.protobuf.Any" => Box(MessageCodec<AnyValue>.Instance),
            "google.protobuf.Struct" => Box(MessageCodec<Struct>.Instance),
            "google.protobuf.Value" => Box(MessageCodec<Value>.Instance),
            "google.protobuf.ListValue" => Box(MessageCodec<ListValue>.Instance),
            "google.protobuf.Empty" => Box(MessageCodec<Empty>.Instance),
            "google.protobuf.FieldMask" => Box(MessageCodec<FieldMask>.Instance),
            "google.protobuf.NullValue" => Box(FieldCodecs.NullValue),
            "google.protobuf.Duration" => Box(FieldCodecs.Duration),
            "google.protobuf.Timestamp" => Box(FieldCodecs.Timestamp),
            "google.protobuf.BoolValue" => Box(FieldCodecs.Wrapper(FieldCodecs.Bool)),
            "google.protobuf.StringValue" => Box(FieldCodecs.Wrapper(FieldCodecs.String)),
            "google.protobuf.BytesValue" => Box(FieldCodecs.Wrapper(FieldCodecs.Bytes)),
            "google.protobuf.Int32Value" => Box(FieldCodecs.Wrapper(FieldCodecs.Int32)),
            "google.protobuf.Int64Value" => Box(FieldCodecs.Wrapper(FieldCodecs.Int64)),
            "google.protobuf.UInt32Value" => Box(FieldCodecs.Wrapper(FieldCodecs.UInt32)),
            "google.protobuf.UInt64Value" => Box(FieldCodecs.Wrapper(FieldCodecs.UInt64)),
            "google.protobuf.FloatValue" => Box(FieldCodecs.Wrapper(FieldCodecs.Float)),
            "google.protobuf.DoubleValue" => Box(FieldCodecs.Wrapper(FieldCodecs.Double)),
            _ when kind == EnumKind => tables.Enum(target),
            _ => new TableMessageCodec(tables.Message(target)),
        };
    }

    private static FieldCodec<object> Scalar(int kind) => kind switch
    {
        0 => Box(FieldCodecs.Double),
        1 => Box(FieldCodecs.Float),
        2 => Box(FieldCodecs.Int64),
        3 => Box(FieldCodecs.UInt64),
        4 => Box(FieldCodecs.Int32),
        5 => Box(FieldCodecs.UInt32),
        6 => Box(FieldCodecs.SInt64),
        7 => Box(FieldCodecs.SInt32),
        8 => Box(FieldCodecs.Fixed64),
        9 => Box(FieldCodecs.Fixed32),
        10 => Box(FieldCodecs.SFixed64),
        11 => Box(FieldCodecs.SFixed32),
        12 => Box(FieldCodecs.Bool),
        13 => Box(FieldCodecs.String),
        14 => Box(FieldCodecs.Bytes),
        _ => throw new InvalidOperationException("tables are damaged"),
    };

    private static BoxCodec<T> Box<T>(FieldCodec<T> codec)
        where T : notnull => new(codec);
}
