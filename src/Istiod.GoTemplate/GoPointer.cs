namespace Istiod.GoTemplate;

/// <summary>
/// A pointer to a value that is no <see cref="GoObject"/> (<c>*int64</c>), or the nil pointer of any pointer type. A nil
/// pointer is false, prints as <c>&lt;nil&gt;</c>, and its type's methods can be called.
/// </summary>
public sealed class GoPointer : GoReference
{
    private readonly GoValue _target;

    /// <summary>A pointer to a value.</summary>
    /// <param name="type">Kind <see cref="GoKind.Pointer"/>.</param>
    /// <param name="target">What it points at.</param>
    public GoPointer(GoType type, GoValue target)
    {
        Type = type;
        _target = target;
    }

    /// <summary>The nil pointer of a type.</summary>
    public GoPointer(GoType type)
    {
        Type = type;
        IsNil = true;
    }

    /// <inheritdoc/>
    public override GoType Type { get; }

    /// <summary>Whether it points nowhere.</summary>
    public bool IsNil { get; }

    /// <summary>What it points at; nil for the nil pointer.</summary>
    public GoValue Target => _target;
}
