using System.Globalization;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Endpoint.V3;
using Endpoint = Istiod.Model.Endpoint;
using EnvoyEndpoint = Istiod.Protos.Envoy.Config.Endpoint.V3.Endpoint;

namespace Istiod.Envoy.Endpoints;

/// <summary>Endpoints that are called through HBONE: by way of an internal listener that makes the tunnel.</summary>
/// <remarks>istiod: xds/endpoints/endpoint_builder.go:supportTunnel, buildEnvoyLbEndpoint.</remarks>
internal static class HboneTunnels
{
    private const string Originate = "connect_originate";
    private const string OriginalDestination = "envoy.filters.listener.original_dst";
    private const string SocketMatch = "envoy.transport_socket_match";
    private const string TunnelLabel = "networking.istio.io/tunnel";
    private const string ManagedLabel = "gateway.istio.io/managed";
    private const string MeshController = "istio.io-mesh-controller";

    /// <summary>Whether the endpoint takes HBONE and the client prefers it.</summary>
    public static bool IsUsedFor(Endpoint endpoint, AssignmentKey key, MeshFeatures features)
    {
        if (!key.Client.SendsHbone || !Takes(endpoint))
        {
            return false;
        }

        // Mutual TLS, where the workload takes it, comes before HBONE; at a waypoint HBONE comes first.
        return !endpoint.AcceptsMutualTls || features.PreferSendingHbone || key.Purpose == AssignmentPurpose.Waypoint;
    }

    /// <summary>Leads <paramref name="message"/> through the tunnel.</summary>
    public static void Apply(LbEndpoint message, Endpoint endpoint, AssignmentPurpose purpose)
    {
        string target = Join(endpoint.PrimaryAddress, endpoint.Port);
        message.Endpoint = new EnvoyEndpoint
        {
            Address = new Address
            {
                EnvoyInternalAddress = new EnvoyInternalAddress { ServerListenerName = Originate, EndpointId = target },
            },
        };
        message.Metadata ??= new Metadata();
        message.Metadata.FilterMetadata[OriginalDestination] = Field("local", target);
        if (purpose != AssignmentPurpose.Waypoint)
        {
            message.Metadata.FilterMetadata[SocketMatch] = Field("tunnel", "http");
        }
    }

    private static bool Takes(Endpoint endpoint)
    {
        if (endpoint.TakesHbone
            || string.Equals(endpoint.Labels.GetOrEmpty(ManagedLabel), MeshController, StringComparison.Ordinal))
        {
            return true;
        }

        string tunnels = endpoint.Labels.GetOrEmpty(TunnelLabel);
        return tunnels.Length > 0 && Array.IndexOf(tunnels.Split(','), "http") >= 0;
    }

    private static string Join(string address, int port) => address.Contains(':', StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"[{address}]:{port}")
        : string.Create(CultureInfo.InvariantCulture, $"{address}:{port}");

    private static Struct Field(string name, string value)
    {
        Struct one = new();
        one.Fields[name] = Value.For(value);
        return one;
    }
}
