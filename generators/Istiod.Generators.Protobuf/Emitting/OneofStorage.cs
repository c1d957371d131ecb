using Istiod.Generators.Protobuf.Linking;

namespace Istiod.Generators.Protobuf.Emitting;

/// <summary>Where a oneof keeps a member: numbers as 64 bits, all else as an object.</summary>
internal static class OneofStorage
{
    /// <summary>True if the value fits the bits.</summary>
    public static bool IsBits(ElementModel element) => element.Kind switch
    {
        ElementKind.Enum => true,
        ElementKind.Scalar or ElementKind.Wrapper => element.Scalar is not ("string" or "bytes"),
        _ => false,
    };

    /// <summary>Expression that makes the value from the bits.</summary>
    public static string FromBits(ElementModel element, string bits) => element.Scalar switch
    {
        "bool" => bits + " != 0",
        "float" => "global::System.BitConverter.UInt32BitsToSingle((uint)" + bits + ")",
        "double" => "global::System.BitConverter.UInt64BitsToDouble(" + bits + ")",
        "enum" => "(" + element.CsType + ")(int)" + bits,
        _ => "(" + element.CsType + ")" + bits,
    };

    /// <summary>Expression that makes the bits from the value.</summary>
    public static string ToBits(ElementModel element, string value) => element.Scalar switch
    {
        "bool" or "float" or "double" or "int32" or "int64" or "sint32" or "sint64" or "sfixed32" or "sfixed64" => "B.Of(" + value + ")",
        "enum" => "B.Of((int)" + value + ")",
        _ => value,
    };
}
