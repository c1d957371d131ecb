using Istiod.Protobuf.WellKnown;

namespace Istiod.Protobuf;

/// <summary>The well-known types that an Any may hold.</summary>
internal static class WellKnownTypes
{
    /// <summary>One entry a type.</summary>
    public static AnyType[] All() =>
    [
        new AnyType<AnyValue>(),
        new AnyType<BoolValue>(),
        new AnyType<BytesValue>(),
        new AnyType<DoubleValue>(),
        new AnyType<DurationMessage>(),
        new AnyType<Empty>(),
        new AnyType<FieldMask>(),
        new AnyType<FloatValue>(),
        new AnyType<Int32Value>(),
        new AnyType<Int64Value>(),
        new AnyType<ListValue>(),
        new AnyType<StringValue>(),
        new AnyType<Struct>(),
        new AnyType<TimestampMessage>(),
        new AnyType<UInt32Value>(),
        new AnyType<UInt64Value>(),
        new AnyType<Value>(),
    ];
}
