using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Endpoints;

/// <summary>Which endpoints of a service a client gets at all.</summary>
/// <remarks>istiod: xds/endpoints/endpoint_builder.go:filterIstioEndpoint, snapshotShards.</remarks>
internal readonly struct EndpointFilter(MeshService service, EndpointClient client, LabelSet? subset, MeshFeatures features)
{
    private readonly bool _sendsUnhealthy = EndpointRules.SendsUnhealthy(service, features);
    private readonly bool _keepsDraining = features.PersistentSessionLabel.Length > 0
        && service.Labels.GetOrEmpty(features.PersistentSessionLabel).Length > 0;

    public bool Includes(Endpoint endpoint)
    {
        if (subset is not null && !subset.IsSubsetOf(endpoint.Labels))
        {
            return false;
        }

        if (endpoint.Cluster != client.Cluster
            && (service.IsClusterLocal || service.IsNodeLocal || endpoint.IsClusterLocal))
        {
            return false;
        }

        if (service.IsNodeLocal && !string.Equals(endpoint.NodeName, client.NodeName, StringComparison.Ordinal))
        {
            return false;
        }

        return IsVisible(endpoint.Network) && IsWell(endpoint);
    }

    private bool IsVisible(NetworkId network) =>
        client.NetworkView.IsEmpty || network.IsNone || client.NetworkView.Span.Contains(network.Value);

    private bool IsWell(Endpoint endpoint)
    {
        switch (endpoint.Health)
        {
            case EndpointHealth.Unhealthy when !_sendsUnhealthy:
            case EndpointHealth.Terminating:
                return false;
        }

        return _keepsDraining
            || (endpoint.Health != EndpointHealth.Draining && !EndpointMessages.IsMarkedDraining(endpoint, features));
    }
}
