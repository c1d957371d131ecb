using Istiod.Envoy.Clusters;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Istiod.Resources;

namespace Istiod.Envoy.Endpoints;

/// <summary>Endpoints of sidecars and gateways: of each cluster of their plan that learns its endpoints from us.</summary>
internal sealed class EndpointViews
{
    private readonly MeshModel _model;
    private readonly ClusterViews _clusters;
    private readonly Memo<AssignmentKey, XdsResource> _assignments;
    private readonly Memo<EndpointPlanEntry, XdsResource?> _covering;
    private readonly Memo<EndpointPlan, EndpointPlan> _firstPlans;
    private readonly Memo<PlanKey, EndpointPlan> _plans;
    private readonly Memo<EndpointPlan, ResourceView> _views;

    /// <summary>Adds the memos to <paramref name="graph"/>; the clusters' are there already.</summary>
    public EndpointViews(Graph graph, MeshModel model, ResourceStore store, ClusterViews clusters)
    {
        _model = model;
        _clusters = clusters;
        AssignmentBuilder builder = new(model);
        _assignments = graph.AddMemo<AssignmentKey, XdsResource>(
            "endpoint-assignment",
            (key, reads) => store.Create(key.ToString(), builder.Build(key, reads)),
            ByVersion.Instance);
        _covering = graph.AddMemo<EndpointPlanEntry, XdsResource?>("endpoints-of-cluster", Cover, ByVersion.Instance);

        // Equal plans become one object, so that looking views up by them does not compare thousands of keys.
        _firstPlans = graph.AddMemo<EndpointPlan, EndpointPlan>("endpoint-plan-shared", static (plan, _) => plan);
        _plans = graph.AddMemo<PlanKey, EndpointPlan>(
            "endpoint-plan", (key, reads) => reads.Get(_firstPlans, Plan(key, reads)));
        _views = graph.AddView<EndpointPlan, EndpointPlanEntry, XdsResource?, ResourceView>(
            "endpoint-views", _covering, Assemble, Update, SameView.Instance);
    }

    /// <summary>Endpoints of a proxy.</summary>
    public ResourceView View(ProxyIdentity proxy, Reads reads)
    {
        ProxyWorkload workload = reads.Get(_model.Workloads, proxy);
        PlanKey key = new(
            _clusters.OutboundPlan(proxy, reads),
            EndpointClient.Of(proxy, workload),
            string.Equals(proxy.Metadata.Generator, "grpc", StringComparison.Ordinal));
        EndpointPlan plan = reads.Get(_plans, key);
        if (plan.ComparesLabels || plan.StaysOnNodes)
        {
            // Only proxies that reach such services are told apart by their labels and nodes.
            EndpointClient client = key.Client with
            {
                Labels = plan.ComparesLabels ? workload.Labels : null,
                NodeName = plan.StaysOnNodes ? workload.NodeName : "",
            };
            plan = reads.Get(_plans, key with { Client = client });
        }

        return reads.Get(_views, plan);
    }

    private EndpointPlan Plan(PlanKey key, Reads reads)
    {
        MeshSettings settings = _model.SettingsOf(reads);
        bool isMultiNetwork = _model.NetworksOf(reads).Resolved.IsMultiNetwork;
        List<EndpointPlanEntry> entries = new(key.Clusters.Clusters.Count);
        bool comparesLabels = false;
        bool staysOnNodes = false;
        foreach (ClusterKey cluster in key.Clusters.Clusters)
        {
            if (!reads.TryGet(_model.Services, cluster.Service, out MeshService? service))
            {
                continue;
            }

            TrafficPolicy? policy = AssignmentBuilder.PolicyOf(cluster.Rule?.Spec, cluster.Subset, cluster.Port);
            LocalityRules rules = LocalityRules.For(policy?.LoadBalancer, service, settings.Mesh);
            bool failsOver = rules.ForcesFailover || policy?.OutlierDetection is not null;
            bool isDistributed = rules.Setting?.Distribute.Count > 0;
            bool byLabels = failsOver && !isDistributed && rules.Setting?.FailoverPriority.Count > 0;
            comparesLabels |= byLabels;
            staysOnNodes |= service.IsNodeLocal;
            EndpointClient client = new()
            {
                Cluster = service.IsClusterLocal || service.IsNodeLocal || settings.Features.EnableMcsServiceDiscovery
                    ? key.Client.Cluster
                    : default,
                Network = isMultiNetwork ? key.Client.Network : default,
                Families = isMultiNetwork ? key.Client.Families : AddressFamilies.None,
                NetworkView = key.Client.NetworkView,
                Locality = rules.Setting is not null && (failsOver || isDistributed) ? key.Client.Locality : Locality.None,
                Labels = byLabels && key.Client.Labels is { } labels ? Compared(labels, rules.Setting!) : null, // byLabels
                NodeName = service.IsNodeLocal ? key.Client.NodeName : "",
                IsSidecar = !isMultiNetwork || key.Client.IsSidecar,
                SendsHbone = key.Client.SendsHbone,
            };
            AssignmentPurpose purpose = cluster.PassesSni ? AssignmentPurpose.Sni : AssignmentPurpose.Outbound;
            entries.Add(new EndpointPlanEntry(
                cluster,
                new AssignmentKey(cluster.Service, cluster.Port, cluster.Subset, cluster.Rule, client, purpose),
                key.IsProxyless));
        }

        return new EndpointPlan(ValueArray.From(entries), comparesLabels, staysOnNodes);
    }

    /// <summary>The labels that priorities name; one that the client lacks is there with an empty value.</summary>
    private static LabelSet Compared(LabelSet labels, LocalityLoadBalancerSetting setting)
    {
        List<KeyValuePair<string, string>> compared = new(setting.FailoverPriority.Count);
        foreach (string priority in setting.FailoverPriority)
        {
            string label = FailoverPriorities.Parse(priority).Label;
            compared.Add(new(label, labels.GetOrEmpty(label)));
        }

        return LabelSet.From(compared);
    }

    private XdsResource? Cover(EndpointPlanEntry entry, Reads reads)
    {
        if (entry.IsProxyless)
        {
            // Clients without a proxy ask for the endpoints of every service, whatever its cluster would be.
            return reads.Get(_assignments, entry.Assignment);
        }

        return _clusters.Cluster(entry.Cluster, reads) is { UsesEds: true } cluster
            ? reads.Get(_assignments, entry.Assignment).Covering(cluster.Resource.Version)
            : null;
    }

    private ResourceView Assemble(EndpointPlan plan, Reads reads)
    {
        List<XdsResource> resources = new(plan.Entries.Count);
        foreach (EndpointPlanEntry entry in plan.Entries)
        {
            if (reads.Get(_covering, entry) is { } resource)
            {
                resources.Add(resource);
            }
        }

        return ResourceView.Take([.. resources]);
    }

    private static ResourceView Update(
        EndpointPlan plan, ResourceView before, ReadOnlySpan<KeyValuePair<EndpointPlanEntry, XdsResource?>> changes)
    {
        ResourceChange[] changed = new ResourceChange[changes.Length];
        for (int i = 0; i < changed.Length; i++)
        {
            changed[i] = new ResourceChange(changes[i].Key.Cluster.ToString(), changes[i].Value);
        }

        return before.With(changed);
    }

    /// <summary>Asks for a plan.</summary>
    private sealed record PlanKey(ClusterPlan Clusters, EndpointClient Client, bool IsProxyless);
}
