namespace Istiod.Primitives;

/// <summary>Operations on lists of host names.</summary>
/// <remarks>istiod: pkg/config/host/names.go.</remarks>
public static class HostnameList
{
    /// <summary>Names of one list that lie within a name of the other, the narrower of each pair, each once, in order of finding.</summary>
    public static List<Hostname> Intersect(IReadOnlyList<Hostname> left, IReadOnlyList<Hostname> right)
    {
        List<Hostname> result = [];
        foreach (Hostname ours in left)
        {
            foreach (Hostname theirs in right)
            {
                Hostname? narrower = ours.IsSubsetOf(theirs) ? ours : theirs.IsSubsetOf(ours) ? theirs : null;
                if (narrower is { } name && !result.Contains(name))
                {
                    result.Add(name);
                }
            }
        }

        return result;
    }

    /// <summary>Names that count in a namespace: those without <c>namespace/</c> before them, and those with this one or <c>*</c>.</summary>
    public static List<Hostname> ForNamespace(IEnumerable<string> hosts, string ns)
    {
        List<Hostname> result = [];
        foreach (string host in hosts)
        {
            int slash = host.IndexOf('/', StringComparison.Ordinal);
            ReadOnlySpan<char> owner = slash < 0 ? "*" : host.AsSpan(0, slash);
            if (owner.SequenceEqual("*") || owner.SequenceEqual(ns))
            {
                result.Add(new Hostname(host[(slash + 1)..]));
            }
        }

        return result;
    }
}
