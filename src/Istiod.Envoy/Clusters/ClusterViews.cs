using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Istiod.Resources;
using DiscoveryType = Istiod.Protos.Envoy.Config.Cluster.V3.Cluster.Types.DiscoveryType;
using Protocol = Istiod.Model.Protocol;
using ServicePort = Istiod.Model.ServicePort;

namespace Istiod.Envoy.Clusters;

/// <summary>Clusters of sidecars and gateways: a plan of keys for each scope, a fragment for each key, shared views.</summary>
internal sealed class ClusterViews
{
    private readonly MeshModel _model;
    private readonly ResourceStore _store;
    private readonly Memo<ClusterKey, ClusterFragment?> _fragments;
    private readonly Memo<ClusterPlan, ClusterPlan> _firstPlans;
    private readonly Memo<ClusterPlanKey, ClusterPlan> _plans;
    private readonly Memo<ClusterPlan, ResourceView> _outbound;
    private readonly Memo<ClusterTraits, ResourceView> _fixed;
    private readonly Memo<InboundPlanKey, ResourceView> _inbound;
    private readonly Memo<CombinedKey, ResourceView> _combined;

    /// <summary>Adds the memos to <paramref name="graph"/>.</summary>
    public ClusterViews(Graph graph, MeshModel model, ResourceStore store, IDnsClusterEndpoints dnsEndpoints)
    {
        _model = model;
        _store = store;
        OutboundClusterBuilder outbound = new(model, dnsEndpoints);
        InboundClusterBuilder inbound = new(model);
        _fragments = graph.AddMemo<ClusterKey, ClusterFragment?>(
            "cluster", (key, reads) => Fragment(outbound.Build(key, reads)));

        // Equal plans of many scopes become one object, so that looking views up by them does not compare thousands of keys.
        _firstPlans = graph.AddMemo<ClusterPlan, ClusterPlan>("cluster-plan-shared", static (plan, _) => plan);
        _plans = graph.AddMemo<ClusterPlanKey, ClusterPlan>(
            "cluster-plan", (key, reads) => reads.Get(_firstPlans, Plan(key, reads)));
        _outbound = graph.AddView<ClusterPlan, ClusterKey, ClusterFragment?, ResourceView>(
            "clusters-outbound", _fragments, Assemble, Update, SameView.Instance);
        _fixed = graph.AddMemo<ClusterTraits, ResourceView>("clusters-fixed", Fixed, SameView.Instance);
        _inbound = graph.AddMemo<InboundPlanKey, ResourceView>(
            "clusters-inbound", (key, reads) => ViewOf(inbound.Build(key, reads)), SameView.Instance);
        _combined = graph.AddMemo<CombinedKey, ResourceView>("clusters", Combine, SameView.Instance);
    }

    /// <summary>Clusters of a proxy.</summary>
    public ResourceView View(ProxyIdentity proxy, Reads reads)
    {
        ProxyWorkload workload = reads.Get(_model.Workloads, proxy);
        ClusterTraits traits = ClusterTraits.Of(proxy, _model.SettingsOf(reads));
        ClusterPlanKey plan = PlanKey(proxy, workload, traits, reads);
        InboundPlanKey? inbound = proxy.Kind != ProxyKind.Sidecar
            ? null
            : new InboundPlanKey(
                plan.Scope,
                traits,
                workload.Targets,
                proxy.Metadata.InterceptionMode != InterceptionMode.None,
                SendsToPodAddress(plan.Scope, reads) ? proxy.IPAddresses : default);
        return reads.Get(_combined, new CombinedKey(plan, inbound));
    }

    /// <summary>The outbound clusters of a proxy, for who builds their endpoints.</summary>
    public ClusterPlan OutboundPlan(ProxyIdentity proxy, Reads reads)
    {
        ProxyWorkload workload = reads.Get(_model.Workloads, proxy);
        ClusterTraits traits = ClusterTraits.Of(proxy, _model.SettingsOf(reads));
        return reads.Get(_plans, PlanKey(proxy, workload, traits, reads));
    }

    /// <summary>One built cluster; <c>null</c> if it cannot be built.</summary>
    public ClusterFragment? Cluster(ClusterKey key, Reads reads) => reads.Get(_fragments, key);

