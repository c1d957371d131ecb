using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Traffic.VirtualServices;

/// <summary>Puts the routes of a delegate in the place of the root's route that names it.</summary>
/// <remarks>istiod: pilot/pkg/model/virtualservice.go:MergeHTTPRoutes, mergeHTTPRoute.</remarks>
internal static class HttpRouteMerge
{
    /// <summary>Adds each of the delegate's routes that fits into <paramref name="root"/>'s matches.</summary>
    /// <param name="root">The root's route; only read.</param>
    /// <param name="delegateSpec">An own copy of the delegate's spec; its routes are completed and handed on.</param>
    /// <param name="output">Gets the merged routes, in the delegate's order.</param>
    public static void Merge(HTTPRoute root, VirtualService delegateSpec, List<HTTPRoute> output)
    {
        foreach (HTTPRoute route in delegateSpec.Http)
        {
            if (TryMerge(root, route))
            {
                output.Add(route);
            }
        }
    }

    private static bool TryMerge(HTTPRoute root, HTTPRoute route)
    {
        if (!HttpMatchMerge.TryMerge(root.Match, route.Match, out List<HTTPMatchRequest>? matches))
        {
            return false;
        }

        route.Match.Clear();
        route.Match.AddRange(matches);
        route.Name = HttpMatchMerge.JoinNames(root.Name, route.Name);
        route.Rewrite ??= root.Rewrite;
        route.DirectResponse ??= root.DirectResponse;
        route.Timeout ??= root.Timeout;
        route.Retries ??= root.Retries;
        route.Fault ??= root.Fault;
        route.Mirror ??= root.Mirror;
        route.MirrorPercent ??= root.MirrorPercent;
        route.MirrorPercentage ??= root.MirrorPercentage;
        route.CorsPolicy ??= root.CorsPolicy;
        route.Headers ??= root.Headers;
        if (route.Mirrors.Count == 0)
        {
            route.Mirrors.AddRange(root.Mirrors);
        }

        return true;
    }
}
