using Istiod.Envoy.Clusters;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Endpoint.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Endpoint = Istiod.Model.Endpoint;
using ServicePort = Istiod.Model.ServicePort;

namespace Istiod.Envoy.Endpoints;

/// <summary>Builds the endpoints of one cluster out of its key.</summary>
/// <remarks>istiod: xds/endpoints/endpoint_builder.go:BuildClusterLoadAssignment, generate, FromServiceEndpoints.</remarks>
internal sealed class AssignmentBuilder(MeshModel model)
{
    private const string InferenceSemantics = "internal.istio.io/service-semantics";

    /// <summary>The assignment of a cluster that learns its endpoints from us; without endpoints it has a name only.</summary>
    public ClusterLoadAssignment Build(AssignmentKey key, Reads reads)
    {
        ClusterLoadAssignment assignment = new() { ClusterName = key.ToString() };
        if (!reads.TryGet(model.Services, key.Service, out MeshService? service)
            || service.FindPort(key.Port) is not { } port
            || service.Resolution is Resolution.Dns or Resolution.DnsRoundRobin)
        {
            return assignment;
        }

        bool isInference = string.Equals(
            service.Labels.GetOrEmpty(InferenceSemantics), "inferencepool", StringComparison.Ordinal);
        MeshSettings settings = model.SettingsOf(reads);
        List<LocalityGroup> groups = Groups(
            key,
            reads,
            service,
            settings,
            model.NetworksOf(reads).Resolved,
            endpoint => (isInference || string.Equals(endpoint.ServicePortName, port.Name, StringComparison.Ordinal))
                && IsUsable(endpoint));
        if (groups.Count == 0)
        {
            return assignment;
        }

        TrafficPolicy? policy = PolicyOf(key);
        LocalityRules rules = LocalityRules.For(policy?.LoadBalancer, service, settings.Mesh);
        LocalityBalancing.Apply(
            groups, key.Client, rules.Setting, rules.ForcesFailover || policy?.OutlierDetection is not null);
        Fill(assignment, groups);
        return assignment;
    }

    /// <summary>Endpoints that a cluster carries in itself, as its proxy resolves their names; <c>null</c> if there are none.</summary>
    public ClusterLoadAssignment? BuildCarried(
        AssignmentKey key,
        Reads reads,
        MeshService service,
        ServicePort port,
        LoadBalancerSettings? loadBalancer,
        bool detectsOutliers)
    {
        MeshSettings settings = model.SettingsOf(reads);
        List<LocalityGroup> groups = Groups(
            key, reads, service, settings, model.NetworksOf(reads).Unresolved, endpoint => endpoint.Serves(port));
        if (groups.Count == 0)
        {
            return null;
        }

        LocalityRules rules = LocalityRules.For(loadBalancer, service, settings.Mesh);

        // Clusters of subsets, and those that pass SNI, do not compare labels in the reference.
        bool comparesLabels = key.Subset.Length == 0 && key.Purpose != AssignmentPurpose.Sni;
        LocalityBalancing.Apply(
            groups, key.Client, rules.Setting, rules.ForcesFailover || detectsOutliers, comparesLabels);
        ClusterLoadAssignment assignment = new() { ClusterName = key.ToString() };
        Fill(assignment, groups);
        return assignment;
    }

    /// <summary>The traffic policy of the key's port and subset.</summary>
    public static TrafficPolicy? PolicyOf(AssignmentKey key) => PolicyOf(key.Rule?.Spec, key.Subset, key.Port);

    /// <summary>The traffic policy of a port and subset; <c>null</c> if the rule has none.</summary>
    public static TrafficPolicy? PolicyOf(DestinationRule? rule, string subset, int port)
    {
        if (rule is null)
        {
            return null;
        }

        TrafficPolicy? own = null;
        foreach (Subset candidate in rule.Subsets)
        {
            if (string.Equals(candidate.Name, subset, StringComparison.Ordinal))
            {
                own = candidate.TrafficPolicy;
                break;
            }
        }

        return TrafficPolicies.ForSubset(rule.TrafficPolicy, own, port);
    }

    private List<LocalityGroup> Groups(
        AssignmentKey key,
        Reads reads,
        MeshService service,
        MeshSettings settings,
        NetworkGateways gateways,
        Predicate<Endpoint> isOfPort)
    {
        if (!reads.TryGet(model.Endpoints, key.Service, out ServiceEndpoints? all))
        {
            return [];
        }

        EndpointFilter filter = new(service, key.Client, SubsetLabels(key), settings.Features);
        ClientMutualTls mutualTls = new(model, reads, key.Rule?.Spec, key.Subset, key.Port);
        SortedDictionary<string, LocalityGroup> byLocality = new(StringComparer.Ordinal);
        foreach (Endpoint endpoint in all.Endpoints)
        {
            if (!isOfPort(endpoint) || !filter.Includes(endpoint))
            {
                continue;
            }

            string locality = endpoint.Locality.ToString();
            if (!byLocality.TryGetValue(locality, out LocalityGroup? group))
            {
                group = new LocalityGroup(endpoint.Locality);
                byLocality.Add(locality, group);
            }

            LbEndpoint message =
                EndpointMessages.Build(endpoint, service, mutualTls.IsUsedFor(endpoint), settings.Features);
            if (HboneTunnels.IsUsedFor(endpoint, key, settings.Features))
            {
                HboneTunnels.Apply(message, endpoint, key.Purpose);
            }

            group.Add(endpoint, message);
        }

        List<LocalityGroup> groups = [.. byLocality.Values];
        foreach (LocalityGroup group in groups)
        {
            group.SumWeights();
        }

        if (gateways.IsMultiNetwork)
        {
            groups = new NetworkSplit(gateways, key.Client, settings.Features).Apply(groups);
        }

        return key.Purpose == AssignmentPurpose.Sni ? OnlyMutualTls(groups) : groups;
    }

    /// <summary>Leaves out what does not take mutual TLS; localities stay, also without endpoints.</summary>
    private static List<LocalityGroup> OnlyMutualTls(List<LocalityGroup> groups)
    {
        List<LocalityGroup> kept = new(groups.Count);
        foreach (LocalityGroup group in groups)
        {
            LocalityGroup part = new(group.Locality);
            part.Message.Priority = group.Message.Priority;
            for (int i = 0; i < group.Endpoints.Count; i++)
            {
                if (EndpointMessages.UsesMutualTls(group.Message.LbEndpoints[i]))
                {
                    part.Add(group.Endpoints[i], group.Message.LbEndpoints[i]);
                }
            }

            if (part.Endpoints.Count > 0)
            {
                part.SumWeights();
            }

            kept.Add(part);
        }

        return kept;
    }

    /// <summary>Names are for clusters whose proxy resolves them; sockets have no port.</summary>
    private static bool IsUsable(Endpoint endpoint) =>
        endpoint.PrimaryAddress.Length == 0 || endpoint.Port == 0 || IPText.IsAddress(endpoint.PrimaryAddress);

    private static LabelSet? SubsetLabels(AssignmentKey key)
    {
        if (key.Subset.Length == 0 || key.Rule is null)
        {
            return null;
        }

        foreach (Subset subset in key.Rule.Spec.Subsets)
        {
            if (string.Equals(subset.Name, key.Subset, StringComparison.Ordinal))
            {
                return subset.Labels.Count > 0 ? LabelSet.From(subset.Labels) : null;
            }
        }

        return null;
    }

    private static void Fill(ClusterLoadAssignment assignment, List<LocalityGroup> groups)
    {
        foreach (LocalityGroup group in groups)
        {
            assignment.Endpoints.Add(group.Message);
        }
    }
}
