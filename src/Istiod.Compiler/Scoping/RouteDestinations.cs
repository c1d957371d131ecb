using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Scoping;

/// <summary>The hosts that a virtual service sends traffic to, each with the ports that are named.</summary>
/// <remarks>istiod: pilot/pkg/model/push_context.go:virtualServiceDestinationsFilteredBySourceNamespace.</remarks>
internal static class RouteDestinations
{
    /// <summary>Adds the destinations of <paramref name="spec"/>; port 0 means that one of them names no port.</summary>
    /// <param name="spec">Hosts are full names.</param>
    /// <param name="sourceNamespace">Routes that match other source namespaces only are left out.</param>
    public static SortedDictionary<string, SortedSet<int>> Of(VirtualService spec, string sourceNamespace)
    {
        SortedDictionary<string, SortedSet<int>> found = new(StringComparer.Ordinal);
        foreach (HTTPRoute route in spec.Http)
        {
            if (!CanMatch(route, sourceNamespace))
            {
                continue;
            }

            foreach (HTTPRouteDestination target in route.Route)
            {
                Add(found, target.Destination);
            }

            Add(found, route.Mirror);
            foreach (HTTPMirrorPolicy mirror in route.Mirrors)
            {
                Add(found, mirror.Destination);
            }
        }

        foreach (TCPRoute route in spec.Tcp)
        {
            foreach (RouteDestination target in route.Route)
            {
                Add(found, target.Destination);
            }
        }

        foreach (TLSRoute route in spec.Tls)
        {
            foreach (RouteDestination target in route.Route)
            {
                Add(found, target.Destination);
            }
        }

        return found;
    }

    // The reference goes by the last condition before a hit: one without a namespace does not reset it.
    private static bool CanMatch(HTTPRoute route, string sourceNamespace)
    {
        bool canMatch = true;
        foreach (HTTPMatchRequest match in route.Match)
        {
            if (match.SourceNamespace.Length > 0)
            {
                if (match.SourceNamespace == sourceNamespace)
                {
                    return true;
                }

                canMatch = false;
            }
        }

        return canMatch;
    }

    private static void Add(SortedDictionary<string, SortedSet<int>> found, Destination? destination)
    {
        if (destination is null)
        {
            return;
        }

        if (!found.TryGetValue(destination.Host, out SortedSet<int>? ports))
        {
            found.Add(destination.Host, ports = []);
        }

        ports.Add((int)(destination.Port?.Number ?? 0));
    }
}
