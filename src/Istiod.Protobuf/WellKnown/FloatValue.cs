namespace Istiod.Protobuf.WellKnown;

/// <summary><c>google.protobuf.FloatValue</c> as a message of its own, for an Any; as a field it is a nullable value.</summary>
public sealed class FloatValue : ScalarMessage<FloatValue, float>, IProtoMessage<FloatValue>
{
    /// <summary>Holds the default.</summary>
    public FloatValue()
        : base(FieldCodecs.Float)
    {
    }

    /// <summary>Holds <paramref name="value"/>.</summary>
    public FloatValue(float value)
        : this() => Value = value;

    /// <inheritdoc/>
    public static string FullName => "google.protobuf.FloatValue";

    /// <inheritdoc/>
    public static FloatValue Create() => new();
}
