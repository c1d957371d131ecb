using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy.Routes;

/// <summary>What routes need to know of a scope, made once for all its ports and proxies.</summary>
internal sealed class ScopeRoutes
{
    private readonly MeshModel _model;
    private readonly Memo<ServicePorts.Key, ServicePorts> _servicePorts;
    private readonly Memo<ServicesOnPortKey, PortServices> _servicesOnPort;
    private readonly Memo<ScopeKey, ValueArray<string>> _labelKeys;
    private readonly Memo<ListenerPortKey, ValueArray<VirtualServiceConfig>> _virtualServices;

    /// <summary>Registers the memos.</summary>
    public ScopeRoutes(Graph graph, MeshModel model)
    {
        _model = model;
        _servicePorts = graph.AddMemo<ServicePorts.Key, ServicePorts>(
            "rds-service-ports", (key, reads) => ServicePorts.Of(key, model, reads));
        _servicesOnPort = graph.AddMemo<ServicesOnPortKey, PortServices>("rds-services-on-port", FindServices);
        HashRules = graph.AddMemo<ScopeKey, HashRules>("rds-hash-rules", FindHashRules);
        _labelKeys = graph.AddMemo<ScopeKey, ValueArray<string>>("rds-label-keys", FindLabelKeys);
        _virtualServices = graph.AddMemo<ListenerPortKey, ValueArray<VirtualServiceConfig>>(
            "rds-virtual-services", FindVirtualServices);
    }

    /// <summary>The destination rules of a scope that balance by hash.</summary>
    public Memo<ScopeKey, HashRules> HashRules { get; }

    /// <summary>The services of a listener that have a port; for port 0 all.</summary>
    public PortServices ServicesOn(int port, EgressListener listener, Reads reads) =>
        reads.Get(_servicesOnPort, new ServicesOnPortKey(new ServicePorts.Key(listener.Services), port));

    /// <summary>The virtual services of a scope's listener that concern its port, in order of precedence; for port 0 all of its services'.</summary>
    /// <param name="index">Position of the listener in the scope.</param>
    public ValueArray<VirtualServiceConfig> VirtualServicesOn(ScopeKey scope, int index, int port, Reads reads) =>
        reads.Get(_virtualServices, new ListenerPortKey(scope, index, port));

    /// <summary>Those of a workload's labels that routes of its scope depend on.</summary>
    public LabelSet Project(LabelSet labels, ScopeKey scope, Reads reads) => Keep(labels, reads.Get(_labelKeys, scope));

    /// <summary>The labels of these keys.</summary>
    public static LabelSet Keep(LabelSet labels, ValueArray<string> keys)
    {
        List<KeyValuePair<string, string>> kept = [];
        foreach (string key in keys)
        {
            if (labels.TryGet(key, out string? value))
            {
                kept.Add(new(key, value));
            }
        }

        return LabelSet.From(kept);
    }

    private PortServices FindServices(ServicesOnPortKey key, Reads reads) => key.Port == 0
        ? new PortServices(key.Services.Services, keepsCase: true)
        : new PortServices(reads.Get(_servicePorts, key.Services).With(key.Port), keepsCase: false);

    private ValueArray<VirtualServiceConfig> FindVirtualServices(ListenerPortKey key, Reads reads)
    {
        ValueArray<EgressListener> listeners = reads.Get(_model.Scopes, key.Scope).Listeners;
        if (key.Listener >= listeners.Count)
        {
            return default; // an old key: the Sidecar lost listeners since
        }

        EgressListener listener = listeners[key.Listener];
        return PortVirtualServices.Select(listener.VirtualServices, key.Port, ServicesOn(key.Port, listener, reads));
    }

    private HashRules FindHashRules(ScopeKey key, Reads reads)
    {
        List<HashRules.Item> items = [];
        foreach (ScopedService scoped in reads.Get(_model.Reaches, key).Services)
        {
            ValueArray<DestinationRuleConfig> rules =
                DestinationRuleLookup.Candidates(_model, reads, key.Namespace, scoped.Key);
            foreach (DestinationRuleConfig rule in rules)
            {
                if (HashPolicies.Uses(rule.Spec))
                {
                    items.Add(new HashRules.Item(scoped.Key.Host.Value, rules));
                    break;
                }
            }
        }

        items.Sort(static (a, b) => string.CompareOrdinal(a.Host, b.Host));
        return new HashRules(key.Namespace, ValueArray.From(items));
    }

    private ValueArray<string> FindLabelKeys(ScopeKey key, Reads reads)
    {
        SortedSet<string> keys = new(StringComparer.Ordinal);
        foreach (EgressListener listener in reads.Get(_model.Scopes, key).Listeners)
        {
            foreach (VirtualServiceConfig config in listener.VirtualServices)
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

        reads.Get(HashRules, key).AddLabelKeys(keys);
        return [.. keys];
    }

    private readonly record struct ListenerPortKey(ScopeKey Scope, int Listener, int Port);

    private readonly record struct ServicesOnPortKey(ServicePorts.Key Services, int Port);
}
