namespace Istiod.Protobuf.WellKnown;

/// <summary><c>google.protobuf.Int32Value</c> as a message of its own, for an Any; as a field it is a nullable value.</summary>
public sealed class Int32Value : ScalarMessage<Int32Value, int>, IProtoMessage<Int32Value>
{
    /// <summary>Holds the default.</summary>
    public Int32Value()
        : base(FieldCodecs.Int32)
    {
    }

    /// <summary>Holds <paramref name="value"/>.</summary>
    public Int32Value(int value)
        : this() => Value = value;

    /// <inheritdoc/>
    public static string FullName => "google.protobuf.Int32Value";

    /// <inheritdoc/>
    public static Int32Value Create() => new();
}
