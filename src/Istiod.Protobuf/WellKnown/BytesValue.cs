namespace Istiod.Protobuf.WellKnown;

/// <summary><c>google.protobuf.BytesValue</c> as a message of its own, for an Any; as a field it is a nullable value.</summary>
public sealed class BytesValue : ScalarMessage<BytesValue, ReadOnlyMemory<byte>>, IProtoMessage<BytesValue>
{
    /// <summary>Holds the default.</summary>
    public BytesValue()
        : base(FieldCodecs.Bytes)
    {
    }

    /// <summary>Holds <paramref name="value"/>.</summary>
    public BytesValue(ReadOnlyMemory<byte> value)
        : this() => Value = value;

    /// <inheritdoc/>
    public static string FullName => "google.protobuf.BytesValue";

    /// <inheritdoc/>
    public static BytesValue Create() => new();
}
