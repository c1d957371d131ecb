namespace Istiod.Primitives.Re2;

/// <summary>What <c>(?imsU)</c> sets; in force until the group around it ends.</summary>
[Flags]
internal enum PatternFlags
{
    None = 0,
    IgnoreCase = 1,
    MultiLine = 2,
    DotMatchesNewline = 4,
    Ungreedy = 8,
}
