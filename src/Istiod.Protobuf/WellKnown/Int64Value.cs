namespace Istiod.Protobuf.WellKnown;

/// <summary><c>google.protobuf.Int64Value</c> as a message of its own, for an Any; as a field it is a nullable value.</summary>
public sealed class Int64Value : ScalarMessage<Int64Value, long>, IProtoMessage<Int64Value>
{
    /// <summary>Holds the default.</summary>
    public Int64Value()
        : base(FieldCodecs.Int64)
    {
    }

    /// <summary>Holds <paramref name="value"/>.</summary>
    public Int64Value(long value)
        : this() => Value = value;

    /// <inheritdoc/>
    public static string FullName => "google.protobuf.Int64Value";

    /// <inheritdoc/>
    public static Int64Value Create() => new();
}
