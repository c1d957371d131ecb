namespace Istiod.Protobuf;

/// <summary>What a <see cref="Value"/> holds; the number is that of the field.</summary>
public enum ValueKind
{
    /// <summary>Nothing; written to JSON as null.</summary>
    None = 0,

    /// <summary>JSON null.</summary>
    Null = 1,

    /// <summary>A number.</summary>
    Number = 2,

    /// <summary>A string.</summary>
    String = 3,

    /// <summary>True or false.</summary>
    Bool = 4,

    /// <summary>An object.</summary>
    Struct = 5,

    /// <summary>A list.</summary>
    List = 6,
}
