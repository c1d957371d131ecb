namespace Istiod.Primitives;

/// <summary>What is wrong in a user's object. Findings are data: they are collected, never thrown.</summary>
/// <param name="Code">Stable id of the rule, e.g. <c>yaml.syntax</c>.</param>
/// <param name="Path">Where: <c>Kind/namespace/name: spec.field[0]</c> or <c>file:line:column</c>.</param>
/// <param name="Message">What and why, for the person who wrote the object.</param>
public sealed record Finding(string Code, string Path, string Message)
{
    /// <summary><c>path: message (code)</c>.</summary>
    public override string ToString() => $"{Path}: {Message} ({Code})";
}
