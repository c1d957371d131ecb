namespace Istiod.Generators.Protobuf.Linking;

/// <summary>All that one output file needs; equal models give equal text, so it is emitted again only if this changes.</summary>
internal sealed record FileModel(
    string Path, string Namespace, EquatableArray<MessageModel> Messages, EquatableArray<EnumModel> Enums);

/// <summary>A message to emit. One that is only the scope of others has <paramref name="IsShell"/>.</summary>
internal sealed record MessageModel(
    string FullName,
    string CsName,
    bool IsShell,
    EquatableArray<FieldModel> Fields,
    EquatableArray<OneofModel> Oneofs,
    EquatableArray<MessageModel> Messages,
    EquatableArray<EnumModel> Enums);

/// <summary>An enum to emit.</summary>
internal sealed record EnumModel(string CsName, EquatableArray<EnumValueModel> Values);

/// <summary>An enum value: proto name, C# name, number.</summary>
internal sealed record EnumValueModel(string Name, string CsName, int Number);

/// <summary>A oneof: proto name, C# name, and whether some member keeps its value in the object or in the bits.</summary>
internal sealed record OneofModel(string Name, string CsName, bool HasReference, bool HasBits, bool HasBytes);

/// <summary>A field to emit.</summary>
/// <param name="Index">Position in declared order; the index into the JSON names.</param>
/// <param name="Oneof">Index of its oneof, or -1.</param>
internal sealed record FieldModel(
    string Name,
    string CsName,
    int Number,
    int Index,
    FieldShape Shape,
    ElementModel Element,
    ElementModel? Key,
    bool IsPacked,
    bool HasPresence,
    int Oneof,
    string? JsonName);

/// <summary>One value of a field.</summary>
/// <param name="CsType">Full C# type, not nullable.</param>
/// <param name="Codec">Expression for its codec.</param>
internal sealed record ElementModel(ElementKind Kind, string Scalar, string CsType, string Codec);

/// <summary>How many values a field has.</summary>
internal enum FieldShape
{
    Single,
    Repeated,
    Map,
}

/// <summary>How a value is represented.</summary>
internal enum ElementKind
{
    /// <summary>A scalar of the language.</summary>
    Scalar,

    /// <summary>An enum.</summary>
    Enum,

    /// <summary>A message class.</summary>
    Message,

    /// <summary>A wrapper message, seen as its nullable value.</summary>
    Wrapper,

    /// <summary>A duration or timestamp, a struct with a codec.</summary>
    Struct,
}
