using System.Runtime.CompilerServices;
using Istiod.Protos.Envoy.Config.Route.V3;
using EnvoyRoute = Istiod.Protos.Envoy.Config.Route.V3.Route;

namespace Istiod.Envoy.Gateways;

/// <summary>A virtual host of a gateway while its routes are gathered.</summary>
/// <param name="host">The message; its routes are put in last.</param>
internal sealed class GatewayHostDraft(VirtualHost host)
{
    /// <summary>The message.</summary>
    public VirtualHost Host { get; } = host;

    /// <summary>Routes in order of precedence; hosts of one virtual service have the very same ones.</summary>
    public List<EnvoyRoute> Routes { get; } = [];

    /// <summary>Whether both are the same but for their names and domains.</summary>
    /// <remarks>istiod: pilot/pkg/networking/core/gateway.go:vhostMergeable.</remarks>
    public bool IsLike(GatewayHostDraft other)
    {
        if (Routes.Count != other.Routes.Count
            || Host.RequireTls != other.Host.RequireTls
            || Host.IncludeRequestAttemptCount != other.Host.IncludeRequestAttemptCount)
        {
            return false;
        }

        for (int i = 0; i < Routes.Count; i++)
        {
            if (!ReferenceEquals(Routes[i], other.Routes[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Equal for drafts with the same routes.</summary>
    public int RoutesHash()
    {
        HashCode hash = default;
        foreach (EnvoyRoute route in Routes)
        {
            hash.Add(RuntimeHelpers.GetHashCode(route));
        }

        return hash.ToHashCode();
    }

    /// <summary>The finished message: routes that take everything come last.</summary>
    /// <remarks>istiod: pilot/pkg/networking/core/route/route.go:SortVHostRoutes.</remarks>
    public VirtualHost Build()
    {
        foreach (EnvoyRoute route in Routes)
        {
            if (!TakesAll(route))
            {
                Host.Routes.Add(route);
            }
        }

        foreach (EnvoyRoute route in Routes)
        {
            if (TakesAll(route))
            {
                Host.Routes.Add(route);
            }
        }

        return Host;
    }

    private static bool TakesAll(EnvoyRoute route) =>
        route.Match is not null && Istiod.Envoy.Routes.RouteMatches.IsCatchAll(route.Match);
}
