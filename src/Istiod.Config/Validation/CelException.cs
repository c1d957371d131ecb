namespace Istiod.Config.Validation;

/// <summary>Carries a fault in an expression out of its parser; goes no further than <see cref="CelSyntax"/>.</summary>
internal sealed class CelException(int position, string message) : Exception(message)
{
    /// <summary>Index into the text.</summary>
    public int Position { get; } = position;
}
