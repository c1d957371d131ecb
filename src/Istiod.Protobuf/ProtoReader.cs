using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Istiod.Protobuf;

/// <summary>Decodes the protobuf wire format from one span. Every size is checked against what is left before it is used.</summary>
public ref struct ProtoReader
{
    /// <summary>How deep messages may nest.</summary>
    public const int MaxDepth = 100;

    private readonly ReadOnlySpan<byte> _data;
    private int _position;
    private int _limit;
    private int _tagStart;
    private int _depth;

    /// <summary>Reads <paramref name="data"/> from its start to its end.</summary>
    public ProtoReader(ReadOnlySpan<byte> data)
    {
        _data = data;
        _limit = data.Length;
    }

    /// <summary>True if the current message has no more fields.</summary>
    public readonly bool AtEnd => _position >= _limit;

    /// <summary>Reads the next tag (number and wire type in one); false at the end of the current message.</summary>
    public bool NextTag(out uint tag)
    {
        if (_position >= _limit)
        {
            tag = 0;
            return false;
        }

        _tagStart = _position;
        ulong raw = Varint();
        tag = (uint)raw;
        if (raw > uint.MaxValue || tag >> 3 == 0)
        {
            throw new ProtoException("invalid field number");
        }

        return true;
    }

    /// <summary>Reads a varint of up to ten bytes.</summary>
    public ulong Varint()
    {
        int position = _position;
        if (position < _limit && _data[position] < 0x80)
        {
            _position = position + 1;
            return _data[position];
        }

        return LongVarint();
    }

    /// <summary>Reads an <c>int32</c>; higher bits are dropped, as the format says.</summary>
    public int Int32() => (int)Varint();

    /// <summary>Reads an <c>int64</c>.</summary>
    public long Int64() => (long)Varint();

    /// <summary>Reads a <c>uint32</c>.</summary>
    public uint UInt32() => (uint)Varint();

    /// <summary>Reads a <c>uint64</c>.</summary>
    public ulong UInt64() => Varint();

    /// <summary>Reads a zigzag <c>sint32</c>.</summary>
    public int SInt32()
    {
        uint v = (uint)Varint();
        return (int)(v >> 1) ^ -(int)(v & 1);
    }

    /// <summary>Reads a zigzag <c>sint64</c>.</summary>
    public long SInt64()
    {
        ulong v = Varint();
        return (long)(v >> 1) ^ -(long)(v & 1);
    }

    /// <summary>Reads a <c>bool</c>.</summary>
    public bool Bool() => Varint() != 0;

    /// <summary>Reads a <c>fixed32</c>.</summary>
    public uint Fixed32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>Reads a <c>fixed64</c>.</summary>
    public ulong Fixed64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    /// <summary>Reads an <c>sfixed32</c>.</summary>
    public int SFixed32() => (int)Fixed32();

    /// <summary>Reads an <c>sfixed64</c>.</summary>
    public long SFixed64() => (long)Fixed64();

    /// <summary>Reads a <c>float</c>.</summary>
    public float Float() => BitConverter.UInt32BitsToSingle(Fixed32());

    /// <summary>Reads a <c>double</c>.</summary>
    public double Double() => BitConverter.UInt64BitsToDouble(Fixed64());

    /// <summary>Reads a <c>string</c>; text that is not UTF-8 is refused.</summary>
    public string String()
    {
        ReadOnlySpan<byte> bytes = Take(Length());
        if (bytes.IsEmpty)
        {
            return "";
        }

        if (!Utf8.IsValid(bytes))
        {
            throw new ProtoException("string is not UTF-8");
        }

        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Reads <c>bytes</c> into memory of its own.</summary>
    public ReadOnlyMemory<byte> Bytes() => Take(Length()).ToArray();

    /// <summary>Reads a length-delimited value in place.</summary>
    public ReadOnlySpan<byte> Delimited() => Take(Length());

    /// <summary>Reads a nested message, merging into <paramref name="message"/>, and returns it.</summary>
    public T Message<T>(T message)
        where T : ProtoMessage
    {
        int outer = Enter();
        message.MergeFrom(ref this);
        Leave(outer);
        return message;
    }

    /// <summary>Reads the single value of a wrapper message such as <c>google.protobuf.UInt32Value</c>.</summary>
    /// <param name="codec">Codec of the value.</param>
    /// <param name="current">What the field holds; stays if the message is empty, as merging messages means.</param>
    public T Wrapped<T>(FieldCodec<T> codec, T? current)
        where T : struct => Wrapped(codec, current ?? codec.Default);

    /// <summary>The same for a string or another reference.</summary>
    public T WrappedRef<T>(FieldCodec<T> codec, T? current)
        where T : class => Wrapped(codec, current ?? codec.Default);

    /// <summary>Reads a wrapper message over the value that the field holds.</summary>
    internal T Wrapped<T>(FieldCodec<T> codec, T current)
    {
        int outer = Enter();
        T value = current;
        uint expected = 8u | (uint)codec.WireType;
        while (NextTag(out uint tag))
        {
            if (tag == expected)
            {
                value = codec.Read(ref this);
            }
            else
            {
                Skip(tag);
            }
        }

        Leave(outer);
        return value;
    }

    /// <summary>Reads one element of a repeated field, or all of them if they are packed, after <paramref name="tag"/>.</summary>
    public void Repeated<T>(uint tag, RepeatedField<T> list, FieldCodec<T> codec)
    {
        if ((tag & 7) != 2 || codec.WireType == 2)
        {
            list.Add(codec.Read(ref this));
            return;
        }

        int length = Length(), end = _position + length, outer = _limit;
        _limit = end;
        while (_position < end)
        {
            list.Add(codec.Read(ref this));
        }

        _limit = outer;
    }

    /// <summary>Reads one entry of a map; a key that comes again replaces the earlier value.</summary>
    public void Entry<TKey, TValue>(MapField<TKey, TValue> map, FieldCodec<TKey> keys, FieldCodec<TValue> values)
        where TKey : notnull
    {
        int outer = Enter();
        TKey key = keys.Default;
        TValue value = values.Default;
        uint keyTag = 8u | (uint)keys.WireType, valueTag = 16u | (uint)values.WireType;
        while (NextTag(out uint tag))
        {
            if (tag == keyTag)
            {
                key = keys.Read(ref this);
            }
            else if (tag == valueTag)
            {
                value = values.Read(ref this);
            }
            else
            {
                Skip(tag);
            }
        }

        Leave(outer);
        map[key] = value;
    }

    /// <summary>Skips the value of <paramref name="tag"/>.</summary>
    public void Skip(uint tag)
    {
        switch (tag & 7)
        {
            case 0:
                Varint();
                break;
            case 1:
                Take(8);
                break;
            case 2:
                Take(Length());
                break;
            case 3:
                SkipGroup(tag >> 3);
                break;
            case 5:
                Take(4);
                break;
            default:
                throw new ProtoException("invalid wire type");
        }
    }

    /// <summary>Skips the value of <paramref name="tag"/> and keeps tag and value.</summary>
    internal void Unknown(uint tag, ref UnknownFields? store)
    {
        int start = _tagStart;
        Skip(tag);
        (store ??= new()).Add(_data[start.._position]);
    }

    /// <summary>Starts a nested message; returns what <see cref="Leave"/> needs.</summary>
    internal int Enter()
    {
        int length = Length(), outer = _limit;
        if (++_depth > MaxDepth)
        {
            throw new ProtoException("messages nested too deep");
        }

        _limit = _position + length;
        return outer;
    }

    /// <summary>Ends a nested message.</summary>
    internal void Leave(int outer)
    {
        _depth--;
        _limit = outer;
    }

    private void SkipGroup(uint number)
    {
        if (++_depth > MaxDepth)
        {
            throw new ProtoException("groups nested too deep");
        }

        while (true)
        {
            if (!NextTag(out uint tag))
            {
                throw Truncated();
            }

            if ((tag & 7) == 4)
            {
                if (tag >> 3 != number)
                {
                    throw new ProtoException("group ends with another number");
                }

                _depth--;
                return;
            }

            Skip(tag);
        }
    }

    private int Length()
    {
        ulong length = Varint();
        if (length > (ulong)(_limit - _position))
        {
            throw Truncated();
        }

        return (int)length;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadOnlySpan<byte> Take(int length)
    {
        if (length > _limit - _position)
        {
            throw Truncated();
        }

        ReadOnlySpan<byte> span = _data.Slice(_position, length);
        _position += length;
        return span;
    }

    private ulong LongVarint()
    {
        ulong result = 0;
        for (int shift = 0; shift < 70; shift += 7)
        {
            if (_position >= _limit)
            {
                throw Truncated();
            }

            byte b = _data[_position++];
            result |= (ulong)(b & 0x7F) << shift;
            if (b < 0x80)
            {
                return result;
            }
        }

        throw new ProtoException("varint longer than ten bytes");
    }

    private static ProtoException Truncated() => new("message ends in the middle of a field");
}
