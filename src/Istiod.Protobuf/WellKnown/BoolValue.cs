namespace Istiod.Protobuf.WellKnown;

/// <summary><c>google.protobuf.BoolValue</c> as a message of its own, for an Any; as a field it is a nullable value.</summary>
public sealed class BoolValue : ScalarMessage<BoolValue, bool>, IProtoMessage<BoolValue>
{
    /// <summary>Holds the default.</summary>
    public BoolValue()
        : base(FieldCodecs.Bool)
    {
    }

    /// <summary>Holds <paramref name="value"/>.</summary>
    public BoolValue(bool value)
        : this() => Value = value;

    /// <inheritdoc/>
    public static string FullName => "google.protobuf.BoolValue";

    /// <inheritdoc/>
    public static BoolValue Create() => new();
}
