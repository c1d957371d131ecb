using Istiod.Primitives;

namespace Istiod.Compiler.Endpoints;

/// <summary>A host of a ServiceEntry.</summary>
internal readonly record struct EntryHostKey(ObjectKey Entry, Hostname Host) : IComparable<EntryHostKey>
{
    public int CompareTo(EntryHostKey other)
    {
        int order = Entry.CompareTo(other.Entry);
        return order != 0 ? order : Host.CompareTo(other.Host);
    }
}