    private ClusterPlanKey PlanKey(ProxyIdentity proxy, ProxyWorkload workload, ClusterTraits traits, Reads reads)
    {
        bool selects = reads.Get(_model.DestinationRulesByNamespace, proxy.Namespace).HasSelectors;
        ClusterPlanKey key = new(
            _model.ScopeOf(proxy, reads), traits, selects ? workload.Labels : null, null, GatewayOf(proxy, reads));
        ClusterPlan plan = reads.Get(_plans, key);
        if (!plan.CarriesEndpoints)
        {
            return key;
        }

        // Only proxies that reach services resolved by DNS are told apart by where they are.
        return key with
        {
            Client = new DnsClient(
                proxy.Cluster,
                workload.Network,
                proxy.Metadata.RequestedNetworkView,
                workload.Locality,
                plan.ComparesLabels ? workload.Labels : null,
                proxy.Families),
        };
    }

    private GatewayClusters? GatewayOf(ProxyIdentity proxy, Reads reads) => proxy.Kind == ProxyKind.Router
        ? GatewayClusters.Of(_model.GatewayOf(proxy, reads), _model.SettingsOf(reads).Features)
        : null;

    private ClusterPlan Plan(ClusterPlanKey key, Reads reads)
    {
        MeshSettings settings = _model.SettingsOf(reads);
        EgressScope scope = reads.Get(_model.Reaches, key.Scope);
        List<ClusterKey> clusters = new(scope.Services.Count);
        GatewayDestinationFilter? filter = key.Gateway?.OnlyDestinationsOf is { } gateways
            ? new GatewayDestinationFilter(key.Scope.Namespace, gateways, _model, reads)
            : null;
        HashSet<(Hostname Host, int Port)> named = new(scope.Services.Count);
        bool carriesEndpoints = false;
        bool comparesLabels = false;
        foreach (ScopedService scoped in scope.Services)
        {
            if (!reads.TryGet(_model.Services, scoped.Key, out MeshService? service)
                || service.Resolution == Resolution.Alias)
            {
                continue;
            }

            bool isKept = filter is null || filter.Includes(service.Key);
            bool passesSni = key.Gateway is { PassesSni: true } && !service.IsMeshExternal;
            if (!isKept && !passesSni)
            {
                continue;
            }

            bool isDynamic = service.Key.Host.IsWildcard && service.Resolution == Resolution.DynamicDns;
            DestinationRuleConfig? rule = DestinationRuleLookup.Select(
                DestinationRuleLookup.Candidates(_model, reads, key.Scope.Namespace, service.Key),
                key.Scope.Namespace,
                key.SelectorLabels ?? LabelSet.Empty);
            DiscoveryType discovery = OutboundClusterBuilder.Discovery(service, key.Traits, settings.Features);
            DnsClient? client = null;
            if (!isDynamic && discovery is DiscoveryType.StrictDns or DiscoveryType.LogicalDns)
            {
                carriesEndpoints = true;
                comparesLabels |= ComparesLabels(rule, service, settings);
                client = key.Client;
            }

            foreach (ServicePort port in scoped.Restrict(service).Ports)
            {
                if (port.Protocol == Protocol.Udp || (isDynamic && !DynamicForwardProxy.Serves(port.Protocol)))
                {
                    continue;
                }

                // Of two services with one hostname the first in the scope has the name.
                if (!named.Add((service.Key.Host, port.Number)))
                {
                    continue;
                }

                if (isKept)
                {
                    AddPort(clusters, new ClusterKey(service.Key, port.Number, "", rule, key.Traits, client), isDynamic);
                }

                if (passesSni)
                {
                    AddPort(clusters, new ClusterKey(service.Key, port.Number, "", rule, key.Traits, client, true), isDynamic);
                }
            }
        }

        return new ClusterPlan(ValueArray.From(clusters), carriesEndpoints, comparesLabels);
    }

    /// <summary>Adds the cluster of a port and those of its subsets.</summary>
    private static void AddPort(List<ClusterKey> clusters, ClusterKey whole, bool isDynamic)
    {
        clusters.Add(whole);
        if (whole.Rule is not { } rule || isDynamic)
        {
            return;
        }

        foreach (Subset subset in rule.Spec.Subsets)
        {
            if (IsFirst(rule.Spec.Subsets, subset))
            {
                clusters.Add(new ClusterKey(
                    whole.Service, whole.Port, subset.Name, rule, whole.Traits, whole.Client, whole.PassesSni));
            }
        }
    }

    private ResourceView Assemble(ClusterPlan plan, Reads reads)
    {
        List<XdsResource> resources = new(plan.Clusters.Count);
        foreach (ClusterKey key in plan.Clusters)
        {
            if (reads.Get(_fragments, key) is { } fragment)
            {
                resources.Add(fragment.Resource);
            }
        }

        return ResourceView.Take([.. resources]);
    }

