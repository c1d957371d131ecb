using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>Names the status of an object.</summary>
/// <param name="Kind">Kind of the object, without group: those that get a status differ in it.</param>
/// <param name="Object">The object.</param>
public readonly record struct StatusKey(string Kind, ObjectKey Object) : IComparable<StatusKey>
{
    /// <summary>Ordinal, by kind, then object.</summary>
    public int CompareTo(StatusKey other)
    {
        int order = string.CompareOrdinal(Kind, other.Kind);
        return order != 0 ? order : Object.CompareTo(other.Object);
    }
}
