namespace Istiod.Protobuf.WellKnown;

/// <summary><c>google.protobuf.UInt32Value</c> as a message of its own, for an Any; as a field it is a nullable value.</summary>
public sealed class UInt32Value : ScalarMessage<UInt32Value, uint>, IProtoMessage<UInt32Value>
{
    /// <summary>Holds the default.</summary>
    public UInt32Value()
        : base(FieldCodecs.UInt32)
    {
    }

    /// <summary>Holds <paramref name="value"/>.</summary>
    public UInt32Value(uint value)
        : this() => Value = value;

    /// <inheritdoc/>
    public static string FullName => "google.protobuf.UInt32Value";

    /// <inheritdoc/>
    public static UInt32Value Create() => new();
}
