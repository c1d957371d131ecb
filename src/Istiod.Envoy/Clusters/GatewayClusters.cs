using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Clusters;

/// <summary>What the merged gateway of a router changes about its clusters.</summary>
/// <param name="PassesSni">Each service has clusters for TLS that is passed on by SNI as well.</param>
/// <param name="OnlyDestinationsOf">If services are filtered: gateways whose virtual services tell which are kept.</param>
internal sealed record GatewayClusters(bool PassesSni, ValueArray<string>? OnlyDestinationsOf)
{
    /// <summary>The changes; <c>null</c> if there are none.</summary>
    public static GatewayClusters? Of(MergedGateway merged, MeshFeatures features) =>
        merged.PassesToServices || features.FilterGatewayClusterConfig
            ? new GatewayClusters(merged.PassesToServices, features.FilterGatewayClusterConfig ? merged.Gateways : null)
            : null;
}
