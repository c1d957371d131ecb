using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Istiod.Resources;
using ConsistentHash = Istiod.Protos.Istio.Networking.V1Alpha3.LoadBalancerSettings.Types.ConsistentHashLB;

namespace Istiod.Envoy.Routes;

/// <summary>Builds the virtual hosts of an outbound listener port: those of virtual services first, then those of other services.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/httproute.go:BuildSidecarOutboundVirtualHosts, route.go:BuildSidecarVirtualHostWrapper.</remarks>
internal sealed class OutboundHostsBuilder(
    MeshModel model,
    ResourceStore store,
    ScopeRoutes scopes,
    Memo<OutboundHostsKey, PlainHosts> plainHosts)
{
    private const int PlainHttpPort = 80;

    /// <summary>The virtual hosts of a listener port.</summary>
    public OutboundHosts Build(OutboundHostsKey key, Reads reads)
    {
        ValueArray<EgressListener> listeners = reads.Get(model.Reaches, key.Scope).Listeners;
        if (key.Listener >= listeners.Count)
        {
            return OutboundHosts.None; // an old key: the Sidecar lost listeners since
        }

        EgressListener listener = listeners[key.Listener];
        MeshSettings settings = model.SettingsOf(reads);
        HashRules hashRules = reads.Get(scopes.HashRules, key.Scope);
        ListenerServices services = new(model, reads, key.Port, scopes.ServicesOn(key.Port, listener, reads));
        RouteContext context = new()
        {
            ListenerPort = key.Port,
            Gateways = [VirtualServiceConfig.MeshGateway],
            ProxyNamespace = key.Traits.Namespace,
            ProxyLabels = key.Traits.Labels,
            Settings = settings,
            FindService = services.Find,
            FindHash = target => HashOf(hashRules, target, key.Traits.Labels),
            AppendsForwardedHost = key.Traits.AppendsForwardedHost,
            IsProxylessGrpc = key.Traits.IsProxylessGrpc,
        };
        ValueArray<VirtualServiceConfig> configs = scopes.VirtualServicesOn(key.Scope, key.Listener, key.Port, reads);
        List<HostDraft> drafts = new VirtualServiceHosts(services, configs, context, key.Scope.Namespace).Build();
        return key.Port == 0
            ? OnAllPorts(key, drafts, services, hashRules, settings)
            : OnPort(key, drafts, reads.Get(plainHosts, key), settings);
    }

    private static ConsistentHash? HashOf(HashRules rules, Destination target, LabelSet labels) =>
        rules.Find(target.Host, labels) is { } rule ? HashPolicies.ForDestination(rule, target) : null;

    private static HashSet<string> TakenBy(List<HostDraft> drafts)
    {
        HashSet<string> taken = new(StringComparer.Ordinal);
        foreach (HostDraft draft in drafts)
        {
            foreach (MeshService service in draft.Services)
            {
                taken.Add(service.Key.Host.Value);
            }
        }

        return taken;
    }

    // The common case: services without virtual service share their virtual hosts with other listeners and scopes.
    private OutboundHosts OnPort(OutboundHostsKey key, List<HostDraft> drafts, PlainHosts plain, MeshSettings settings)
    {
        if (drafts.Count == 0)
        {
            return plain.Resolved;
        }

        HostCollector collector = new(store, plain.HasFullName);
        foreach (HostDraft draft in drafts)
        {
            Add(collector, draft, key, settings);
        }

        collector.AddRest(plain, TakenBy(drafts));
        return collector.Finish();
    }

    // Proxy listeners: every port of every service, told apart by the port in the host; without port only port 80 is meant.
    private OutboundHosts OnAllPorts(
        OutboundHostsKey key,
        List<HostDraft> drafts,
        ListenerServices services,
        HashRules hashRules,
        MeshSettings settings)
    {
        HashSet<string> taken = TakenBy(drafts);
        foreach (string host in services.All.Hosts)
        {
            if (taken.Contains(host) || services.Find(host) is not { } service || service.Resolution == Resolution.Alias)
            {
                continue;
            }

            foreach (Model.ServicePort port in service.Ports)
            {
                if (ServiceHosts.TakesHttp(port))
                {
                    ConsistentHash? hash = hashRules.Find(host, key.Traits.Labels) is { } rule
                        ? HashPolicies.ForPort(rule, port.Number)
                        : null;
                    drafts.Add(new HostDraft(
                        port.Number, [], [service], [ServiceHosts.Route(service, port.Number, hash, settings)]));
                }
            }
        }

        HashSet<string> fullNames = new(StringComparer.Ordinal);
        foreach (HostDraft draft in drafts)
        {
            foreach (MeshService service in draft.Services)
            {
                fullNames.Add(service.Key.Host.Value);
                fullNames.Add(HostPort.Join(service.Key.Host.Value, draft.Port));
            }
        }

        HostCollector collector = new(store, fullNames.Contains);
        foreach (HostDraft draft in drafts)
        {
            Add(collector, draft, key, settings);
        }

        return collector.Finish();
    }

    private static void Add(HostCollector collector, HostDraft draft, OutboundHostsKey key, MeshSettings settings)
    {
        bool needsPort = key.Port == 0 && draft.Port != PlainHttpPort;
        HostTraits traits = key.Traits.ForHosts;
        foreach (string given in draft.Hosts)
        {
            string host = given.ToLowerInvariant();
            List<string> domains = [HostPort.Bracket(host)];
            if (traits.KeepsPorts)
            {
                domains.Add(HostPort.Join(host, draft.Port));
            }

            collector.Add(
                ServiceHosts.Host(host, draft.Port, domains, null, traits, settings), host, [], draft.Routes, needsPort);
        }

        foreach (MeshService service in draft.Services)
        {
            List<string> alternatives = [];
            List<string> domains = DomainNames.Of(
                key.Port == 0 ? service : ServiceHosts.Seen(service, traits),
                traits.KeepsPorts || key.Port == 0 ? draft.Port : 0,
                traits,
                settings.Features.EnableAbsoluteFqdnVhostDomain,
                alternatives);
            collector.Add(
                ServiceHosts.Host(service.Key.Host.Value, draft.Port, domains, service, traits, settings),
                service.Key.Host.Value,
                alternatives,
                draft.Routes,
                needsPort);
        }
    }
}
