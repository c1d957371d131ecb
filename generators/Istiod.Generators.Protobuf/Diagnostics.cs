using Istiod.Generators.Protobuf.Parsing;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;

namespace Istiod.Generators.Protobuf;

/// <summary>All that the generator reports.</summary>
internal static class Diagnostics
{
    /// <summary>A file cannot be parsed.</summary>
    public const string SyntaxId = "ISTP001";

    /// <summary>A field names a type that no file declares.</summary>
    public const string UnknownTypeId = "ISTP002";

    /// <summary>The manifest names a message that no file declares.</summary>
    public const string UnknownRootId = "ISTP003";

    /// <summary>A message has more fields than the runtime can tell apart in JSON.</summary>
    public const string TooManyFieldsId = "ISTP004";

    /// <summary>A full name is declared twice.</summary>
    public const string DuplicateId = "ISTP005";

    private static readonly DiagnosticDescriptor Syntax = Make(SyntaxId, "A .proto file cannot be parsed");
    private static readonly DiagnosticDescriptor UnknownType = Make(UnknownTypeId, "A field's type is not declared");
    private static readonly DiagnosticDescriptor UnknownRoot = Make(UnknownRootId, "A root of the manifest is not declared");
    private static readonly DiagnosticDescriptor TooManyFields = Make(TooManyFieldsId, "A message has too many fields");
    private static readonly DiagnosticDescriptor Duplicate = Make(DuplicateId, "A name is declared twice");

    /// <summary>Makes the compiler's form of an error.</summary>
    public static Diagnostic ToDiagnostic(SpecError error)
    {
        DiagnosticDescriptor descriptor = error.Id switch
        {
            UnknownTypeId => UnknownType,
            UnknownRootId => UnknownRoot,
            TooManyFieldsId => TooManyFields,
            DuplicateId => Duplicate,
            _ => Syntax,
        };
        var position = new LinePosition(error.Line, 0);
        var location = Location.Create(error.Path, default, new LinePositionSpan(position, position));
        return Diagnostic.Create(descriptor, location, error.Message);
    }

    private static DiagnosticDescriptor Make(string id, string title) =>
        new(id, title, "{0}", "Istiod.Protobuf", DiagnosticSeverity.Error, isEnabledByDefault: true);
}
