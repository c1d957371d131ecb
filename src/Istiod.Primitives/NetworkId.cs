namespace Istiod.Primitives;

/// <summary>Name of a network: endpoints of one reach each other directly. Empty is the unnamed default network.</summary>
public readonly record struct NetworkId(string Value)
{
    /// <summary>The unnamed network.</summary>
    public static readonly NetworkId None = new("");

    /// <summary>Whether this is the unnamed network.</summary>
    public bool IsNone => string.IsNullOrEmpty(Value);

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
