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

    /// <summary>Types that an Any can hold in expanded form.</summary>
    public AnyResolver AnyResolver { get; init; } = AnyResolver.Empty;

    /// <summary>The layout of the recorded goldens: 64-bit numbers of fields as numbers, floats widened to double.</summary>
    public bool PlainNumbers { get; init; }

    /// <summary>The layout of the recorded goldens: original names, only set fields, Any in place, plain 64-bit numbers.</summary>
    public static ProtoJsonOptions Golden(AnyResolver resolver) =>
        new() { PreserveFieldNames = true, PlainNumbers = true, AnyResolver = resolver };
}
