using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Endpoint.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Endpoint = Istiod.Protos.Envoy.Config.Endpoint.V3.Endpoint;
using ServicePort = Istiod.Model.ServicePort;
using SocketAddress = Istiod.Protos.Envoy.Config.Core.V3.SocketAddress;

namespace Istiod.Envoy.Clusters;

/// <summary>Builds the clusters by which a sidecar reaches its own workload: one for each port.</summary>
/// <remarks>istiod: networking/core/cluster.go:buildInboundClusters, cluster_builder.go:buildInboundCluster.</remarks>
internal sealed class InboundClusterBuilder(MeshModel model)
{
    /// <summary>Greatest duration in whole seconds that 64-bit nanoseconds hold: endpoints are never cleaned up.</summary>
    private const long NeverSeconds = (long.MaxValue - 999_999_999) / 1_000_000_000;

    private const string UnixPrefix = "unix://";

    /// <summary>The clusters, in no particular order.</summary>
    public List<Cluster> Build(InboundPlanKey key, Reads reads)
    {
        MeshSettings settings = model.SettingsOf(reads);
        Sidecar? sidecar = reads.Get(model.Reaches, key.Scope).Sidecar;
        List<Cluster> clusters = [];
        if (sidecar is null || sidecar.Ingress.Count == 0)
        {
            if (key.IsCaptured)
            {
                AddForTargets(clusters, key, sidecar, [], settings, reads);
            }

            return clusters;
        }

        if (settings.Features.AllowSidecarServiceInboundListenerMerge)
        {
            HashSet<int> ingressPorts = [];
            foreach (IstioIngressListener listener in sidecar.Ingress)
            {
                ingressPorts.Add((int)(listener.Port?.Number ?? 0));
            }

            AddForTargets(clusters, key, sidecar, ingressPorts, settings, reads);
        }

        AddForIngress(clusters, key, sidecar, settings, reads);
        return clusters;
    }

    private void AddForTargets(
        List<Cluster> clusters,
        InboundPlanKey key,
        Sidecar? sidecar,
        HashSet<int> skippedPorts,
        MeshSettings settings,
        Reads reads)
    {
        string bind = settings.Mesh.InboundTrafficPolicy?.Mode == MeshConfig.Types.InboundTrafficPolicy.Types.Mode.Localhost
            ? LocalAddresses.Loopback(key.Traits.Families)[0]
            : "";
        SortedDictionary<int, List<ServiceTarget>> byPort = [];
        foreach (ServiceTarget target in key.Targets)
        {
            if (skippedPorts.Contains(target.TargetPort))
            {
                continue;
            }

            if (!byPort.TryGetValue(target.TargetPort, out List<ServiceTarget>? targets))
            {
                byPort.Add(target.TargetPort, targets = []);
            }

            targets.Add(target);
        }

        foreach (KeyValuePair<int, List<ServiceTarget>> port in byPort)
        {
            clusters.Add(Build(port.Key, bind, port.Key, port.Value, key, sidecar, settings, reads));
        }
    }

    private void AddForIngress(
        List<Cluster> clusters, InboundPlanKey key, Sidecar sidecar, MeshSettings settings, Reads reads)
    {
        foreach (IstioIngressListener listener in sidecar.Ingress)
        {
            if (listener.Port is null || !TryParseEndpoint(listener.DefaultEndpoint, key, out string bind, out int port))
            {
                continue;
            }

            int number = (int)listener.Port.Number;
            MeshService service = FindService(key, number) ?? Unnamed(key.Scope);
            ServicePort servicePort = new(listener.Port.Name, number, ProtocolNames.Parse(listener.Port.Protocol));
            clusters.Add(Build(
                number, bind, port, [new ServiceTarget(service, servicePort, port)], key, sidecar, settings, reads));
        }
    }

    private Cluster Build(
        int clusterPort,
        string bind,
        int bindPort,
        List<ServiceTarget> targets,
        InboundPlanKey key,
        Sidecar? sidecar,
        MeshSettings settings,
        Reads reads)
    {
        ServiceTarget primary = targets[0];
        Cluster cluster = new()
        {
            Name = EnvoyNames.Inbound(clusterPort),
            CommonLbConfig = new Cluster.Types.CommonLbConfig(),
        };
        string pattern = settings.Mesh.InboundClusterStatName;
        cluster.AltStatName = (pattern.Length == 0
            ? cluster.Name
            : StatPrefix.Fill(pattern, primary.Service, "", primary.Port, clusterPort)) + EnvoyNames.StatDelimiter;
        if (bind.Length == 0)
        {
            cluster.Type = Cluster.Types.DiscoveryType.OriginalDst;
            cluster.CleanupInterval = new Duration(NeverSeconds, 0);
        }
        else
        {
            cluster.Type = Cluster.Types.DiscoveryType.Static;
            cluster.LoadAssignment = Assignment(cluster.Name, bind, bindPort);
        }

        ClusterDraft draft = new(cluster);
        OutboundClusterBuilder.SpeakPortsProtocol(draft, primary.Port.Protocol, key.Traits);
        AddServices(cluster, targets, settings);
        ApplyPolicy(draft, clusterPort, primary, key, sidecar, settings, reads);
        if (cluster.Type == Cluster.Types.DiscoveryType.OriginalDst)
        {
            cluster.LbPolicy = Cluster.Types.LbPolicy.ClusterProvided;
        }

        if (bind is not (LocalAddresses.LoopbackV4 or LocalAddresses.LoopbackV6))
        {
            BindSource(cluster, key.Traits.Families, settings.Features.DualStack);
        }

        return draft.Build();
    }

