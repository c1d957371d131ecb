using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Resources;
using ConsistentHash = Istiod.Protos.Istio.Networking.V1Alpha3.LoadBalancerSettings.Types.ConsistentHashLB;

namespace Istiod.Envoy.Routes;

/// <summary>Collects the shared virtual hosts of a listener port; does not look at virtual services, so that these cost little.</summary>
internal sealed class PlainHostsBuilder(
    MeshModel model,
    ResourceStore store,
    ScopeRoutes scopes,
    Memo<ServiceHostKey, OutboundHost?> serviceHosts)
{
    /// <summary>The hosts of all services that a listener reaches on its port.</summary>
    public PlainHosts Build(OutboundHostsKey key, Reads reads)
    {
        ValueArray<EgressListener> listeners = reads.Get(model.Reaches, key.Scope).Listeners;
        if (key.Listener >= listeners.Count)
        {
            return new PlainHosts(key.Port, [], store); // an old key: the Sidecar lost listeners since
        }

        EgressListener listener = listeners[key.Listener];
        HashRules hashRules = reads.Get(scopes.HashRules, key.Scope);
        PortServices services = scopes.ServicesOn(key.Port, listener, reads);
        HostTraits near = key.Traits.ForHosts;
        HostTraits far = near.WithoutNamespace();
        List<OutboundHost> hosts = new(services.Hosts.Length);
        foreach (string host in services.Hosts)
        {
            if (!services.TryGet(host, out ScopedService scoped))
            {
                continue;
            }

            ConsistentHash? hash = hashRules.Find(host, key.Traits.Labels) is { } rule ? HashPolicies.ForPort(rule, key.Port) : null;
            HostTraits traits = DomainNames.IsNeighbour(scoped.Key.Host.Value, near.DnsDomain) ? near : far;
            ServiceHostKey own = new(scoped.Key, scoped.HiddenAliases, key.Port, traits, hash);
            OutboundHost? built = reads.Get(serviceHosts, own);
            if (built is { DependsOnNamespace: true } && !ReferenceEquals(traits, near))
            {
                built = reads.Get(serviceHosts, own with { Traits = near });
            }

            if (built is not null)
            {
                hosts.Add(built);
            }
        }

        return new PlainHosts(key.Port, [.. hosts], store);
    }
}
