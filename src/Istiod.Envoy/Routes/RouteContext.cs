using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ConsistentHash = Istiod.Protos.Istio.Networking.V1Alpha3.LoadBalancerSettings.Types.ConsistentHashLB;

namespace Istiod.Envoy.Routes;

/// <summary>Where routes of virtual services are built for: the listener, the proxies, and what their destinations are.</summary>
internal sealed class RouteContext
{
    /// <summary>Port of the listener.</summary>
    public required int ListenerPort { get; init; }

    /// <summary>Gateways whose routes are wanted: <c>mesh</c> or <c>namespace/name</c>.</summary>
    public required ValueArray<string> Gateways { get; init; }

    /// <summary>Namespace that the proxies say they are in.</summary>
    public required string ProxyNamespace { get; init; }

    /// <summary>Labels of the proxies' workload, as far as conditions ask for them.</summary>
    public required LabelSet ProxyLabels { get; init; }

    /// <summary>Settings of the mesh.</summary>
    public required MeshSettings Settings { get; init; }

    /// <summary>Finds the service of a destination host as this listener sees it.</summary>
    public required Func<string, MeshService?> FindService { get; init; }

    /// <summary>Finds how a destination balances by hash.</summary>
    public required Func<Destination, ConsistentHash?> FindHash { get; init; }

    /// <summary>Envoy cluster of a destination; the default is the outbound cluster.</summary>
    public Func<Destination, MeshService?, int, string> ClusterName { get; init; } = DestinationClusters.Name;

    /// <summary>Whether rewritten requests get <c>x-forwarded-host</c>.</summary>
    public bool AppendsForwardedHost { get; init; }

    /// <summary>Whether the listener terminates TLS.</summary>
    public bool IsTls { get; init; }

    /// <summary>Whether responses offer HTTP/3.</summary>
    public bool OffersHttp3 { get; init; }

    /// <summary>Whether the proxies are gRPC clients, which read other timeout fields.</summary>
    public bool IsProxylessGrpc { get; init; }
}
