namespace Istiod.Protobuf.WellKnown;

/// <summary><c>google.protobuf.DoubleValue</c> as a message of its own, for an Any; as a field it is a nullable value.</summary>
public sealed class DoubleValue : ScalarMessage<DoubleValue, double>, IProtoMessage<DoubleValue>
{
    /// <summary>Holds the default.</summary>
    public DoubleValue()
        : base(FieldCodecs.Double)
    {
    }

    /// <summary>Holds <paramref name="value"/>.</summary>
    public DoubleValue(double value)
        : this() => Value = value;

    /// <inheritdoc/>
    public static string FullName => "google.protobuf.DoubleValue";

    /// <inheritdoc/>
    public static DoubleValue Create() => new();
}
