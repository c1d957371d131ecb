using Istiod.Envoy.Filters.Extensions;
using Istiod.Envoy.Filters.Network;
using Istiod.Envoy.Listeners;
using Istiod.Envoy.Listeners.Outbound;
using Istiod.Envoy.Listeners.Telemetry;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ServicePort = Istiod.Model.ServicePort;
using TlsMode = Istiod.Protos.Istio.Networking.V1Alpha3.ServerTLSSettings.Types.TLSmode;

namespace Istiod.Envoy.Gateways;

/// <summary>TCP filter chains of one listener of a gateway.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/gateway.go:createGatewayTCPFilterChainOpts.</remarks>
internal sealed class GatewayTcpChains
{
    private static readonly ValueArray<string> MeshProtocols =
        ["istio", "istio-peer-exchange", "istio-http/1.0", "istio-http/1.1", "istio-h2"];

    private readonly GatewayTraits _traits;
    private readonly Build _build;
    private readonly OutboundTargets _targets;
    private readonly EgressScope _scope;
    private readonly Dictionary<string, string> _sniHosts = new(StringComparer.Ordinal);

    /// <summary>Builds chains of one listener.</summary>
    public GatewayTcpChains(GatewayTraits traits, Build build)
    {
        _traits = traits;
        _build = build;
        _scope = build.Reads.Get(build.Model.Scopes, traits.Outbound.Scope);
        _targets = new OutboundTargets(traits.Outbound, _scope, build);
    }

    /// <summary>Adds the chains of a server; none if no virtual service says where it leads.</summary>
    public void AddTo(List<GatewayChain> chains, GatewayServer server)
    {
        if (server.Spec.Tls is not { } tls)
        {
            if (OfTcpRoutes(server) is { } filters)
            {
                chains.Add(new GatewayChain(filters));
            }
        }
        else if (tls.Mode == TlsMode.AutoPassthrough)
        {
            AddServices(chains, server);
        }
        else if (tls.Mode == TlsMode.Passthrough)
        {
            AddTlsRoutes(chains, server);
        }
        else if (OfTcpRoutes(server) is { } filters)
        {
            chains.Add(new GatewayChain(filters)
            {
                SniHosts = server.SniHosts,
                Tls = ServerTls.Build(
                    tls, _traits.Certificates, _build, isTcpServer: server.Protocol != Protocol.Https && !server.Protocol.IsHttp()),
            });
        }
    }

    private ValueArray<VirtualServiceConfig> VirtualServices(GatewayServer server) => _build.Reads.Get(
        _build.Model.VirtualServices, new VirtualServiceQuery(_traits.Outbound.Scope.Namespace, server.Gateway));

    /// <summary>Filters of the first TCP route that matches; <c>null</c> if there is none.</summary>
    private List<Filter>? OfTcpRoutes(GatewayServer server)
    {
        foreach (VirtualServiceConfig config in VirtualServices(server))
        {
            if (!GatewayHosts.Overlap(server, config))
            {
                continue;
            }

            foreach (TCPRoute route in config.Spec.Tcp)
            {
                if (Matches(route, server))
                {
                    return Filters(route.Route, server, config);
                }
            }

            if (config.Semantics == RouteSemantics.GatewayApi && server.Spec.Tls is not null)
            {
                // A TLSRoute of the Gateway API has TLS routes also where TLS ends.
                foreach (TLSRoute route in config.Spec.Tls)
                {
                    foreach (TLSMatchAttributes match in route.Match)
                    {
                        if (Matches(match.Port, match.Gateways, server))
                        {
                            return Filters(route.Route, server, config);
                        }
                    }
                }
            }
        }

        return null;
    }

    /// <summary>One chain for each condition of each TLS route; server names that are taken already are left out.</summary>
    private void AddTlsRoutes(List<GatewayChain> chains, GatewayServer server)
    {
        foreach (VirtualServiceConfig config in VirtualServices(server))
        {
            if (!GatewayHosts.Overlap(server, config))
            {
                continue;
            }

            foreach (TLSRoute route in config.Spec.Tls)
            {
                foreach (TLSMatchAttributes match in route.Match)
                {
                    if (Matches(match.Port, match.Gateways, server)
                        && TryClaim(match.SniHosts, server.Spec.Bind)
                        && Filters(route.Route, server, config) is { } filters)
                    {
                        chains.Add(new GatewayChain(filters) { SniHosts = ValueArray.Create<string>([.. match.SniHosts]) });
                    }
                }
            }
        }
    }

