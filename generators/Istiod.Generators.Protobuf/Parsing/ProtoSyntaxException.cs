using System;

namespace Istiod.Generators.Protobuf.Parsing;

/// <summary>A text that the parser does not understand; caught by the parser's entry point.</summary>
internal sealed class ProtoSyntaxException : Exception
{
    public ProtoSyntaxException(int line, string message)
        : base(message) => Line = line;

    /// <summary>Counted from zero.</summary>
    public int Line { get; }
}
