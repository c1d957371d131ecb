using Istiod.Diagnostics;

namespace Istiod.Xds.Debug;

/// <summary>The debug pages of an xDS server, by path.</summary>
public static class XdsDebugCatalog
{
    /// <summary>All pages of <paramref name="server"/>.</summary>
    public static IReadOnlyList<IDebugEndpoint> All(XdsServer server) =>
    [
        new ConnectionsEndpoint(server),
        new NacksEndpoint(server),
        new SynczEndpoint(server),
    ];

    /// <summary>Open streams in order of their ids, those of one namespace only if the caller may see no more.</summary>
    internal static List<XdsConnection> Sorted(XdsServer server, string? ns)
    {
        List<XdsConnection> sorted = [];
        foreach (XdsConnection connection in server.Connections)
        {
            if (string.IsNullOrEmpty(ns) || NamespaceOf(connection).SequenceEqual(ns))
            {
                sorted.Add(connection);
            }
        }

        sorted.Sort(static (a, b) => string.CompareOrdinal(a.Id, b.Id));
        return sorted;
    }

    /// <summary>The part of a node id at a position: type, address, name with namespace, domain.</summary>
    internal static ReadOnlySpan<char> NodePart(XdsConnection connection, int part)
    {
        ReadOnlySpan<char> rest = connection.NodeId;
        for (; part > 0 && rest.Contains('~'); part--)
        {
            rest = rest[(rest.IndexOf('~') + 1)..];
        }

        int end = rest.IndexOf('~');
        return end < 0 ? rest : rest[..end];
    }

    private static ReadOnlySpan<char> NamespaceOf(XdsConnection connection)
    {
        ReadOnlySpan<char> name = NodePart(connection, 2);
        return name[(name.LastIndexOf('.') + 1)..];
    }
}
