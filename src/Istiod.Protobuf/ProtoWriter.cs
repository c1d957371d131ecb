using System.Buffers.Binary;
using System.Text;

namespace Istiod.Protobuf;

/// <summary>Encodes the protobuf wire format into one span that the caller sized with <see cref="IProtoMessage.ComputeSize"/>.</summary>
/// <remarks>
/// A tag is the whole number as on the wire, <c>number &lt;&lt; 3 | wire type</c>. Methods named after a wire form leave a zero or empty
/// value out; those with a nullable argument leave only null out.
/// </remarks>
public ref struct ProtoWriter
{
    private readonly Span<byte> _buffer;
    private int _position;

    /// <summary>Writes from the start of <paramref name="buffer"/>.</summary>
    public ProtoWriter(Span<byte> buffer) => _buffer = buffer;

    /// <summary>Bytes written so far.</summary>
    public readonly int Written => _position;

    /// <summary>Writes bytes as they are.</summary>
    public void Raw(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_buffer[_position..]);
        _position += bytes.Length;
    }

    /// <summary>Writes a varint without a tag; also the way to write a tag.</summary>
    public void RawVarint(ulong value)
    {
        while (value >= 0x80)
        {
            _buffer[_position++] = (byte)(value | 0x80);
            value >>= 7;
        }

        _buffer[_position++] = (byte)value;
    }

    /// <summary>Writes four bytes, little-endian, without a tag.</summary>
    public void RawFixed32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(_buffer[_position..], value);
        _position += 4;
    }

    /// <summary>Writes eight bytes, little-endian, without a tag.</summary>
    public void RawFixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(_buffer[_position..], value);
        _position += 8;
    }

    /// <summary>Writes length and UTF-8 of a string, without a tag.</summary>
    public void RawString(string value)
    {
        if (value.Length <= ShortString)
        {
            // At three bytes a character the length still fits one byte, so it can be filled in afterwards.
            int count = Encoding.UTF8.GetBytes(value, _buffer[(_position + 1)..]);
            _buffer[_position] = (byte)count;
            _position += count + 1;
            return;
        }

        RawVarint((ulong)Encoding.UTF8.GetByteCount(value));
        _position += Encoding.UTF8.GetBytes(value, _buffer[_position..]);
    }

    /// <summary>Writes length and bytes, without a tag.</summary>
    public void RawBytes(ReadOnlySpan<byte> value)
    {
        RawVarint((ulong)value.Length);
        Raw(value);
    }

    /// <summary>Writes length and body of a message whose size is computed, without a tag.</summary>
    public void RawMessage(ProtoMessage value)
    {
        RawVarint((ulong)value.CachedSize);
        value.WriteTo(ref this);
    }

    /// <summary>A varint field; zero is left out.</summary>
    public void Varint(uint tag, ulong value)
    {
        if (value != 0)
        {
            RawVarint(tag);
            RawVarint(value);
        }
    }

    /// <summary>A varint field with presence.</summary>
    public void Varint(uint tag, ulong? value)
    {
        if (value is { } v)
        {
            RawVarint(tag);
            RawVarint(v);
        }
    }

    /// <summary>A 32-bit field; zero bits are left out.</summary>
    public void Fixed32(uint tag, uint value)
    {
        if (value != 0)
        {
            RawVarint(tag);
            RawFixed32(value);
        }
    }

    /// <summary>A 32-bit field with presence.</summary>
    public void Fixed32(uint tag, uint? value)
    {
        if (value is { } v)
        {
            RawVarint(tag);
            RawFixed32(v);
        }
    }

    /// <summary>A 64-bit field; zero bits are left out.</summary>
    public void Fixed64(uint tag, ulong value)
    {
        if (value != 0)
        {
            RawVarint(tag);
            RawFixed64(value);
        }
    }

    /// <summary>A 64-bit field with presence.</summary>
    public void Fixed64(uint tag, ulong? value)
    {
        if (value is { } v)
        {
            RawVarint(tag);
            RawFixed64(v);
        }
    }

    /// <summary>A string field; empty is left out.</summary>
    public void String(uint tag, string? value)
    {
        if (!string.IsNullOrEmpty(value))
        {
            RawVarint(tag);
            RawString(value);
        }
    }

    /// <summary>A string field with presence.</summary>
    public void OptString(uint tag, string? value)
    {
        if (value is not null)
        {
            RawVarint(tag);
            RawString(value);
        }
    }

    /// <summary>A bytes field; empty is left out.</summary>
    public void Bytes(uint tag, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty)
        {
            RawVarint(tag);
            RawBytes(value.Span);
        }
    }

    /// <summary>A bytes field with presence.</summary>
    public void OptBytes(uint tag, ReadOnlyMemory<byte>? value)
    {
        if (value is { } v)
        {
            RawVarint(tag);
            RawBytes(v.Span);
        }
    }

    /// <summary>A message field; null is left out.</summary>
    public void Message(uint tag, ProtoMessage? value)
    {
        if (value is not null)
        {
            RawVarint(tag);
            RawMessage(value);
        }
    }

    /// <summary>A field whose value a codec writes, as a wrapper message around it; null is left out.</summary>
    public void Wrap<T>(uint tag, T? value, FieldCodec<T> codec)
        where T : struct
    {
        if (value is { } v)
        {
            WrapValue(tag, v, codec);
        }
    }

    /// <summary>A wrapped string or other reference; null is left out.</summary>
    public void WrapRef<T>(uint tag, T? value, FieldCodec<T> codec)
        where T : class
    {
        if (value is not null)
        {
            WrapValue(tag, value, codec);
        }
    }

    /// <summary>A struct value that a codec writes, with presence.</summary>
    public void Value<T>(uint tag, T? value, FieldCodec<T> codec)
        where T : struct
    {
        if (value is { } v)
        {
            RawVarint(tag);
            codec.Write(ref this, v);
        }
    }

    /// <summary>A repeated message field.</summary>
    public void Messages<T>(uint tag, RepeatedField<T>? list)
        where T : ProtoMessage
    {
        for (int i = 0; i < (list?.Count ?? 0); i++)
        {
            RawVarint(tag);
            RawMessage(list![i]); // the loop condition saw it
        }
    }

    /// <summary>A repeated field of single values.</summary>
    public void Repeated<T>(uint tag, RepeatedField<T>? list, FieldCodec<T> codec)
    {
        for (int i = 0; i < (list?.Count ?? 0); i++)
        {
            RawVarint(tag);
            codec.Write(ref this, list![i]); // the loop condition saw it
        }
    }

    /// <summary>A packed repeated field.</summary>
    public void Packed<T>(uint tag, RepeatedField<T>? list, FieldCodec<T> codec)
    {
        if (list is null || list.Count == 0)
        {
            return;
        }

        RawVarint(tag);
        RawVarint((ulong)ProtoSize.Payload(list, codec));
        for (int i = 0; i < list.Count; i++)
        {
            codec.Write(ref this, list[i]);
        }
    }

    /// <summary>A map field, in key order.</summary>
    public void Map<TKey, TValue>(uint tag, MapField<TKey, TValue>? map, FieldCodec<TKey> keys, FieldCodec<TValue> values)
        where TKey : notnull
    {
        if (map is null || map.Count == 0)
        {
            return;
        }

        using var sorted = new SortedKeys<TKey, TValue>(map);
        foreach (TKey key in sorted.Span)
        {
            TValue value = map[key];
            RawVarint(tag);
            RawVarint((ulong)(2 + keys.Size(key) + values.CachedSize(value)));
            RawVarint(8u | (uint)keys.WireType);
            keys.Write(ref this, key);
            RawVarint(16u | (uint)values.WireType);
            values.Write(ref this, value);
        }
    }

    private const int ShortString = 42; // 42 * 3 < 128

    private void WrapValue<T>(uint tag, T value, FieldCodec<T> codec)
    {
        RawVarint(tag);
        if (codec.IsDefault(value))
        {
            RawVarint(0);
            return;
        }

        RawVarint((ulong)(1 + codec.Size(value)));
        RawVarint(8u | (uint)codec.WireType);
        codec.Write(ref this, value);
    }
}
