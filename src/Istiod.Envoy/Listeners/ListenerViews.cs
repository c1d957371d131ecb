using Istiod.Envoy.Listeners.Inbound;
using Istiod.Envoy.Listeners.Outbound;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Resources;

namespace Istiod.Envoy.Listeners;

/// <summary>
/// Listeners of sidecars: a plan for each scope, a resource for each planned listener, shared by all proxies whose traits are the
/// same, and a view for each workload.
/// </summary>
internal sealed class ListenerViews
{
    private readonly MeshModel _model;
    private readonly ResourceStore _store;
    private readonly Memo<OutboundQuery, OutboundPlan> _plans;
    private readonly Memo<OutboundListenerKey, XdsResource> _outbound;
    private readonly Memo<Hashed<SidecarKey>, ResourceView> _own;
    private readonly Memo<Hashed<SidecarKey>, ResourceView> _views;

    /// <summary>Adds the memos to <paramref name="graph"/>.</summary>
    public ListenerViews(Graph graph, MeshModel model, ResourceStore store)
    {
        _model = model;
        _store = store;
        _plans = graph.AddMemo<OutboundQuery, OutboundPlan>(
            "listener-plan", (query, reads) => OutboundPlanner.Plan(query, new Build(model, reads)));
        _outbound = graph.AddMemo<OutboundListenerKey, XdsResource>("listener-outbound", MakeOutbound);
        _own = graph.AddMemo<Hashed<SidecarKey>, ResourceView>("listeners-own", MakeOwn);
        _views = graph.AddMemo<Hashed<SidecarKey>, ResourceView>("listeners", MakeView);
    }

    /// <summary>Listeners of a sidecar; other kinds have none here.</summary>
    public ResourceView View(ProxyIdentity proxy, Reads reads) => proxy.Kind == ProxyKind.Sidecar
        ? reads.Get(_views, new Hashed<SidecarKey>(SidecarKeys.Of(proxy, new Build(_model, reads), _plans)))
        : ResourceView.Empty;

    private ResourceView MakeView(Hashed<SidecarKey> key, Reads reads)
    {
        Build build = new(_model, reads);
        if (build.Mesh.ProxyListenPort <= 0)
        {
            return ResourceView.Empty;
        }

        SidecarKey sidecar = key.Value;
        OutboundPlan plan = reads.Get(_plans, sidecar.Outbound);
        Hashed<NetworkTraits> network = new(sidecar.Network(plan.EgressCluster));
        Hashed<HttpTraits> http = new(sidecar.OutboundHttp());
        List<XdsResource> resources = new(plan.Listeners.Count);
        foreach (Hashed<ListenerPlan> listener in plan.Listeners)
        {
            resources.Add(reads.Get(
                _outbound, new OutboundListenerKey(listener, network, listener.Value.HasHttp ? http : null)));
        }

        // Of two listeners with one name the proxy's own wins.
        return reads.Get(_own, key).Merge(ResourceView.Take([.. resources]));
    }

    private ResourceView MakeOwn(Hashed<SidecarKey> key, Reads reads)
    {
        Build build = new(_model, reads);
        SidecarKey sidecar = key.Value;
        OutboundPlan plan = reads.Get(_plans, sidecar.Outbound);
        NetworkTraits network = sidecar.Network(plan.EgressCluster);
        PlacementTraits placement = sidecar.Outbound.Traits;
        List<Listener> listeners = InboundListeners.Build(sidecar.Inbound, build);
        int proxyPort = sidecar.HttpProxyPort ?? build.Mesh.ProxyHttpPort;
        if (OutboundListeners.HttpProxy(
            proxyPort, placement.Addresses.Families, network, sidecar.OutboundHttp(), build) is { } httpProxy)
        {
            listeners.Add(httpProxy);
        }

        if (placement.Interception != InterceptionMode.None)
        {
            listeners.Add(OutboundListeners.Virtual(placement.Addresses.Families, placement.Interception, network, build));
        }

        SortedDictionary<string, XdsResource> byName = new(StringComparer.Ordinal);
        foreach (Listener listener in listeners)
        {
            byName[listener.Name] = _store.Create(listener.Name, listener);
        }

        return ResourceView.Take([.. byName.Values]);
    }

    private XdsResource MakeOutbound(OutboundListenerKey key, Reads reads)
    {
        Listener listener = OutboundListeners.Build(
            key.Plan.Value, key.Network.Value, key.Http?.Value, new Build(_model, reads));
        return _store.Create(listener.Name, listener);
    }

    /// <summary>What an outbound listener depends on.</summary>
    private readonly record struct OutboundListenerKey(
        Hashed<ListenerPlan> Plan, Hashed<NetworkTraits> Network, Hashed<HttpTraits>? Http);
}
