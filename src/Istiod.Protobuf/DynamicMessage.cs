using System.Text.Json;
using Istiod.Protobuf.Tables;

namespace Istiod.Protobuf;

/// <summary>A message whose type has no C# class: values by field, as <see cref="FieldTables"/> describe them.</summary>
/// <remarks>
/// Values are boxed: scalars as in generated messages, enums as their number, wrappers as the value, messages as
/// <see cref="DynamicMessage"/> or a well-known type, lists and maps as collections of objects. Equal if type and encoding are equal.
/// </remarks>
public sealed class DynamicMessage : ProtoMessage
{
    private readonly object?[] _values;

    /// <summary>Makes a message with no field set.</summary>
    public DynamicMessage(MessageTable type)
    {
        Type = type;
        _values = new object?[type.Fields.Count];
    }

    /// <summary>Its type.</summary>
    public MessageTable Type { get; }

    /// <inheritdoc/>
    public override string TypeName => Type.FullName;

    /// <inheritdoc/>
    protected internal override FieldNames JsonNames => Type.JsonNames;

    /// <summary>The value of a field, or null if it is not set.</summary>
    public object? this[TableField field]
    {
        get => _values[field.Index];
        set
        {
            ClearOneof(field);
            _values[field.Index] = value;
        }
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) =>
        obj is DynamicMessage other && other.TypeName == TypeName
        && this.ToByteArray().AsSpan().SequenceEqual(other.ToByteArray());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(TypeName, StringComparer.Ordinal);
        hash.AddBytes(this.ToByteArray());
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    protected internal override void ReadJsonField(int index, ref Utf8JsonReader r, ProtoJsonContext c)
    {
        TableField field = Type.Fields[index];
        if (field.IsMap)
        {
            c.Map(ref r, Map(field), field.Key!, field.Codec); // a map has a key codec
        }
        else if (field.IsRepeated)
        {
            c.Repeated(ref r, List(field), field.Codec);
        }
        else
        {
            c.RefuseSecond(HasOther(field), field.Oneof == 0 ? "" : Type.Oneofs[field.Oneof - 1]);
            _values[index] = field.Codec.ReadJson(ref r, c);
        }
    }

    /// <inheritdoc/>
    protected override int SizeFields()
    {
        int size = 0;
        foreach (TableField field in Type.Ordered)
        {
            if (_values[field.Index] is not { } value)
            {
                continue;
            }

            int tag = ProtoSize.Of((ulong)field.Number << 3);
            FieldCodec<object> codec = field.Codec;
            if (field.IsMap)
            {
                size += ProtoSize.Map(tag, (MapField<object, object>)value, field.Key!, codec); // a map has a key codec
            }
            else if (field.IsRepeated)
            {
                var list = (RepeatedField<object>)value;
                size += field.IsPacked ? ProtoSize.Packed(tag, list, codec) : ProtoSize.Repeated(tag, list, codec);
            }
            else if (field.HasPresence || !codec.IsDefault(value))
            {
                size += tag + codec.Size(value);
            }
        }

        return size;
    }

    /// <inheritdoc/>
    protected override void WriteFields(ref ProtoWriter w)
    {
        foreach (TableField field in Type.Ordered)
        {
            if (_values[field.Index] is not { } value)
            {
                continue;
            }

            FieldCodec<object> codec = field.Codec;
            if (field.IsMap)
            {
                w.Map(field.Tag, (MapField<object, object>)value, field.Key!, codec); // a map has a key codec
            }
            else if (!field.IsRepeated)
            {
                if (field.HasPresence || !codec.IsDefault(value))
                {
                    w.RawVarint(field.Tag);
                    codec.Write(ref w, value);
                }
            }
            else if (field.IsPacked)
            {
                w.Packed(field.Tag, (RepeatedField<object>)value, codec);
            }
            else
            {
                w.Repeated(field.Tag, (RepeatedField<object>)value, codec);
            }
        }
    }

    /// <inheritdoc/>
    protected override bool ReadField(uint tag, ref ProtoReader r)
    {
        if (Type.ByNumber((int)(tag >> 3)) is not { } field)
        {
            return false;
        }

        FieldCodec<object> codec = field.Codec;
        uint wireType = tag & 7;
        if (field.IsMap)
        {
            if (wireType != 2)
            {
                return false;
            }

            r.Entry(Map(field), field.Key!, codec); // a map has a key codec
            return true;
        }

        if (wireType != (uint)codec.WireType && !(field.IsRepeated && wireType == 2 && codec.WireType != 2))
        {
            return false;
        }

        if (field.IsRepeated)
        {
            r.Repeated(tag, List(field), codec);
            return true;
        }

        object? current = _values[field.Index];
        ClearOneof(field);
        _values[field.Index] = current is null ? codec.Read(ref r) : codec.Merge(ref r, current);
        return true;
    }

    /// <inheritdoc/>
    protected override void WriteJsonFields(ProtoJsonWriter j)
    {
        for (int i = 0; i < _values.Length; i++)
        {
            if (_values[i] is not { } value)
            {
                continue;
            }

            TableField field = Type.Fields[i];
            if (field.IsMap)
            {
                j.Map(i, (MapField<object, object>)value, field.Key!, field.Codec); // a map has a key codec
            }
            else if (field.IsRepeated)
            {
                j.Repeated(i, (RepeatedField<object>)value, field.Codec);
            }
            else if (field.HasPresence)
            {
                j.OptRef(i, value, field.Codec);
            }
            else
            {
                j.Value(i, value, field.Codec);
            }
        }
    }

    private MapField<object, object> Map(TableField field) =>
        (MapField<object, object>)(_values[field.Index] ??= new MapField<object, object>());

    private RepeatedField<object> List(TableField field) =>
        (RepeatedField<object>)(_values[field.Index] ??= new RepeatedField<object>());

    private bool HasOther(TableField field)
    {
        for (int i = 0; field.Oneof != 0 && i < _values.Length; i++)
        {
            if (_values[i] is not null && Type.Fields[i].Oneof == field.Oneof)
            {
                return true;
            }
        }

        return false;
    }

    private void ClearOneof(TableField field)
    {
        for (int i = 0; field.Oneof != 0 && i < _values.Length; i++)
        {
            if (i != field.Index && Type.Fields[i].Oneof == field.Oneof)
            {
                _values[i] = null;
            }
        }
    }
}
