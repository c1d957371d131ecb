using Istiod.Envoy.Routes;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Route.V3;
using EnvoyRoute = Istiod.Protos.Envoy.Config.Route.V3.Route;
using HostPort = Istiod.Envoy.Routes.HostPort;
using TlsRequirement = Istiod.Protos.Envoy.Config.Route.V3.VirtualHost.Types.TlsRequirementType;

namespace Istiod.Envoy.Gateways;

/// <summary>Gathers the virtual hosts of a gateway's route configuration over its servers and their virtual services.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/gateway.go:buildGatewayHTTPRouteConfig.</remarks>
internal sealed class GatewayVirtualHosts(GatewayRoute route, RouteTraits traits, GatewayServices services, MeshSettings settings)
{
    private readonly Dictionary<string, GatewayHostDraft> _hosts = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Gateway, NamespacedName Config), List<EnvoyRoute>> _routes = [];

    /// <summary>The virtual hosts, by name.</summary>
    /// <param name="virtualServices">Virtual services of a gateway, in order of precedence.</param>
    public List<VirtualHost> Build(Func<string, ValueArray<VirtualServiceConfig>> virtualServices)
    {
        foreach (GatewayServer server in route.Servers)
        {
            foreach (VirtualServiceConfig config in virtualServices(server.Gateway))
            {
                Add(server, config);
            }

            if (server.Spec.Tls is { HttpsRedirect: true })
            {
                RedirectAll(server);
            }
        }

        List<VirtualHost> built = [];
        if (_hosts.Count == 0)
        {
            VirtualHost none = new() { Name = HostPort.Join("blackhole", route.Servers[0].Port) };
            none.Domains.Add("*");
            built.Add(none); // without routes: everything is answered with 404
            return built;
        }

        foreach (GatewayHostDraft draft in Collapsed())
        {
            built.Add(draft.Build());
        }

        built.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return built;
    }

    private void Add(GatewayServer server, VirtualServiceConfig config)
    {
        List<string> hosts = GatewayHosts.Intersect(server, config);
        if (hosts.Count == 0)
        {
            return;
        }

        GatewayDestinations destinations = new(config, services);
        List<EnvoyRoute> routes = RoutesOf(server, config, destinations);
        if (routes.Count == 0)
        {
            return;
        }

        foreach (string given in hosts)
        {
            string host = given.ToLowerInvariant();
            if (!_hosts.TryGetValue(host, out GatewayHostDraft? draft))
            {
                draft = Open(host, server);
                if (StatefulSessions.PerRoute(destinations.Find(host), settings.Features) is { } session)
                {
                    draft.Host.TypedPerFilterConfig[StatefulSessions.FilterName] = session;
                }
            }

            draft.Routes.AddRange(routes);
            if (server.Spec.Tls is { HttpsRedirect: true })
            {
                draft.Host.RequireTls = TlsRequirement.All;
            }
        }
    }

    private List<EnvoyRoute> RoutesOf(GatewayServer server, VirtualServiceConfig config, GatewayDestinations destinations)
    {
        if (_routes.TryGetValue((server.Gateway, config.Name), out List<EnvoyRoute>? known))
        {
            return known;
        }

        List<EnvoyRoute> routes = HttpRouteTranslator.Translate(config, new RouteContext
        {
            ListenerPort = server.Port,
            Gateways = [server.Gateway],
            ProxyNamespace = traits.Namespace,
            ProxyLabels = traits.Labels,
            Settings = settings,
            FindService = destinations.Find,
            FindHash = target => services.Hashes.Find(target.Host, traits.Labels) is { } rule
                ? HashPolicies.ForDestination(rule, target)
                : null,
            AppendsForwardedHost = traits.AppendsForwardedHost,
            IsTls = server.Spec.Tls is not null,
            OffersHttp3 = route.OffersHttp3,
            IsProxylessGrpc = traits.IsProxylessGrpc,
        });
        if (routes.Count > 0)
        {
            _routes.Add((server.Gateway, config.Name), routes);
        }

        return routes;
    }

    /// <summary>Hosts of a server that redirects need no virtual service.</summary>
    private void RedirectAll(GatewayServer server)
    {
        foreach (string given in server.Spec.Hosts)
        {
            string host = given.ToLowerInvariant();
            GatewayHostDraft draft = _hosts.TryGetValue(host, out GatewayHostDraft? known) ? known : Open(host, server);
            draft.Host.RequireTls = TlsRequirement.All;
        }
    }

    private GatewayHostDraft Open(string host, GatewayServer server)
    {
        GatewayHostDraft draft = new(new VirtualHost
        {
            Name = HostPort.Join(host, server.Port),
            IncludeRequestAttemptCount = traits.CountsAttempts,
        });
        draft.Host.Domains.Add(host);
        _hosts.Add(host, draft);
        return draft;
    }

    /// <summary>Hosts with the same routes become one, under the name of the most specific.</summary>
    /// <remarks>istiod: pilot/pkg/networking/core/gateway.go:collapseDuplicateRoutes.</remarks>
    private List<GatewayHostDraft> Collapsed()
    {
        if (!settings.Features.EnableRouteCollapseOptimization)
        {
            return [.. _hosts.Values];
        }

        List<string> names = [.. _hosts.Keys];
        names.Sort(static (a, b) => Hostname.CompareBySpecificity(new Hostname(a), new Hostname(b)));
        List<GatewayHostDraft> kept = [];
        Dictionary<int, GatewayHostDraft> byRoutes = [];
        foreach (string name in names)
        {
            GatewayHostDraft draft = _hosts[name];
            int hash = draft.RoutesHash();
            if (byRoutes.TryGetValue(hash, out GatewayHostDraft? like) && draft.IsLike(like))
            {
                like.Host.Domains.AddRange(draft.Host.Domains);
                continue;
            }

            byRoutes[hash] = draft;
            kept.Add(draft);
        }

        return kept;
    }
}