    private void ApplyPolicy(
        ClusterDraft draft,
        int clusterPort,
        ServiceTarget primary,
        InboundPlanKey key,
        Sidecar? sidecar,
        MeshSettings settings,
        Reads reads)
    {
        DestinationRuleConfig? rule = DestinationRuleLookup.Select(
            DestinationRuleLookup.Candidates(model, reads, key.Scope.Namespace, primary.Service.Key),
            key.Scope.Namespace,
            null);
        TrafficPolicy? policy = TrafficPolicies.ForPort(rule?.Spec.TrafficPolicy, primary.Port.Number);
        if (rule?.Spec.TrafficPolicy is not null && draft.Cluster.Metadata is not null)
        {
            ClusterMetadata.AddRule(draft.Cluster, rule.From[0]);
        }

        ConnectionPoolSettings? pool = SidecarPool(sidecar, clusterPort) ?? policy?.ConnectionPool;
        ConnectionPools.Apply(
            draft, settings.Mesh, !settings.Features.DisableTrackRemainingCbMetrics, pool, policy?.RetryBudget);
    }

    /// <summary>A Sidecar's connection pool for an inbound port: the listener's own, else that of the whole object.</summary>
    /// <remarks>istiod: model/sidecar.go:InboundConnectionPoolForPort.</remarks>
    private static ConnectionPoolSettings? SidecarPool(Sidecar? sidecar, int port)
    {
        if (sidecar is null)
        {
            return null;
        }

        foreach (IstioIngressListener listener in sidecar.Ingress)
        {
            if (listener.Port?.Number == port && listener.ConnectionPool is not null)
            {
                return listener.ConnectionPool;
            }
        }

        return sidecar.InboundConnectionPool;
    }

    private static void AddServices(Cluster cluster, List<ServiceTarget> targets, MeshSettings settings)
    {
        ServiceTarget primary = targets[0];
        if (!settings.Features.EnableTelemetryLabel || primary.Service.IsMeshExternal)
        {
            return;
        }

        List<MeshService> services = [];
        HashSet<Hostname> known = [];
        foreach (ServiceTarget target in targets)
        {
            if (target.Port.Number == primary.Port.Number && known.Add(target.Service.Key.Host))
            {
                services.Add(target.Service);
            }
        }

        ClusterMetadata.AddServices(cluster, [.. services]);
    }

    private static void BindSource(Cluster cluster, AddressFamilies families, bool isDualStackMesh)
    {
        ValueArray<string> sources = LocalAddresses.PassthroughSources(families, isDualStackMesh);
        cluster.UpstreamBindConfig = new BindConfig { SourceAddress = FixedClusters.Source(sources[0]) };
        for (int i = 1; i < sources.Count; i++)
        {
            cluster.UpstreamBindConfig.ExtraSourceAddresses.Add(
                new ExtraSourceAddress { Address = FixedClusters.Source(sources[i]) });
        }
    }

    private static ClusterLoadAssignment Assignment(string name, string bind, int port)
    {
        Address address = bind.StartsWith(UnixPrefix, StringComparison.Ordinal)
            ? new Address { Pipe = new Pipe { Path = bind[UnixPrefix.Length..] } }
            : new Address { SocketAddress = new SocketAddress { Address = bind, PortValue = (uint)port } };
        LocalityLbEndpoints group = new();
        group.LbEndpoints.Add(new LbEndpoint { Endpoint = new Endpoint { Address = address } });
        ClusterLoadAssignment assignment = new() { ClusterName = name };
        assignment.Endpoints.Add(group);
        return assignment;
    }

    /// <summary>Reads a default endpoint: a Unix socket, or loopback, pod address or nothing in particular, and a port.</summary>
    private static bool TryParseEndpoint(string text, InboundPlanKey key, out string bind, out int port)
    {
        bind = "";
        port = 0;
        if (text.Length == 0)
        {
            return true;
        }

        if (text.StartsWith(UnixPrefix, StringComparison.Ordinal))
        {
            bind = text;
            return true;
        }

        int colon = text.LastIndexOf(':');
        if (colon < 0 || !int.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out port))
        {
            return false;
        }

        string host = text[..colon].Trim('[', ']');
        ValueArray<string> loopback = LocalAddresses.Loopback(key.Traits.Families);
        bind = host switch
        {
            MeshService.Unspecified =>
                First(key.Addresses, AddressFamily.InterNetwork) ?? LocalAddresses.LoopbackV4,
            "::" => First(key.Addresses, AddressFamily.InterNetworkV6) ?? LocalAddresses.LoopbackV6,
            LocalAddresses.LoopbackV4 => First(loopback, AddressFamily.InterNetwork) ?? loopback[0],
            LocalAddresses.LoopbackV6 => First(loopback, AddressFamily.InterNetworkV6) ?? loopback[0],
            _ => "",
        };
        return true;
    }

    private static string? First(ValueArray<string> addresses, AddressFamily family)
    {
        foreach (string address in addresses)
        {
            if (IPAddress.TryParse(address, out IPAddress? parsed) && parsed.AddressFamily == family)
            {
                return address;
            }
        }

        return null;
    }

    private static MeshService? FindService(InboundPlanKey key, int port)
    {
        foreach (ServiceTarget target in key.Targets)
        {
            if (target.TargetPort == port)
            {
                return target.Service;
            }
        }

        return null;
    }

    /// <summary>Stands for a port that no service names; it only gives statistics a name.</summary>
    private static MeshService Unnamed(ScopeKey scope) => new()
    {
        Key = new ServiceKey(scope.Sidecar.Namespace, new Hostname($"{scope.Sidecar.Name}.{scope.Sidecar.Namespace}")),
        Name = scope.Sidecar.Name,
        IsMeshExternal = true,
    };
}
