using Istiod.Envoy.Clusters;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Protos.Envoy.Config.Endpoint.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ServicePort = Istiod.Model.ServicePort;

namespace Istiod.Envoy.Endpoints;

/// <summary>Gives the cluster builder the endpoints of clusters that carry them.</summary>
internal sealed class DnsClusterEndpoints(MeshModel model) : IDnsClusterEndpoints
{
    private readonly AssignmentBuilder _builder = new(model);

    public ClusterLoadAssignment? Build(
        Reads reads,
        MeshService service,
        ServicePort port,
        ClusterKey key,
        LoadBalancerSettings? loadBalancer,
        bool detectsOutliers)
    {
        EndpointClient client = new()
        {
            Cluster = key.Client?.Cluster ?? default,
            Network = key.Client?.Network ?? default,
            NetworkView = key.Client?.NetworkView ?? default,
            Locality = key.Client?.Locality ?? Locality.None,
            Labels = key.Client?.Labels,
            Families = key.Client?.Families ?? AddressFamilies.None,
            IsSidecar = key.Traits.IsSidecar,
        };
        AssignmentPurpose purpose = key.PassesSni ? AssignmentPurpose.Sni : AssignmentPurpose.Outbound;
        AssignmentKey assignment = new(key.Service, key.Port, key.Subset, key.Rule, client, purpose);
        return _builder.BuildCarried(assignment, reads, service, port, loadBalancer, detectsOutliers);
    }
}