    /// <summary>
    /// A chain for each service and subset that the server's hosts cover. Only names and protocols of the mesh's own TLS get in, so
    /// that no workload is reached without mutual TLS.
    /// </summary>
    /// <remarks>istiod: pilot/pkg/networking/core/gateway.go:builtAutoPassthroughFilterChains.</remarks>
    private void AddServices(List<GatewayChain> chains, GatewayServer server)
    {
        foreach (ScopedService scoped in _scope.Services)
        {
            if (!Covers(server, scoped.Key.Host)
                || !_build.Reads.TryGet(_build.Model.Services, scoped.Key, out MeshService? service)
                || service.IsMeshExternal)
            {
                continue;
            }

            DestinationRule? rule = _targets.RuleOf(service);
            foreach (ServicePort port in service.Ports)
            {
                if (port.Protocol == Protocol.Udp)
                {
                    continue;
                }

                AddService(chains, service, port, rule, "");
                foreach (Subset subset in rule?.Subsets ?? [])
                {
                    AddService(chains, service, port, rule, subset.Name);
                }
            }
        }
    }

    private void AddService(List<GatewayChain> chains, MeshService service, ServicePort port, DestinationRule? rule, string subset)
    {
        string cluster = EnvoyNames.Sni(port.Number, subset, service.Key.Host.Value);
        TcpTarget target = _targets.OfSni(cluster, service, port, rule, subset);
        chains.Add(new GatewayChain(Filters(target, exchangesMetadata: false, port: null))
        {
            SniHosts = [cluster],
            ApplicationProtocols = MeshProtocols,
        });
    }

    private List<Filter>? Filters(RepeatedField<RouteDestination> routes, GatewayServer server, VirtualServiceConfig config)
    {
        ServicePort port = new(server.Spec.Port?.Name ?? "", server.Port, server.Protocol);
        return _targets.OfRoutes(routes, port, config) is { } target
            ? Filters(target, server.Spec.Tls?.Mode == TlsMode.IstioMutual, server.Port)
            : null;
    }

    /// <param name="port">Port whose policies and extensions apply; <c>null</c>: none do.</param>
    /// <remarks>istiod: pilot/pkg/networking/core/networkfilter.go:buildCompleteNetworkFilters.</remarks>
    private List<Filter> Filters(TcpTarget target, bool exchangesMetadata, int? port)
    {
        RepeatedField<Filter> filters = [];
        if (exchangesMetadata)
        {
            NetworkMetadataExchange.AddTo(filters, _build.Features);
        }

        if (port is { } number)
        {
            ExtensionScope extensions = new(_traits.Http.Extensions, ListenerClass.Gateway, number);
            NetworkExtensions.AddWithPolicies(
                filters, extensions, _traits.Http.Policies?.Authorization, usesFilterState: false, _build);
        }

        StatsFilters.AddTo(filters, _traits.Telemetry, ListenerClass.Gateway, isWaypoint: false);
        TcpFilters.AddTo(filters, target, _traits.Http.IdleTimeout, _traits.Telemetry, _build);
        return filters;
    }

    private bool TryClaim(RepeatedField<string> hosts, string bind)
    {
        foreach (string host in hosts)
        {
            if (_sniHosts.TryGetValue(host, out string? known) && known == bind)
            {
                return false;
            }
        }

        foreach (string host in hosts)
        {
            _sniHosts[host] = bind;
        }

        return true;
    }

    private static bool Covers(GatewayServer server, Hostname service)
    {
        foreach (string host in server.SniHosts)
        {
            if (service.IsSubsetOf(new Hostname(host)))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Matches(TCPRoute route, GatewayServer server)
    {
        foreach (L4MatchAttributes match in route.Match)
        {
            if (Matches(match.Port, match.Gateways, server))
            {
                return true;
            }
        }

        return route.Match.Count == 0;
    }

    private static bool Matches(uint port, RepeatedField<string> gateways, GatewayServer server) =>
        (port == 0 || port == (uint)server.Port) && GatewayHosts.Includes(gateways, server.Gateway);
}
