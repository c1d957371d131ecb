namespace Istiod.Primitives.Re2;

/// <summary>What a <see cref="Node"/> matches.</summary>
internal enum NodeKind
{
    Empty,
    Rune,
    Set,
    BeginText,
    EndText,
    BeginLine,
    EndLine,
    WordBoundary,
    NoWordBoundary,
    Group,
    Concat,
    Alternate,
    Repeat,
}
