namespace Istiod.Protobuf;

/// <summary>How messages are written to and read from JSON. Immutable.</summary>
public sealed record ProtoJsonOptions
{
    /// <summary>proto3 JSON: lowerCamelCase names on writing, unknown names refused on reading, no type known to Any.</summary>
    public static ProtoJsonOptions Default { get; } = new();

    /// <summary>Write names as in the .proto file instead of lowerCamelCase. Reading takes both.</summary>
    public bool PreserveFieldNames { get; init; }

    /// <summary>On reading, skip members and enum names that are not known instead of failing.</summary>
    public bool IgnoreUnknownFields { get; init; }

    /// <summary>
    /// Read as Go's older JSON library does, which Istio's API types use: null items are empty ones, of two members of a oneof one is kept,
    /// a second member or key of one name replaces the first; but whole numbers have no fraction or exponent, enum names are known, and
    /// base64 is padded.
    /// </summary>
    public bool IsJsonpb { get; init; }

    /// <summary>Further forms of a duration's text, tried where proto3 JSON refuses one; <c>null</c> if it is none.</summary>
    public Func<string, Duration?>? ReadDuration { get; init; }

    /// <summary>Types that an Any can hold in expanded form.</summary>
    public AnyResolver AnyResolver { get; init; } = AnyResolver.Empty;

    /// <summary>The layout of the recorded goldens: 64-bit numbers of fields as numbers, floats widened to double.</summary>
    public bool PlainNumbers { get; init; }

    /// <summary>The layout of the recorded goldens: original names, only set fields, Any in place, plain 64-bit numbers.</summary>
    public static ProtoJsonOptions Golden(AnyResolver resolver) =>
        new() { PreserveFieldNames = true, PlainNumbers = true, AnyResolver = resolver };
}
