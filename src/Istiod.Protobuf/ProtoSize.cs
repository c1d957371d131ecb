using System.Numerics;
using System.Text;

namespace Istiod.Protobuf;

/// <summary>Sizes of fields, the mirror of <see cref="ProtoWriter"/>: the first argument is the size of the tag in bytes.</summary>
public static class ProtoSize
{
    /// <summary>Bytes of a varint: one for each seven bits.</summary>
    public static int Of(ulong value) => (int)(((uint)BitOperations.Log2(value | 1) * 9) + 73) >> 6;

    /// <summary>Length prefix and UTF-8 of a string.</summary>
    public static int Of(string value)
    {
        int count = Encoding.UTF8.GetByteCount(value);
        return Of((ulong)count) + count;
    }

    /// <summary>Length prefix and as many bytes.</summary>
    public static int Delimited(int length) => Of((ulong)length) + length;

    /// <summary>A varint field; zero is left out.</summary>
    public static int Varint(int tag, ulong value) => value == 0 ? 0 : tag + Of(value);

    /// <summary>A varint field with presence.</summary>
    public static int Varint(int tag, ulong? value) => value is { } v ? tag + Of(v) : 0;

    /// <summary>A 32-bit field; zero bits are left out.</summary>
    public static int Fixed32(int tag, uint value) => value == 0 ? 0 : tag + 4;

    /// <summary>A 32-bit field with presence.</summary>
    public static int Fixed32(int tag, uint? value) => value is null ? 0 : tag + 4;

    /// <summary>A 64-bit field; zero bits are left out.</summary>
    public static int Fixed64(int tag, ulong value) => value == 0 ? 0 : tag + 8;

    /// <summary>A 64-bit field with presence.</summary>
    public static int Fixed64(int tag, ulong? value) => value is null ? 0 : tag + 8;

    /// <summary>A string field; empty is left out.</summary>
    public static int String(int tag, string? value) => string.IsNullOrEmpty(value) ? 0 : tag + Of(value);

    /// <summary>A string field with presence.</summary>
    public static int OptString(int tag, string? value) => value is null ? 0 : tag + Of(value);

    /// <summary>A bytes field; empty is left out.</summary>
    public static int Bytes(int tag, ReadOnlyMemory<byte> value) => value.IsEmpty ? 0 : tag + Delimited(value.Length);

    /// <summary>A bytes field with presence.</summary>
    public static int OptBytes(int tag, ReadOnlyMemory<byte>? value) => value is { } v ? tag + Delimited(v.Length) : 0;

    /// <summary>A message field; computes the size of the message.</summary>
    public static int Message(int tag, ProtoMessage? value) => value is null ? 0 : tag + Delimited(value.ComputeSize());

    /// <summary>A wrapper message around one value.</summary>
    public static int Wrap<T>(int tag, T? value, FieldCodec<T> codec)
        where T : struct => value is { } v ? tag + Wrapped(v, codec) : 0;

    /// <summary>A wrapper message around one string or other reference.</summary>
    public static int WrapRef<T>(int tag, T? value, FieldCodec<T> codec)
        where T : class => value is null ? 0 : tag + Wrapped(value, codec);

    /// <summary>A struct value that a codec writes, with presence.</summary>
    public static int Value<T>(int tag, T? value, FieldCodec<T> codec)
        where T : struct => value is { } v ? tag + codec.Size(v) : 0;

    /// <summary>A repeated message field; computes the sizes of the messages.</summary>
    public static int Messages<T>(int tag, RepeatedField<T>? list)
        where T : ProtoMessage
    {
        int size = 0;
        for (int i = 0; i < (list?.Count ?? 0); i++)
        {
            size += tag + Delimited(list![i].ComputeSize()); // the loop condition saw it
        }

        return size;
    }

    /// <summary>A repeated field of single values.</summary>
    public static int Repeated<T>(int tag, RepeatedField<T>? list, FieldCodec<T> codec) =>
        list is null ? 0 : (tag * list.Count) + Payload(list, codec);

    /// <summary>A packed repeated field.</summary>
    public static int Packed<T>(int tag, RepeatedField<T>? list, FieldCodec<T> codec) =>
        list is null || list.Count == 0 ? 0 : tag + Delimited(Payload(list, codec));

    /// <summary>A map field.</summary>
    public static int Map<TKey, TValue>(
        int tag, MapField<TKey, TValue>? map, FieldCodec<TKey> keys, FieldCodec<TValue> values)
        where TKey : notnull
    {
        if (map is null)
        {
            return 0;
        }

        int size = 0;
        foreach ((TKey key, TValue value) in map)
        {
            size += tag + Delimited(2 + keys.Size(key) + values.Size(value));
        }

        return size;
    }

    /// <summary>Sum of the element sizes.</summary>
    internal static int Payload<T>(RepeatedField<T> list, FieldCodec<T> codec)
    {
        int size = 0;
        for (int i = 0; i < list.Count; i++)
        {
            size += codec.Size(list[i]);
        }

        return size;
    }

    private static int Wrapped<T>(T value, FieldCodec<T> codec) =>
        codec.IsDefault(value) ? 1 : Delimited(1 + codec.Size(value));
}
