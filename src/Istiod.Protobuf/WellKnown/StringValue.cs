namespace Istiod.Protobuf.WellKnown;

/// <summary><c>google.protobuf.StringValue</c> as a message of its own, for an Any; as a field it is a nullable value.</summary>
public sealed class StringValue : ScalarMessage<StringValue, string>, IProtoMessage<StringValue>
{
    /// <summary>Holds the default.</summary>
    public StringValue()
        : base(FieldCodecs.String)
    {
    }

    /// <summary>Holds <paramref name="value"/>.</summary>
    public StringValue(string value)
        : this() => Value = value;

    /// <inheritdoc/>
    public static string FullName => "google.protobuf.StringValue";

    /// <inheritdoc/>
    public static StringValue Create() => new();
}
