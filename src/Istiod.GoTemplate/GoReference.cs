namespace Istiod.GoTemplate;

/// <summary>What a <see cref="GoValue"/> points at, unless it is a string: it knows its Go type.</summary>
public abstract class GoReference
{
    private protected GoReference()
    {
    }

    /// <summary>The Go type of the value.</summary>
    public abstract GoType Type { get; }
}
