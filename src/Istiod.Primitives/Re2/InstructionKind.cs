namespace Istiod.Primitives.Re2;

/// <summary>What an <see cref="Instruction"/> does.</summary>
internal enum InstructionKind
{
    /// <summary>The whole pattern matches.</summary>
    Match,

    /// <summary>Takes one certain character.</summary>
    Rune,

    /// <summary>Takes one character of a set.</summary>
    Set,

    /// <summary>Goes on at both places; the first is preferred.</summary>
    Split,

    /// <summary>Notes the position.</summary>
    Save,

    /// <summary>Goes on only at certain positions.</summary>
    Assert,
}
