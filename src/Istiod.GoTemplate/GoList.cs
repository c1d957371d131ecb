namespace Istiod.GoTemplate;

/// <summary>A Go slice. Hosts derive from it to offer their lists without copying.</summary>
public abstract class GoList : GoReference
{
    /// <summary>Number of elements.</summary>
    public abstract int Count { get; }

    /// <summary>An element; nil inside <c>[]interface {}</c> is the nil interface.</summary>
    public abstract GoValue this[int index] { get; }

    /// <summary>Whether this is the nil slice: length 0, JSON <c>null</c>.</summary>
    public virtual bool IsNil => false;
}
