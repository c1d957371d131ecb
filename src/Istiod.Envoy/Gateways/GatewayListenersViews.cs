using Istiod.Envoy.Endpoints;
using Istiod.Envoy.Listeners;
using Istiod.Envoy.Listeners.Outbound;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Resources;

namespace Istiod.Envoy.Gateways;

/// <summary>Listeners of gateways: a resource for each address of the merged gateway, and a view for each workload.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/gateway.go:buildGatewayListeners.</remarks>
internal sealed class GatewayListenersViews
{
    private readonly MeshModel _model;
    private readonly ResourceStore _store;
    private readonly Memo<ListenerKey, XdsResource?> _listeners;
    private readonly Memo<ViewKey, ResourceView> _views;

    /// <summary>Adds the memos to <paramref name="graph"/>.</summary>
    public GatewayListenersViews(Graph graph, MeshModel model, ResourceStore store)
    {
        _model = model;
        _store = store;
        _listeners = graph.AddMemo<ListenerKey, XdsResource?>("gateway-listener", Make, ByVersion.Instance);
        _views = graph.AddMemo<ViewKey, ResourceView>("gateway-listeners", MakeView, SameView.Instance);
    }

    /// <summary>Listeners of a gateway.</summary>
    public ResourceView View(ProxyIdentity proxy, Reads reads)
    {
        MergedGateway merged = _model.GatewayOf(proxy, reads);
        return merged.Ports.IsEmpty
            ? ResourceView.Empty
            : reads.Get(_views, new ViewKey(new Hashed<MergedGateway>(merged), new Hashed<GatewayTraits>(Traits(proxy, reads))));
    }

    private GatewayTraits Traits(ProxyIdentity proxy, Reads reads)
    {
        Build build = new(_model, reads);
        ProxyWorkload workload = reads.Get(_model.Workloads, proxy);
        bool selects = reads.Get(_model.DestinationRulesByNamespace, proxy.Namespace).HasSelectors;
        PlacementTraits placement = SidecarKeys.Placement(proxy, build.Settings);
        return new GatewayTraits
        {
            Outbound = new OutboundQuery(_model.ScopeOf(proxy, reads), placement, selects ? workload.Labels : null, ""),
            Http = SidecarKeys.HttpTraitsOf(proxy, workload, build),
            Certificates = SidecarKeys.CertificatesOf(proxy.Metadata),
            HasExactBalance = proxy.Metadata.OutboundExactBalance,
        };
    }

    private ResourceView MakeView(ViewKey key, Reads reads)
    {
        GatewayTraits traits = key.Traits.Value;
        List<XdsResource> resources = [];
        foreach (GatewayListenerPlan plan in GatewayListenerPlan.Of(
            key.Merged.Value,
            traits.Outbound.Traits.Addresses.Families,
            traits.IsUnprivileged,
            _model.SettingsOf(reads).Features.DualStack))
        {
            if (reads.Get(_listeners, new ListenerKey(new Hashed<GatewayListenerPlan>(plan), key.Traits)) is { } listener)
            {
                resources.Add(listener);
            }
        }

        return ResourceView.Take([.. resources]);
    }

    private XdsResource? Make(ListenerKey key, Reads reads) =>
        GatewayListeners.Build(key.Plan.Value, key.Traits.Value, new Build(_model, reads)) is { } listener
            ? _store.Create(listener.Name, listener)
            : null;

    private readonly record struct ListenerKey(Hashed<GatewayListenerPlan> Plan, Hashed<GatewayTraits> Traits);

    private readonly record struct ViewKey(Hashed<MergedGateway> Merged, Hashed<GatewayTraits> Traits);
}
