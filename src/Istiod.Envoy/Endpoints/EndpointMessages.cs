using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Endpoint.V3;
using EnvoyEndpoint = Istiod.Protos.Envoy.Config.Endpoint.V3.Endpoint;
using Endpoint = Istiod.Model.Endpoint;

namespace Istiod.Envoy.Endpoints;

/// <summary>Messages of single endpoints.</summary>
/// <remarks>istiod: xds/endpoints/endpoint_builder.go:buildEnvoyLbEndpoint, networking/util/util.go:AppendLbEndpointMetadata.</remarks>
internal static class EndpointMessages
{
    private const string SocketMatch = "envoy.transport_socket_match";
    private const string TlsMode = "tlsMode";
    private const string TlsModeLabel = "security.istio.io/tlsMode";
    private const string MutualTls = "istio";
    private const string CanonicalName = "service.istio.io/canonical-name";
    private const string CanonicalRevision = "service.istio.io/canonical-revision";

    /// <summary>An endpoint, with its weight, health and metadata.</summary>
    public static LbEndpoint Build(Endpoint endpoint, MeshService service, bool usesMutualTls, MeshFeatures features)
    {
        Metadata metadata = new();
        if (usesMutualTls)
        {
            // A destination rule may demand mutual TLS of a workload that says another mode.
            string mode = endpoint.AcceptsMutualTls ? MutualTls : endpoint.Labels.GetOrEmpty(TlsModeLabel);
            if (mode.Length > 0 && !string.Equals(mode, "disabled", StringComparison.Ordinal))
            {
                metadata.FilterMetadata[SocketMatch] = Field(TlsMode, mode);
            }
        }

        AddTelemetry(metadata, endpoint, service, features);
        EnvoyEndpoint message = new() { Address = AddressOf(endpoint.PrimaryAddress, endpoint.Port) };
        if (features.DualStack)
        {
            for (int i = 1; i < endpoint.Addresses.Count; i++)
            {
                message.AdditionalAddresses.Add(
                    new EnvoyEndpoint.Types.AdditionalAddress { Address = AddressOf(endpoint.Addresses[i], endpoint.Port) });
            }
        }

        return new LbEndpoint
        {
            Endpoint = message,
            HealthStatus = IsMarkedDraining(endpoint, features) ? HealthStatus.Draining : HealthOf(endpoint.Health),
            LoadBalancingWeight = endpoint.Weight > 0 ? endpoint.Weight : 1,
            Metadata = metadata,
        };
    }

    /// <summary>A gateway that stands for endpoints of its network.</summary>
    public static LbEndpoint Build(NetworkGateway gateway, uint weight, MeshFeatures features)
    {
        Metadata metadata = new();
        metadata.FilterMetadata[SocketMatch] = Field(TlsMode, MutualTls);
        if (features.EnableTelemetryLabel && features.EndpointTelemetryLabel)
        {
            metadata.FilterMetadata[EnvoyNames.IstioMetadata] = Field("workload", $";;;;{gateway.Cluster}");
        }

        return new LbEndpoint
        {
            Endpoint = new EnvoyEndpoint { Address = AddressOf(gateway.Address, gateway.Port) },
            LoadBalancingWeight = weight,
            Metadata = metadata,
        };
    }

    /// <summary>Whether connections to the endpoint are made with mutual TLS.</summary>
    public static bool UsesMutualTls(LbEndpoint message) =>
        message.Metadata is { } metadata
        && metadata.FilterMetadata.TryGetValue(SocketMatch, out Struct? match)
        && match.Fields.TryGetValue(TlsMode, out Value? mode)
        && string.Equals(mode.StringValue, MutualTls, StringComparison.Ordinal);

    /// <summary>Whether the workload's label says that it goes away.</summary>
    public static bool IsMarkedDraining(Endpoint endpoint, MeshFeatures features) =>
        features.DrainingLabel.Length > 0 && endpoint.Labels.GetOrEmpty(features.DrainingLabel).Length > 0;

    /// <summary>An address and port; without a port it is the path of a socket.</summary>
    public static Address AddressOf(string address, int port) => port == 0
        ? new Address { Pipe = new Pipe { Path = address } }
        : new Address { SocketAddress = new SocketAddress { Address = address, PortValue = (uint)port } };

    /// <summary>Workload, namespace, canonical service and revision, cluster; for servers that cannot tell by themselves.</summary>
    private static void AddTelemetry(Metadata metadata, Endpoint endpoint, MeshService service, MeshFeatures features)
    {
        if (!features.EnableTelemetryLabel || !features.EndpointTelemetryLabel)
        {
            return;
        }

        LabelSet labels = endpoint.Labels;
        string namespaceName = endpoint.Namespace;
        if (features.LabelCanonicalServicesForMeshExternalServiceEntries && service.IsMeshExternal)
        {
            namespaceName = service.Key.Namespace;
            labels = service.Labels.TryGet(CanonicalName, out _) ? service.Labels : labels;
        }

        string name = First(labels, CanonicalName, "app.kubernetes.io/name", "app") ?? endpoint.WorkloadName;
        string revision = First(labels, CanonicalRevision, "app.kubernetes.io/version", "version") ?? "";
        if (string.Equals(revision, "latest", StringComparison.Ordinal))
        {
            revision = "";
        }

        metadata.FilterMetadata[EnvoyNames.IstioMetadata] = Field(
            "workload", $"{endpoint.WorkloadName};{namespaceName};{name};{revision};{endpoint.Cluster}");
    }

    private static HealthStatus HealthOf(EndpointHealth health) => health switch
    {
        EndpointHealth.Healthy => HealthStatus.Healthy,
        EndpointHealth.Unhealthy => HealthStatus.Unhealthy,
        EndpointHealth.Draining => HealthStatus.Draining,
        _ => HealthStatus.Unknown,
    };

    private static Struct Field(string name, string value)
    {
        Struct one = new();
        one.Fields[name] = Value.For(value);
        return one;
    }

    private static string? First(LabelSet labels, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            if (labels.TryGet(key, out string? value))
            {
                return value;
            }
        }

        return null;
    }
}
