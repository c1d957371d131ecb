using Istiod.Model;
using Istiod.Primitives;
using ConsistentHash = Istiod.Protos.Istio.Networking.V1Alpha3.LoadBalancerSettings.Types.ConsistentHashLB;

namespace Istiod.Envoy.Routes;

/// <summary>Names the virtual host of a service port that has no virtual service.</summary>
/// <param name="Service">The service.</param>
/// <param name="HiddenAliases">Aliases that are out of scope.</param>
/// <param name="Port">Port of the listener and the service.</param>
/// <param name="Traits">The proxies.</param>
/// <param name="Hash">Hash load balancing, if there is any.</param>
internal sealed record ServiceHostKey(
    ServiceKey Service, ValueArray<ServiceKey> HiddenAliases, int Port, HostTraits Traits, ConsistentHash? Hash);
