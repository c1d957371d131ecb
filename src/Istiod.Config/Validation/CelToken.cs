namespace Istiod.Config.Validation;

/// <summary>Kinds of words of an expression.</summary>
internal enum CelToken
{
    /// <summary>The text is over.</summary>
    End,

    /// <summary>An identifier, reserved words too.</summary>
    Name,

    /// <summary>A number, a text, bytes, or one of the three words for values.</summary>
    Literal,

    /// <summary>An operator or a bracket; also the word <c>in</c>.</summary>
    Symbol,
}