    private static ResourceView Update(
        ClusterPlan plan, ResourceView before, ReadOnlySpan<KeyValuePair<ClusterKey, ClusterFragment?>> changes)
    {
        ResourceChange[] changed = new ResourceChange[changes.Length];
        for (int i = 0; i < changed.Length; i++)
        {
            changed[i] = new ResourceChange(changes[i].Key.ToString(), changes[i].Value?.Resource);
        }

        return before.With(changed);
    }

    private ResourceView Fixed(ClusterTraits traits, Reads reads)
    {
        MeshSettings settings = _model.SettingsOf(reads);
        List<Cluster> clusters = [FixedClusters.BlackHole(settings)];
        if (traits.IsSidecar)
        {
            clusters.Add(FixedClusters.Passthrough(settings, traits));
            clusters.Add(FixedClusters.InboundPassthrough(settings, traits));
        }

        if (traits.HasCredentialSocket)
        {
            clusters.Add(FixedClusters.ExternalSecrets(settings));
        }

        return ViewOf(clusters);
    }

    private ResourceView Combine(CombinedKey key, Reads reads)
    {
        ResourceView view = reads.Get(_outbound, reads.Get(_plans, key.Plan)).Merge(reads.Get(_fixed, key.Plan.Traits));
        return key.Inbound is null ? view : view.Merge(reads.Get(_inbound, key.Inbound));
    }

    private bool SendsToPodAddress(ScopeKey scope, Reads reads)
    {
        if (reads.Get(_model.Reaches, scope).Sidecar is not { } sidecar)
        {
            return false;
        }

        foreach (IstioIngressListener listener in sidecar.Ingress)
        {
            if (listener.DefaultEndpoint.StartsWith(MeshService.Unspecified, StringComparison.Ordinal)
                || listener.DefaultEndpoint.StartsWith("[::]", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Of subsets with one name the first counts; one without a name is the whole service.</summary>
    private static bool IsFirst(List<Subset> subsets, Subset subset) =>
        subset.Name.Length > 0
        && ReferenceEquals(subsets.Find(s => string.Equals(s.Name, subset.Name, StringComparison.Ordinal)), subset);

    private static bool ComparesLabels(DestinationRuleConfig? rule, MeshService service, MeshSettings settings)
    {
        if (settings.Mesh.LocalityLbSetting?.FailoverPriority.Count > 0
            || service.TrafficDistribution != TrafficDistribution.Any)
        {
            return true;
        }

        return rule is not null && UsesFailoverPriority(rule.Spec);
    }

    private static bool UsesFailoverPriority(DestinationRule rule)
    {
        bool uses = rule.TrafficPolicy?.LoadBalancer?.LocalityLbSetting?.FailoverPriority.Count > 0;
        foreach (TrafficPolicy.Types.PortTrafficPolicy port in rule.TrafficPolicy?.PortLevelSettings ?? [])
        {
            uses |= port.LoadBalancer?.LocalityLbSetting?.FailoverPriority.Count > 0;
        }

        foreach (Subset subset in rule.Subsets)
        {
            uses |= subset.TrafficPolicy?.LoadBalancer?.LocalityLbSetting?.FailoverPriority.Count > 0;
            foreach (TrafficPolicy.Types.PortTrafficPolicy port in subset.TrafficPolicy?.PortLevelSettings ?? [])
            {
                uses |= port.LoadBalancer?.LocalityLbSetting?.FailoverPriority.Count > 0;
            }
        }

        return uses;
    }

    private ClusterFragment? Fragment(ClusterDraft? draft)
    {
        if (draft is null)
        {
            return null;
        }

        Cluster cluster = draft.Build();
        return new ClusterFragment(
            _store.Create(cluster.Name, cluster),
            cluster.ClusterType is null && cluster.Type == DiscoveryType.Eds);
    }

    private ResourceView ViewOf(List<Cluster> clusters)
    {
        List<XdsResource> resources = new(clusters.Count);
        HashSet<string> names = new(StringComparer.Ordinal);
        foreach (Cluster cluster in clusters)
        {
            if (names.Add(cluster.Name))
            {
                resources.Add(_store.Create(cluster.Name, cluster));
            }
        }

        return ResourceView.Take([.. resources]);
    }

    /// <summary>What decides all clusters of a proxy.</summary>
    private sealed record CombinedKey(ClusterPlanKey Plan, InboundPlanKey? Inbound);
}
