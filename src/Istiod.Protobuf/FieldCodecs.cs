using Istiod.Protobuf.Codecs;

namespace Istiod.Protobuf;

/// <summary>The codec of each scalar type of the language, and of the well-known types that are values here.</summary>
public static class FieldCodecs
{
    /// <summary>Codec of <c>string</c>.</summary>
    public static readonly FieldCodec<string> String = new StringCodec();

    /// <summary>Codec of <c>bytes</c>.</summary>
    public static readonly FieldCodec<ReadOnlyMemory<byte>> Bytes = new BytesCodec();

    /// <summary>Codec of <c>bool</c>.</summary>
    public static readonly FieldCodec<bool> Bool = new BoolCodec();

    /// <summary>Codec of <c>int32</c>.</summary>
    public static readonly FieldCodec<int> Int32 = new Int32Codec(IntegerForm.Varint);

    /// <summary>Codec of <c>sint32</c>.</summary>
    public static readonly FieldCodec<int> SInt32 = new Int32Codec(IntegerForm.ZigZag);

    /// <summary>Codec of <c>sfixed32</c>.</summary>
    public static readonly FieldCodec<int> SFixed32 = new Int32Codec(IntegerForm.Fixed);

    /// <summary>Codec of <c>uint32</c>.</summary>
    public static readonly FieldCodec<uint> UInt32 = new UInt32Codec(isFixed: false);

    /// <summary>Codec of <c>fixed32</c>.</summary>
    public static readonly FieldCodec<uint> Fixed32 = new UInt32Codec(isFixed: true);

    /// <summary>Codec of <c>int64</c>.</summary>
    public static readonly FieldCodec<long> Int64 = new Int64Codec(IntegerForm.Varint);

    /// <summary>Codec of <c>sint64</c>.</summary>
    public static readonly FieldCodec<long> SInt64 = new Int64Codec(IntegerForm.ZigZag);

    /// <summary>Codec of <c>sfixed64</c>.</summary>
    public static readonly FieldCodec<long> SFixed64 = new Int64Codec(IntegerForm.Fixed);

    /// <summary>Codec of <c>uint64</c>.</summary>
    public static readonly FieldCodec<ulong> UInt64 = new UInt64Codec(isFixed: false);

    /// <summary>Codec of <c>fixed64</c>.</summary>
    public static readonly FieldCodec<ulong> Fixed64 = new UInt64Codec(isFixed: true);

    /// <summary>Codec of <c>float</c>.</summary>
    public static readonly FieldCodec<float> Float = new FloatCodec();

    /// <summary>Codec of <c>double</c>.</summary>
    public static readonly FieldCodec<double> Double = new DoubleCodec();

    /// <summary>Codec of <c>google.protobuf.Duration</c>.</summary>
    public static readonly FieldCodec<Duration> Duration = new DurationCodec();

    /// <summary>Codec of <c>google.protobuf.Timestamp</c>.</summary>
    public static readonly FieldCodec<Timestamp> Timestamp = new TimestampCodec();

    /// <summary>Codec of <c>google.protobuf.NullValue</c>.</summary>
    public static readonly FieldCodec<NullValue> NullValue = new NullValueCodec();

    /// <summary>Codec of a wrapper message around a value of <paramref name="inner"/>.</summary>
    public static FieldCodec<T> Wrapper<T>(FieldCodec<T> inner) => new WrapperCodec<T>(inner);
}
