namespace Istiod.Protobuf.WellKnown;

/// <summary><c>google.protobuf.UInt64Value</c> as a message of its own, for an Any; as a field it is a nullable value.</summary>
public sealed class UInt64Value : ScalarMessage<UInt64Value, ulong>, IProtoMessage<UInt64Value>
{
    /// <summary>Holds the default.</summary>
    public UInt64Value()
        : base(FieldCodecs.UInt64)
    {
    }

    /// <summary>Holds <paramref name="value"/>.</summary>
    public UInt64Value(ulong value)
        : this() => Value = value;

    /// <inheritdoc/>
    public static string FullName => "google.protobuf.UInt64Value";

    /// <inheritdoc/>
    public static UInt64Value Create() => new();
}
