using System.Globalization;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ApplyTo = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.ApplyTo;
using Context = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.PatchContext;
using Operation = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.Patch.Types.Operation;
using Route = Istiod.Protos.Envoy.Config.Route.V3.Route;
using RouteAction = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.RouteConfigurationMatch.Types.RouteMatch.Types.Action;
using RouteMatch = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.RouteConfigurationMatch.Types.RouteMatch;

namespace Istiod.Envoy.Patches;

/// <summary>Patches route configurations.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/envoyfilter/rc_patch.go.</remarks>
internal sealed class RoutePatcher(PatchSet set, Context context)
{
    /// <summary>Whether a set patches routes at all.</summary>
    public static bool Concerns(PatchSet set) =>
        set.Has(ApplyTo.RouteConfiguration) || set.Has(ApplyTo.VirtualHost) || set.Has(ApplyTo.HttpRoute);

    /// <summary>Patches <paramref name="routes"/> itself.</summary>
    public void Apply(RouteConfiguration routes)
    {
        foreach (EnvoyPatch patch in Matching(ApplyTo.RouteConfiguration, routes))
        {
            if (patch is { Operation: Operation.Merge, Value: RouteConfiguration value })
            {
                routes.MergeFrom(value);
            }
        }

        RepeatedField<VirtualHost> hosts = routes.VirtualHosts;
        HashSet<string> removed = new(StringComparer.Ordinal);
        for (int i = 0; i < hosts.Count; i++)
        {
            if (IsRemoved(routes, i))
            {
                removed.Add(hosts[i].Name);
            }
        }

        foreach (EnvoyPatch patch in Matching(ApplyTo.VirtualHost, routes))
        {
            if (patch is { Operation: Operation.Add, Value: VirtualHost value })
            {
                hosts.Add(value.Clone());
            }
        }

        if (removed.Count > 0)
        {
            hosts.RemoveAll(host => removed.Contains(host.Name));
        }
    }

    /// <summary>Patches a virtual host.</summary>
    /// <returns>Whether it is removed instead.</returns>
    private bool IsRemoved(RouteConfiguration routes, int index)
    {
        RepeatedField<VirtualHost> hosts = routes.VirtualHosts;
        foreach (EnvoyPatch patch in Matching(ApplyTo.VirtualHost, routes))
        {
            if (!Matches(patch, hosts[index]))
            {
                continue;
            }

            if (patch.Operation == Operation.Remove)
            {
                return true;
            }

            if (patch is { Operation: Operation.Merge, Value: VirtualHost merged })
            {
                hosts[index].MergeFrom(merged);
            }
            else if (patch is { Operation: Operation.Replace, Value: VirtualHost replacement })
            {
                hosts[index] = replacement.Clone();
            }
        }

        PatchRoutes(routes, hosts[index]);
        return false;
    }

    private void PatchRoutes(RouteConfiguration routes, VirtualHost host)
    {
        List<EnvoyPatch> patches = [];
        foreach (EnvoyPatch patch in Matching(ApplyTo.HttpRoute, routes))
        {
            if (Matches(patch, host))
            {
                patches.Add(patch);
            }
        }

        // What is removed is an anchor until all is inserted.
        HashSet<Route> removed = new(ReferenceEqualityComparer.Instance);
        foreach (Route route in host.Routes)
        {
            foreach (EnvoyPatch patch in patches)
            {
                if (!Matches(patch, route))
                {
                    continue;
                }

                if (patch.Operation == Operation.Remove)
                {
                    removed.Add(route);
                    break;
                }

                if (patch is { Operation: Operation.Merge, Value: Route value })
                {
                    route.MergeFrom(value);
                }
            }
        }

        foreach (EnvoyPatch patch in patches)
        {
            if (patch.Operation is Operation.Remove or Operation.Merge or Operation.Replace)
            {
                continue;
            }

            // "First" with a condition: first of all routes, but only if there is one that meets the condition.
            Predicate<Route>? isAnchor = RouteOf(patch) is null ? null : route => !removed.Contains(route) && Matches(patch, route);
            if (patch.Operation != Operation.InsertFirst || isAnchor is null || host.Routes.Exists(isAnchor))
            {
                PatchEdits.Edit(host.Routes, patch, isAnchor);
            }
        }

        host.Routes.RemoveAll(removed.Contains);
    }

    private List<EnvoyPatch> Matching(ApplyTo applyTo, RouteConfiguration routes)
    {
        List<EnvoyPatch> found = [];
        foreach (EnvoyPatch patch in set.Of(applyTo, context))
        {
            if (patch.Match.RouteConfiguration is not { } match || Matches(match, routes.Name))
            {
                found.Add(patch);
            }
        }

        return found;
    }

    /// <remarks>istiod: rc_patch.go:routeConfigurationMatch, model/gateway.go:ParseGatewayRDSRouteName.</remarks>
    private bool Matches(EnvoyFilter.Types.RouteConfigurationMatch match, string name)
    {
        if (match.Name.Length > 0 && !string.Equals(match.Name, name, StringComparison.Ordinal))
        {
            return false;
        }

        if (context != Context.Gateway)
        {
            return match.PortNumber == 0 || PortOf(name) == match.PortNumber;
        }

        string[] parts = name.Split('.');
        bool isHttps = parts.Length == 5 && parts[0] is "https";
        int port = isHttps || parts[0] is "http" ? Number(parts.Length > 1 ? parts[1] : "") : 0;
        return (match.PortName.Length == 0 || (isHttps && match.PortName == parts[2]))
            && (match.Gateway.Length == 0 || (isHttps && match.Gateway == $"{parts[4]}/{parts[3]}"))
            && (match.PortNumber == 0 || LeadsTo(port, (int)match.PortNumber));
    }

    /// <summary>Gateways are known by the ports of their service, if it has some that lead to the port.</summary>
    private bool LeadsTo(int listened, int wanted)
    {
        bool isKnown = false;
        foreach (ListenedPort pair in set.Ports)
        {
            if (pair.Listened == listened)
            {
                isKnown = true;
                if (pair.Service == wanted)
                {
                    return true;
                }
            }
        }

        return !isKnown && listened == wanted;
    }

    private static int PortOf(string name)
    {
        string[] parts = name.Split('|');
        return Number(parts[0] is "inbound" && parts.Length > 1 ? parts[1] : name);
    }

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;

    private static bool Matches(EnvoyPatch patch, VirtualHost host) =>
        patch.Match.RouteConfiguration?.Vhost is not { } match
        || ((match.Name.Length == 0 || match.Name == host.Name)
            && (match.DomainName.Length == 0 || host.Domains.Contains(match.DomainName)));

    private static RouteMatch? RouteOf(EnvoyPatch patch) => patch.Match.RouteConfiguration?.Vhost?.Route;

    private static bool Matches(EnvoyPatch patch, Route route)
    {
        if (RouteOf(patch) is not { } match)
        {
            return true;
        }

        if (match.Name.Length > 0 && match.Name != route.Name)
        {
            return false;
        }

        RouteAction? action = route.Route_ is not null ? RouteAction.Route
            : route.Redirect is not null ? RouteAction.Redirect
            : route.DirectResponse is not null ? RouteAction.DirectResponse
            : null;
        return match.Action == RouteAction.Any || action is null || action == match.Action;
    }
}
