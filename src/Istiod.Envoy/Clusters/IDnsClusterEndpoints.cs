using Istiod.Incremental;
using Istiod.Model;
using Istiod.Protos.Envoy.Config.Endpoint.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ServicePort = Istiod.Model.ServicePort;

namespace Istiod.Envoy.Clusters;

/// <summary>Endpoints for clusters that carry them (DNS): the endpoint builder offers this to the cluster builder.</summary>
internal interface IDnsClusterEndpoints
{
    /// <summary>The load assignment, or <c>null</c> if there is no endpoint.</summary>
    /// <param name="service">The service, with its ports.</param>
    /// <param name="port">The port.</param>
    /// <param name="key">Subset, rule and client.</param>
    /// <param name="loadBalancer">The traffic policy's load balancer, or <c>null</c>.</param>
    /// <param name="detectsOutliers">Whether the policy detects outliers: without, nothing fails over.</param>
    ClusterLoadAssignment? Build(
        Reads reads,
        MeshService service,
        ServicePort port,
        ClusterKey key,
        LoadBalancerSettings? loadBalancer,
        bool detectsOutliers);
}
