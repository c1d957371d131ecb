namespace Istiod.Generators.Protobuf.Parsing;

/// <summary>What one <c>.proto</c> file declares; names fully qualified without a leading dot.</summary>
internal sealed record FileSpec(
    string Path, string Package, bool IsProto3, EquatableArray<MessageSpec> Messages, EquatableArray<EnumSpec> Enums);

/// <summary>A message with what is declared inside it. Oneofs are listed by name in order.</summary>
internal sealed record MessageSpec(
    string FullName,
    EquatableArray<FieldSpec> Fields,
    EquatableArray<string> Oneofs,
    EquatableArray<MessageSpec> Messages,
    EquatableArray<EnumSpec> Enums);

/// <summary>A field. <paramref name="Type"/> is as written; a map has its value type there and the key type beside it.</summary>
internal sealed record FieldSpec(
    string Name, int Number, FieldLabel Label, string Type, string? MapKey, int Oneof, string? JsonName, bool? Packed, int Line);

/// <summary>An enum with its values in order.</summary>
internal sealed record EnumSpec(string FullName, EquatableArray<EnumValueSpec> Values);

/// <summary>A named number.</summary>
internal sealed record EnumValueSpec(string Name, int Number);

/// <summary>What is written before a field's type.</summary>
internal enum FieldLabel
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary><c>optional</c></summary>
    Optional,

    /// <summary><c>required</c></summary>
    Required,

    /// <summary><c>repeated</c></summary>
    Repeated,
}

/// <summary>A mistake in a file. The line counts from zero.</summary>
internal sealed record SpecError(string Id, string Path, int Line, string Message);

/// <summary>The result of parsing one file; the spec holds what was read before an error.</summary>
internal sealed record ParsedFile(FileSpec Spec, EquatableArray<SpecError> Errors);

/// <summary>The roots that the manifest names.</summary>
internal sealed record ManifestSpec(string Path, EquatableArray<RootSpec> Roots);

/// <summary>One root and its line, counted from zero.</summary>
internal sealed record RootSpec(string FullName, int Line);
