using System.Collections.Generic;

namespace Istiod.Generators.Protobuf.Linking;

/// <summary>The types that every file may use without declaring them.</summary>
internal static class ElementTypes
{
    private const string Runtime = "global::Istiod.Protobuf.";

    private static readonly Dictionary<string, ElementModel> Known = Build();

    /// <summary>Finds a scalar or a well-known type by its full name.</summary>
    public static bool TryGet(string name, out ElementModel element) => Known.TryGetValue(name, out element!);

    /// <summary>A message class of the given C# type.</summary>
    public static ElementModel Message(string csType) =>
        new(ElementKind.Message, "", csType, Runtime + "MessageCodec<" + csType + ">.Instance");

    /// <summary>An enum of the given C# type.</summary>
    public static ElementModel Enum(string csType) => new(ElementKind.Enum, "enum", csType, csType + "Codec.Instance");

    private static Dictionary<string, ElementModel> Build()
    {
        var known = new Dictionary<string, ElementModel>();
        var scalars = new[]
        {
            ("double", "double", "Double"), ("float", "float", "Float"), ("int64", "long", "Int64"), ("uint64", "ulong", "UInt64"),
            ("int32", "int", "Int32"), ("uint32", "uint", "UInt32"), ("sint64", "long", "SInt64"), ("sint32", "int", "SInt32"),
            ("fixed64", "ulong", "Fixed64"), ("fixed32", "uint", "Fixed32"), ("sfixed64", "long", "SFixed64"),
            ("sfixed32", "int", "SFixed32"), ("bool", "bool", "Bool"), ("string", "string", "String"),
            ("bytes", "global::System.ReadOnlyMemory<byte>", "Bytes"),
        };
        foreach ((string name, string type, string codec) in scalars)
        {
            known[name] = new(ElementKind.Scalar, name, type, "C." + codec);
        }

        foreach (string name in new[] { "double", "float", "int64", "uint64", "int32", "uint32", "bool", "string", "bytes" })
        {
            ElementModel scalar = known[name];
            string wrapper = "google.protobuf." + scalar.Codec.Substring(2) + "Value";
            known[wrapper] = scalar with { Kind = ElementKind.Wrapper };
        }

        foreach (string name in new[] { "Duration", "Timestamp" })
        {
            known["google.protobuf." + name] = new(ElementKind.Struct, "", Runtime + name, "C." + name);
        }

        foreach (string name in new[] { "Struct", "Value", "ListValue", "Empty" })
        {
            known["google.protobuf." + name] = Message(Runtime + name);
        }

        known["google.protobuf.Any"] = Message(Runtime + "AnyValue");
        known["google.protobuf.NullValue"] = new(ElementKind.Enum, "enum", Runtime + "NullValue", "C.NullValue");
        return known;
    }
}
