using Istiod.Envoy.Clusters;
using Istiod.Envoy.Endpoints;
using Istiod.Envoy.Extensions;
using Istiod.Envoy.Gateways;
using Istiod.Envoy.Listeners;
using Istiod.Envoy.NameTables;
using Istiod.Envoy.Patches;
using Istiod.Envoy.Routes;
using Istiod.Envoy.Secrets;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Resources;

namespace Istiod.Envoy;

/// <summary>Everything that Envoy proxies get: one memo, keyed by proxy and type, over views that proxies share.</summary>
public sealed class EnvoyViews
{
    private readonly ClusterViews _clusters;
    private readonly EndpointViews _endpoints;
    private readonly ListenerViews _listeners;
    private readonly RoutesViews _routes;
    private readonly GatewayListenersViews _gatewayListeners;
    private readonly GatewayRoutesViews _gatewayRoutes;
    private readonly NameTableViews _names;
    private readonly ExtensionViews _extensions;
    private readonly PatchViews _patches;
    private readonly SecretViews _secrets;
    private readonly TrustAnchorViews _anchors;

    /// <summary>Adds all memos to <paramref name="graph"/>, after those of <paramref name="model"/>.</summary>
    public EnvoyViews(Graph graph, MeshModel model, ResourceStore store)
    {
        _clusters = new ClusterViews(graph, model, store, new DnsClusterEndpoints(model));
        _endpoints = new EndpointViews(graph, model, store, _clusters);
        _listeners = new ListenerViews(graph, model, store);
        _routes = new RoutesViews(graph, model, store);
        _gatewayListeners = new GatewayListenersViews(graph, model, store);
        _gatewayRoutes = new GatewayRoutesViews(graph, model, store, _routes.Scopes);
        _names = new NameTableViews(graph, model, store);
        _extensions = new ExtensionViews(graph, model, store);
        _patches = new PatchViews(graph, model, store);
        _secrets = new SecretViews(graph, model, store);
        _anchors = new TrustAnchorViews(graph, model, store);
        Views = graph.AddMemo<ProxyViewKey, ResourceView?>("proxy-view", View, SameView.Instance);
    }

    /// <summary>What a proxy should have of a type; <c>null</c>: the type is not served to it.</summary>
    public Memo<ProxyViewKey, ResourceView?> Views { get; }

    private ResourceView? View(ProxyViewKey key, Reads reads)
    {
        if (key.Proxy.Kind is ProxyKind.Ztunnel or ProxyKind.AgentGateway)
        {
            return null;
        }

        return key.Type == XdsType.Cluster ? _patches.Apply(_clusters.View(key.Proxy, reads), key.Proxy, key.Type, reads)
            : key.Type == XdsType.Endpoint ? _endpoints.View(key.Proxy, reads)
            : key.Type == XdsType.Listener ? _patches.Apply(Listeners(key, reads), key.Proxy, key.Type, reads)
            : key.Type == XdsType.Route ? _patches.Apply(Routes(key, reads), key.Proxy, key.Type, reads)
            : key.Type == XdsType.Secret ? _secrets.View(key.Proxy, key.Names, reads)
            : key.Type == XdsType.ProxyConfig ? _anchors.View(reads)
            : key.Type == XdsType.NameTable ? _names.View(key.Proxy, reads)
            : key.Type == XdsType.ExtensionConfig ? Extensions(key, reads)
            : null;
    }

    private ResourceView Extensions(ProxyViewKey key, Reads reads) =>
        _patches.AddExtensions(_extensions.View(key.Proxy, key.Names, reads), key.Proxy, key.Names, reads);

    private ResourceView Listeners(ProxyViewKey key, Reads reads) => key.Proxy.Kind == ProxyKind.Router
        ? _gatewayListeners.View(key.Proxy, reads)
        : _listeners.View(key.Proxy, reads);

    private ResourceView Routes(ProxyViewKey key, Reads reads) => key.Proxy.Kind == ProxyKind.Router
        ? _gatewayRoutes.View(key.Proxy, key.Names, reads)
        : _routes.View(key.Proxy, key.Names, reads);
}
