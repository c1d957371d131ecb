using System.Globalization;
using Istiod.Envoy.Filters.Network;
using Istiod.Envoy.Routes;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ServicePort = Istiod.Model.ServicePort;
using TcpSettings = Istiod.Protos.Istio.Networking.V1Alpha3.ConnectionPoolSettings.Types.TCPSettings;

namespace Istiod.Envoy.Listeners.Outbound;

/// <summary>Where TCP chains lead.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/networkfilter.go:buildOutboundNetworkFilters.</remarks>
internal sealed class OutboundTargets(OutboundQuery query, EgressScope scope, Build build)
{
    private Dictionary<Hostname, ScopedService>? _byHost;

    /// <summary>Whether labels were needed to decide.</summary>
    public bool LookedAtLabels { get; private set; }

    /// <summary>The service itself, without a rule.</summary>
    public TcpTarget OfService(OutboundOffer offer)
    {
        MeshService service = offer.Service;

        // A port that a Sidecar names may be another than the service's only one.
        int port = service.Ports.Count == 1 ? service.Ports[0].Number : offer.Port.Number;
        string host = service.Key.Host.Value;
        string cluster = EnvoyNames.Outbound(port, "", host);
        string pattern = build.Mesh.OutboundClusterStatName;
        TcpTarget target = new()
        {
            Cluster = cluster,
            StatPrefix = pattern.Length > 0 ? StatNames.Outbound(pattern, service, host, "", port, "") : cluster,
            Protocol = offer.Port.Protocol,
            SniCache = OutboundChains.DnsCacheOf(service),
            SniPort = offer.Port.Number,
        };
        return With(target, RuleOf(service), "");
    }

    /// <summary>A service or subset as mutual TLS of the mesh names it by SNI; no tunnel is opened to it.</summary>
    /// <param name="cluster">Its cluster.</param>
    public TcpTarget OfSni(string cluster, MeshService service, ServicePort port, DestinationRule? rule, string subset)
    {
        string pattern = build.Mesh.OutboundClusterStatName;
        string host = service.Key.Host.Value;
        TcpTarget target = new()
        {
            Cluster = cluster,
            StatPrefix = pattern.Length > 0
                ? StatNames.Outbound(pattern, service, host, subset, port.Number, port.Name)
                : cluster,
            Protocol = port.Protocol,
        };
        return With(target, rule, subset) with { TunnelTo = "", TunnelUsesPost = false };
    }

    /// <summary>The destinations of a rule; <c>null</c> if it has none.</summary>
    public TcpTarget? OfRoutes(RepeatedField<RouteDestination> routes, ServicePort port, VirtualServiceConfig rule)
    {
        if (routes.Count == 0 || routes[0].Destination is not { } first)
        {
            return null;
        }

        MeshService? service = ServiceOf(first.Host);
        DestinationRule? settings = service is null ? null : RuleOf(service);
        if (routes.Count == 1)
        {
            string cluster = DestinationClusters.Name(first, service, port.Number);
            string pattern = build.Mesh.OutboundClusterStatName;
            return With(
                new TcpTarget
                {
                    Cluster = cluster,
                    StatPrefix = pattern.Length > 0 && service is not null
                        ? StatNames.Outbound(pattern, service, first.Host, first.Subset, port.Number, port.Name)
                        : cluster,
                    Protocol = port.Protocol,
                },
                settings,
                first.Subset);
        }

        List<WeightedCluster> weighted = [];
        foreach (RouteDestination route in routes)
        {
            if (route.Weight > 0 && route.Destination is { } destination)
            {
                weighted.Add(new WeightedCluster(
                    DestinationClusters.Name(destination, ServiceOf(destination.Host), port.Number), (uint)route.Weight));
            }
        }

        return weighted.Count == 0
            ? null
            : With(
                new TcpTarget
                {
                    Cluster = weighted[0].Name,
                    Weighted = ValueArray.From(weighted),
                    StatPrefix = $"{rule.Name.Name}.{rule.Name.Namespace}",
                    Protocol = port.Protocol,
                },
                settings,
                "");
    }

    /// <summary>The service of a host within the scope.</summary>
    private MeshService? ServiceOf(string host)
    {
        if (_byHost is null)
        {
            _byHost = [];
            foreach (ScopedService scoped in scope.Services)
            {
                _byHost.TryAdd(scoped.Key.Host, scoped);
            }
        }

        return _byHost.TryGetValue(new Hostname(host), out ScopedService found)
            && build.Reads.TryGet(build.Model.Services, found.Key, out MeshService? service)
            ? found.Restrict(service)
            : null;
    }

    /// <summary>The destination rule that applies to the service; <c>null</c> if none does.</summary>
    public DestinationRule? RuleOf(MeshService service)
    {
        string client = query.Traits.Namespace;
        ValueArray<DestinationRuleConfig> candidates =
            DestinationRuleLookup.Candidates(build.Model, build.Reads, client, service.Key);
        foreach (DestinationRuleConfig candidate in candidates)
        {
            LookedAtLabels |= candidate.Selector is not null;
        }

        return DestinationRuleLookup.Select(candidates, client, query.Labels ?? LabelSet.Empty)?.Spec;
    }

    private static TcpTarget With(TcpTarget target, DestinationRule? rule, string subset)
    {
        if (rule is null)
        {
            return target;
        }

        TcpSettings? settings = rule.TrafficPolicy?.ConnectionPool?.Tcp;
        TrafficPolicy? policy = rule.TrafficPolicy;
        TrafficPolicy.Types.TunnelSettings? tunnel = subset.Length == 0 ? policy?.Tunnel : null;
        bool hashes = HashesSource(policy) ?? false;
        foreach (Subset one in rule.Subsets)
        {
            if (string.Equals(one.Name, subset, StringComparison.Ordinal))
            {
                tunnel = subset.Length > 0 ? one.TrafficPolicy?.Tunnel : tunnel;
                hashes = one.TrafficPolicy?.LoadBalancer is null ? hashes : HashesSource(one.TrafficPolicy) ?? false;
                break;
            }
        }

        return target with
        {
            IdleTimeout = settings?.IdleTimeout,
            MaxConnectionDuration = settings?.MaxConnectionDuration,
            HashesSourceAddress = hashes,
            TunnelTo = tunnel is null ? "" : JoinHostPort(tunnel.TargetHost, tunnel.TargetPort),
            TunnelUsesPost = tunnel is { Protocol: "POST" },
        };
    }

    private static bool? HashesSource(TrafficPolicy? policy) => policy?.LoadBalancer?.ConsistentHash?.UseSourceIp;

    private static string JoinHostPort(string host, uint port) => host.Contains(':', StringComparison.Ordinal)
        ? string.Create(CultureInfo.InvariantCulture, $"[{host}]:{port}")
        : string.Create(CultureInfo.InvariantCulture, $"{host}:{port}");
}
