using Istiod.Generators.Protobuf.Parsing;

namespace Istiod.Generators.Protobuf.Linking;

/// <summary>All files to emit, the C# types of the roots that an Any can hold, and what is wrong.</summary>
internal sealed record LinkResult(
    EquatableArray<FileModel> Files, EquatableArray<string> Roots, EquatableArray<SpecError> Errors);
