using Istiod.Generators.Protobuf.Parsing;

namespace Istiod.Generators.Protobuf.Linking;

/// <summary>All files to emit, the types for the table, and what is wrong.</summary>
internal sealed record LinkResult(EquatableArray<FileModel> Files, TableModel Table, EquatableArray<SpecError> Errors);

/// <summary>C# types of the roots, which an Any can hold, and of all messages, for tests.</summary>
internal sealed record TableModel(EquatableArray<string> Roots, EquatableArray<string> Messages);
