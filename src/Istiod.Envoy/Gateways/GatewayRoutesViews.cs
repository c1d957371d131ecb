using Istiod.Envoy.Endpoints;
using Istiod.Envoy.Listeners;
using Istiod.Envoy.Routes;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Istiod.Resources;

namespace Istiod.Envoy.Gateways;

/// <summary>Route configurations of gateways.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/gateway.go:buildGatewayHTTPRouteConfig.</remarks>
internal sealed class GatewayRoutesViews
{
    private readonly MeshModel _model;
    private readonly ResourceStore _store;
    private readonly ScopeRoutes _scopes;
    private readonly Memo<ScopeKey, HostTable> _hosts;
    private readonly Memo<GatewayServices.HostKey, ServiceKey?> _serviceOfHost;
    private readonly Memo<LabelKeysKey, ValueArray<string>> _labelKeys;
    private readonly Memo<RouteKey, XdsResource> _configurations;

    /// <summary>Adds the memos to <paramref name="graph"/>.</summary>
    public GatewayRoutesViews(Graph graph, MeshModel model, ResourceStore store, ScopeRoutes scopes)
    {
        _model = model;
        _store = store;
        _scopes = scopes;
        _hosts = graph.AddMemo<ScopeKey, HostTable>("gateway-hosts", (key, reads) => HostTable.Of(reads.Get(model.Scopes, key)));
        _serviceOfHost = graph.AddMemo<GatewayServices.HostKey, ServiceKey?>(
            "gateway-service-of-host", (key, reads) => reads.Get(_hosts, key.Scope).Find(key.Host));
        _labelKeys = graph.AddMemo<LabelKeysKey, ValueArray<string>>("gateway-label-keys", FindLabelKeys);
        _configurations = graph.AddMemo<RouteKey, XdsResource>("gateway-routes", Build, ByVersion.Instance);
    }

    /// <summary>The route configurations of these names; one that no server has is there without hosts.</summary>
    public ResourceView View(ProxyIdentity proxy, NameList names, Reads reads)
    {
        MergedGateway merged = _model.GatewayOf(proxy, reads);
        ScopeKey scope = _model.ScopeOf(proxy, reads);
        LabelSet labels = ScopeRoutes.Keep(
            reads.Get(_model.Workloads, proxy).Labels, reads.Get(_labelKeys, new LabelKeysKey(scope, merged.Gateways)));
        Hashed<RouteTraits> traits = new(RouteTraits.Of(proxy, labels, _model.SettingsOf(reads)));
        XdsResource[] resources = new XdsResource[names.Count];
        for (int i = 0; i < resources.Length; i++)
        {
            string name = names.Names[i];
            GatewayRoute route = merged.FindRoute(name) ?? new GatewayRoute(name, default, false);
            resources[i] = reads.Get(_configurations, new RouteKey(new Hashed<GatewayRoute>(route), scope, traits));
        }

        return ResourceView.Take(resources);
    }

    private XdsResource Build(RouteKey key, Reads reads)
    {
        GatewayRoute route = key.Route.Value;
        if (route.Servers.IsEmpty)
        {
            // A listener that drains may still ask for it.
            return _store.Create(route.Name, new RouteConfiguration { Name = route.Name, ValidateClusters = false });
        }

        RouteTraits traits = key.Traits.Value;
        GatewayServices services = new(_model, reads, key.Scope, _serviceOfHost, reads.Get(_scopes.HashRules, key.Scope));
        List<Segment> segments =
        [
            _store.Intern(new RouteConfiguration
            {
                Name = route.Name,
                ValidateClusters = false,
                MaxDirectResponseBodySizeBytes = RoutesViews.MaxDirectResponseBytes,
                IgnorePortInHostMatching = !traits.IsProxylessGrpc,
            }),
        ];
        GatewayVirtualHosts hosts = new(route, traits, services, _model.SettingsOf(reads));
        foreach (VirtualHost host in hosts.Build(
            gateway => reads.Get(_model.VirtualServices, new VirtualServiceQuery(key.Scope.Namespace, gateway))))
        {
            segments.Add(_store.InternField(OutboundHost.FieldNumber, host));
        }

        return ResourceStore.Create(route.Name, System.Runtime.InteropServices.CollectionsMarshal.AsSpan(segments));
    }

    private ValueArray<string> FindLabelKeys(LabelKeysKey key, Reads reads)
    {
        SortedSet<string> keys = new(StringComparer.Ordinal);
        foreach (string gateway in key.Gateways)
        {
            foreach (VirtualServiceConfig config in reads.Get(
                _model.VirtualServices, new VirtualServiceQuery(key.Scope.Namespace, gateway)))
            {
                foreach (HTTPRoute rule in config.Spec.Http)
                {
                    foreach (HTTPMatchRequest condition in rule.Match)
                    {
                        keys.UnionWith(condition.SourceLabels.Keys);
                    }
                }
            }
        }

        reads.Get(_scopes.HashRules, key.Scope).AddLabelKeys(keys);
        return [.. keys];
    }

    private readonly record struct LabelKeysKey(ScopeKey Scope, ValueArray<string> Gateways);

    private sealed record RouteKey(Hashed<GatewayRoute> Route, ScopeKey Scope, Hashed<RouteTraits> Traits);
}
