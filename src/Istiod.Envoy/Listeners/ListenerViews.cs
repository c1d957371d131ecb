using Istiod.Envoy.Endpoints;
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
    private readonly Memo<VirtualOutboundKey, XdsResource> _virtualOutbound;
    private readonly Memo<Hashed<InboundKey>, ResourceView> _inbound;
    private readonly Memo<Hashed<SidecarKey>, ResourceView> _views;

    /// <summary>Adds the memos to <paramref name="graph"/>.</summary>
    public ListenerViews(Graph graph, MeshModel model, ResourceStore store)
    {
        _model = model;
        _store = store;
        _plans = graph.AddMemo<OutboundQuery, OutboundPlan>(
            "listener-plan", (query, reads) => OutboundPlanner.Plan(query, new Build(model, reads)));
        _outbound = graph.AddMemo<OutboundListenerKey, XdsResource>("listener-outbound", MakeOutbound, ByVersion.Instance);
        _virtualOutbound = graph.AddMemo<VirtualOutboundKey, XdsResource>(
            "listener-virtual-outbound", MakeVirtualOutbound, ByVersion.Instance);
        _inbound = graph.AddMemo<Hashed<InboundKey>, ResourceView>("listeners-inbound", MakeInbound, SameView.Instance);
        _views = graph.AddMemo<Hashed<SidecarKey>, ResourceView>("listeners", MakeView, SameView.Instance);
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
        PlacementTraits placement = sidecar.Outbound.Traits;
        AddressFamilies families = placement.Addresses.Families;
        OutboundPlan plan = reads.Get(_plans, sidecar.Outbound);
        Hashed<NetworkTraits> network = new(sidecar.Network(plan.EgressCluster));
        Hashed<HttpTraits> http = new(sidecar.OutboundHttp());
        Dictionary<string, XdsResource> byName = new(plan.Listeners.Count + 3, StringComparer.Ordinal);
        foreach (Hashed<ListenerPlan> listener in plan.Listeners)
        {
            Add(byName, reads.Get(
                _outbound, new OutboundListenerKey(listener, network, listener.Value.HasHttp ? http : null)));
        }

        // Of two listeners with one name the proxy's own wins.
        int proxyPort = sidecar.HttpProxyPort ?? build.Mesh.ProxyHttpPort;
        if (proxyPort != 0)
        {
            Hashed<ListenerPlan> forward = new(OutboundListeners.ForwardProxy(proxyPort, families));
            Add(byName, reads.Get(_outbound, new OutboundListenerKey(forward, network, http)));
        }

        if (placement.Interception != InterceptionMode.None)
        {
            VirtualOutboundKey caught = new(families, placement.Interception, network);
            Add(byName, reads.Get(_virtualOutbound, caught));
        }

        foreach (XdsResource inbound in reads.Get(_inbound, new Hashed<InboundKey>(sidecar.Inbound)).Resources)
        {
            Add(byName, inbound);
        }

        return ResourceView.Take([.. byName.Values]);
    }

    private static void Add(Dictionary<string, XdsResource> byName, XdsResource resource) => byName[resource.Name] = resource;

    private ResourceView MakeInbound(Hashed<InboundKey> key, Reads reads)
    {
        Dictionary<string, XdsResource> byName = new(StringComparer.Ordinal);
        foreach (Listener listener in InboundListeners.Build(key.Value, new Build(_model, reads)))
        {
            Add(byName, _store.Create(listener.Name, listener));
        }

        return ResourceView.Take([.. byName.Values]);
    }

    private XdsResource MakeVirtualOutbound(VirtualOutboundKey key, Reads reads)
    {
        Listener listener =
            OutboundListeners.Virtual(key.Families, key.Interception, key.Network.Value, new Build(_model, reads));
        return _store.Create(listener.Name, listener);
    }

    private XdsResource MakeOutbound(OutboundListenerKey key, Reads reads)
    {
        Listener listener = OutboundListeners.Build(
            key.Plan.Value, key.Network.Value, key.Http?.Value, new Build(_model, reads));
        return _store.Create(listener.Name, listener);
    }

    /// <summary>What the listener for redirected traffic depends on.</summary>
    private readonly record struct VirtualOutboundKey(
        AddressFamilies Families, InterceptionMode Interception, Hashed<NetworkTraits> Network);

    /// <summary>What an outbound listener depends on.</summary>
    private readonly record struct OutboundListenerKey(
        Hashed<ListenerPlan> Plan, Hashed<NetworkTraits> Network, Hashed<HttpTraits>? Http);
}
