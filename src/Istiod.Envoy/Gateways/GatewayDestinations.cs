using Istiod.Model;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy.Gateways;

/// <summary>The services that a virtual service sends requests to; others are not found.</summary>
internal sealed class GatewayDestinations
{
    private readonly Dictionary<string, MeshService?> _services = new(StringComparer.Ordinal);

    /// <summary>Finds the destinations of a virtual service.</summary>
    public GatewayDestinations(VirtualServiceConfig config, GatewayServices services)
    {
        foreach (HTTPRoute route in config.Spec.Http)
        {
            Add(route.Mirror);
            foreach (HTTPMirrorPolicy mirror in route.Mirrors)
            {
                Add(mirror.Destination);
            }

            foreach (HTTPRouteDestination target in route.Route)
            {
                Add(target.Destination);
            }
        }

        void Add(Destination? destination)
        {
            if (destination is not null && !_services.ContainsKey(destination.Host))
            {
                _services.Add(destination.Host, services.Find(destination.Host, config.Name.Namespace));
            }
        }
    }

    /// <summary>The service of a destination's host.</summary>
    public MeshService? Find(string host) => _services.GetValueOrDefault(host);
}
