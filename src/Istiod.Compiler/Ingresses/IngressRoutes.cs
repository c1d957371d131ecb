using System.Text;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Ingresses;

/// <summary>Paths of Ingress rules as HTTP routes.</summary>
/// <remarks>istiod: pilot/pkg/config/kube/ingress/virtualservices.go:convertIngressRule, sortHTTPRoutes.</remarks>
internal static class IngressRoutes
{
    /// <summary>The route of a path to a port of a service.</summary>
    public static HTTPRoute Convert(IngressPath path, string host, int port)
    {
        HTTPRoute route = new();
        route.Route.Add(new HTTPRouteDestination
        {
            Destination = new Destination { Host = host, Port = new PortSelector { Number = (uint)port } },
            Weight = 100,
        });
        StringMatch? match = path.Type switch
        {
            "Exact" => new StringMatch { Exact = path.Path },
            "Prefix" => new StringMatch { Prefix = path.Path },
            _ => FromPattern(path.Path),
        };
        if (match is not null)
        {
            route.Match.Add(new HTTPMatchRequest { Uri = match });
        }

        return route;
    }

    /// <summary>Puts longer paths first, and of equally long ones exact ones; others keep their order.</summary>
    public static void Sort(List<HTTPRoute> routes)
    {
        List<(HTTPRoute Route, int Length, bool IsExact, int Place)> keyed = new(routes.Count);
        foreach (HTTPRoute route in routes)
        {
            StringMatch? path = route.Match.Count > 0 ? route.Match[0].Uri : null;
            string text = path is null ? "" : path.Exact.Length > 0 ? path.Exact : path.Prefix;
            keyed.Add((
                route,
                Encoding.UTF8.GetByteCount(text),
                path?.MatchTypeCase == StringMatch.MatchTypeOneofCase.Exact,
                keyed.Count));
        }

        keyed.Sort(static (a, b) =>
        {
            int order = b.Length.CompareTo(a.Length);
            order = order != 0 ? order : b.IsExact.CompareTo(a.IsExact);
            return order != 0 ? order : a.Place.CompareTo(b.Place);
        });
        for (int i = 0; i < keyed.Count; i++)
        {
            routes[i] = keyed[i].Route;
        }
    }

    /// <summary>Without a type, an ending tells: <c>.*</c> and <c>/*</c> are prefixes, all else is exact; <c>null</c>: any path.</summary>
    private static StringMatch? FromPattern(string path)
    {
        if (path is "" or "*" or "/*" or ".*")
        {
            return null;
        }

        return path.EndsWith(".*", StringComparison.Ordinal) || path.EndsWith("/*", StringComparison.Ordinal)
            ? new StringMatch { Prefix = path[..^2] }
            : new StringMatch { Exact = path };
    }
}
