using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Protocol = Istiod.Model.Protocol;
using ServicePort = Istiod.Model.ServicePort;

namespace Istiod.Envoy.Listeners.Outbound;

/// <summary>Plans the outbound listeners of a scope; one run each.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/listener.go:buildSidecarOutboundListeners.</remarks>
internal sealed class OutboundPlanner
{
    private readonly OutboundQuery _query;
    private readonly Build _build;
    private readonly ValueArray<string> _wildcards;
    private readonly OutboundMerge _merge;
    private readonly SortedSet<string> _podAddresses = new(StringComparer.Ordinal);

    private OutboundPlanner(OutboundQuery query, Build build)
    {
        _query = query;
        _build = build;
        _wildcards = Listeners.Addresses.Wildcards(query.Traits.Addresses.Families);
        Scope = build.Reads.Get(build.Model.Reaches, query.Scope);
        Chains = new OutboundChains(query, Scope, build);
        _merge = new OutboundMerge(query.Traits.Addresses, _wildcards, Chains);
    }

    private EgressScope Scope { get; }

    private OutboundChains Chains { get; }

    /// <summary>Plans all listeners.</summary>
    public static OutboundPlan Plan(OutboundQuery query, Build build)
    {
        OutboundPlanner planner = new(query, build);
        foreach (EgressListener listener in planner.Scope.Listeners)
        {
            planner.Add(listener);
        }

        List<Hashed<ListenerPlan>> plans = [];
        foreach (ListenerPlan plan in planner._merge.Plans())
        {
            plans.Add(new Hashed<ListenerPlan>(plan));
        }

        return new OutboundPlan(
            ValueArray.From(plans),
            planner.Chains.LookedAtLabels,
            ValueArray.Create<string>([.. planner._podAddresses]),
            planner.Chains.EgressCluster());
    }

    private void Add(EgressListener listener)
    {
        IstioEgressListener? spec = listener.Spec;
        bool bindsToPort = _query.Traits.Interception == InterceptionMode.None
            || spec?.CaptureMode == CaptureMode.None
            || spec?.Bind.StartsWith(Listeners.Addresses.UnixPrefix, StringComparison.Ordinal) == true;
        ValueArray<string> binds = spec is { Bind.Length: > 0 } ? [spec.Bind]
            : bindsToPort ? Listeners.Addresses.Locals(_query.Traits.Addresses.Families)
            : default;
        if (spec?.Port is { } port)
        {
            AddPort(listener, new ServicePort(port.Name, (int)port.Number, ProtocolNames.Parse(port.Protocol)), binds, bindsToPort);
            return;
        }

        // What a Sidecar says of a port is not added to by its catch-all.
        _merge.LockAll();
        foreach (ScopedService scoped in listener.Services)
        {
            foreach (MeshService service in Read(scoped))
            {
                foreach (ServicePort servicePort in service.Ports)
                {
                    if (CanBind(binds, servicePort.Number, servicePort.Protocol, bindsToPort))
                    {
                        AddCatchAll(new OutboundOffer(service, servicePort, binds, bindsToPort, listener.VirtualServices));
                    }
                }
            }
        }
    }

    private void AddPort(EgressListener listener, ServicePort port, ValueArray<string> binds, bool bindsToPort)
    {
        if (!CanBind(binds, port.Number, port.Protocol, bindsToPort))
        {
            return;
        }

        foreach (ScopedService scoped in listener.Services)
        {
            foreach (MeshService service in Read(scoped))
            {
                _merge.Add(new OutboundOffer(service, port, binds, bindsToPort, listener.VirtualServices));
            }
        }
    }

    /// <summary>
    /// TCP of a headless service goes to one pod as chosen by the client: each has a listener. HTTP needs none, as its
    /// routes tell pods apart.
    /// </summary>
    private void AddCatchAll(OutboundOffer offer)
    {
        MeshService service = offer.Service;
        bool isPerPod = offer.Binds.IsEmpty
            && service.Resolution == Resolution.Passthrough
            && (offer.Port.Protocol.IsTcp() || offer.Port.Protocol.IsUnsupported())
            && string.Equals(_query.Traits.Addresses.PrimaryOf(service), MeshService.Unspecified, StringComparison.Ordinal);
        if (!isPerPod)
        {
            _merge.Add(offer);
            return;
        }

        bool hasAny = false;
        if (_build.Reads.TryGet(_build.Model.Endpoints, service.Key, out ServiceEndpoints? endpoints))
        {
            foreach (Endpoint endpoint in endpoints.Endpoints)
            {
                if (string.Equals(endpoint.ServicePortName, offer.Port.Name, StringComparison.Ordinal))
                {
                    hasAny = true;
                    AddPod(offer, endpoint);
                }
            }
        }

        // A ServiceEntry without any endpoints, or way to get some, is a plain passthrough.
        if (!hasAny && service.Registry != ServiceRegistry.Kubernetes && service.Selector is null)
        {
            _merge.Add(offer);
        }
    }

    private void AddPod(OutboundOffer offer, Endpoint endpoint)
    {
        foreach (string address in endpoint.Addresses)
        {
            if (!Listeners.Addresses.IsIP(address))
            {
                return;
            }
        }

        if (endpoint.Addresses.IsEmpty)
        {
            return;
        }

        _podAddresses.Add(endpoint.Addresses[0]);

        // Calls of a pod to its own address do not come through here, and the inbound listener has that address.
        if (!string.Equals(endpoint.Addresses[0], _query.OwnAddress, StringComparison.Ordinal))
        {
            _merge.Add(offer with { Binds = endpoint.Addresses });
        }
    }

    /// <summary>The service; one that several objects make, or that has several addresses, listens for each of them.</summary>
    private List<MeshService> Read(ScopedService scoped)
    {
        List<MeshService> parts = [];
        if (_build.Reads.TryGet(_build.Model.Services, scoped.Key, out MeshService? service))
        {
            if (service.Parts.IsEmpty)
            {
                parts.Add(scoped.Restrict(service));
            }

            foreach (MeshService part in service.Parts)
            {
                parts.Add(scoped.Restrict(part));
            }
        }

        return parts;
    }

    private bool CanBind(ValueArray<string> binds, int port, Protocol protocol, bool bindsToPort) =>
        PortRules.CanBind(_query.Traits, _build.Mesh, binds.IsEmpty ? "" : binds[0], port, protocol, bindsToPort, _wildcards[0]);
}
