namespace Istiod.Testing.ApiServer.Schemas.Cel;

/// <summary>A piece of CEL text.</summary>
internal readonly record struct CelToken(CelTokenKind Kind, string Text);

/// <summary>Kinds of <see cref="CelToken"/>.</summary>
internal enum CelTokenKind
{
    Name,
    Text,
    Integer,
    Real,
    Operator,
    End,
}
