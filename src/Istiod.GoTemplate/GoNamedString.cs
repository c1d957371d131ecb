namespace Istiod.GoTemplate;

/// <summary>A string of a named type: <c>v1.Protocol</c>. Prints and compares as its text; a parameter of type string refuses it.</summary>
/// <param name="type">Kind <see cref="GoKind.String"/>.</param>
/// <param name="text">The text.</param>
public sealed class GoNamedString(GoType type, string text) : GoReference
{
    /// <inheritdoc/>
    public override GoType Type { get; } = type;

    /// <summary>The text.</summary>
    public string Text { get; } = text;
}
