namespace Istiod.Protobuf;

/// <summary>Values as the bits that go on the wire.</summary>
public static class ProtoBits
{
    /// <summary>A bool as a varint.</summary>
    public static ulong Of(bool value) => value ? 1ul : 0ul;

    /// <summary>A bool as a varint, or null.</summary>
    public static ulong? Of(bool? value) => value is { } v ? Of(v) : null;

    /// <summary>An int32 or enum number as a varint, sign-extended.</summary>
    public static ulong Of(int value) => (ulong)(long)value;

    /// <summary>An int32 or enum number as a varint, or null.</summary>
    public static ulong? Of(int? value) => value is { } v ? Of(v) : null;

    /// <summary>An int64 as a varint.</summary>
    public static ulong Of(long value) => (ulong)value;

    /// <summary>An int64 as a varint, or null.</summary>
    public static ulong? Of(long? value) => value is { } v ? Of(v) : null;

    /// <summary>A zigzag sint32.</summary>
    public static ulong ZigZag(int value) => (uint)((value << 1) ^ (value >> 31));

    /// <summary>A zigzag sint32, or null.</summary>
    public static ulong? ZigZag(int? value) => value is { } v ? ZigZag(v) : null;

    /// <summary>A zigzag sint64.</summary>
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>A zigzag sint64, or null.</summary>
    public static ulong? ZigZag(long? value) => value is { } v ? ZigZag(v) : null;

    /// <summary>A float as its bits.</summary>
    public static uint Of(float value) => BitConverter.SingleToUInt32Bits(value);

    /// <summary>A float as its bits, or null.</summary>
    public static uint? Of(float? value) => value is { } v ? Of(v) : null;

    /// <summary>A double as its bits.</summary>
    public static ulong Of(double value) => BitConverter.DoubleToUInt64Bits(value);

    /// <summary>A double as its bits, or null.</summary>
    public static ulong? Of(double? value) => value is { } v ? Of(v) : null;
}
