using Istiod.Compiler.Names;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Destination = Istiod.Protos.Istio.Networking.V1Alpha3.Destination;

namespace Istiod.Compiler.Traffic.VirtualServices;

/// <summary>Resolves short names of hosts and gateways within a virtual service to full names.</summary>
/// <param name="ownNamespace">Namespace of the virtual service: short names are relative to it.</param>
/// <param name="domainSuffix">DNS suffix of Kubernetes services.</param>
/// <remarks>istiod: pilot/pkg/model/virtualservice.go:ResolveVirtualServiceShortnames, config.go:ResolveShortnameToFQDN, resolveGatewayName.</remarks>
internal readonly struct VirtualServiceNames(string ownNamespace, string domainSuffix)
{
    /// <summary>Writes full names into <paramref name="spec"/>, which the caller owns.</summary>
    public void ResolveIn(VirtualService spec)
    {
        for (int i = 0; i < spec.Hosts.Count; i++)
        {
            spec.Hosts[i] = Host(spec.Hosts[i]);
        }

        ResolveGateways(spec.Gateways);
        foreach (HTTPRoute route in spec.Http)
        {
            ResolveIn(route);
        }

        foreach (TCPRoute route in spec.Tcp)
        {
            foreach (L4MatchAttributes match in route.Match)
            {
                ResolveGateways(match.Gateways);
            }

            foreach (RouteDestination target in route.Route)
            {
                ResolveIn(target.Destination);
            }
        }

        foreach (TLSRoute route in spec.Tls)
        {
            foreach (TLSMatchAttributes match in route.Match)
            {
                ResolveGateways(match.Gateways);
            }

            foreach (RouteDestination target in route.Route)
            {
                ResolveIn(target.Destination);
            }
        }
    }

    /// <summary>The full name of a host.</summary>
    public string Host(string name) => HostResolution.Resolve(name, ownNamespace, domainSuffix);

    /// <summary><c>namespace/name</c> of a gateway given as that, as <c>./name</c>, as a short name, or as <c>name.namespace…</c>.</summary>
    public string Gateway(string name)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            return slash == 1 && name[0] == '.' ? $"{ownNamespace}/{name[2..]}" : name;
        }

        int dot = name.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0)
        {
            return $"{ownNamespace}/{name}";
        }

        int second = name.IndexOf('.', dot + 1);
        string itsNamespace = second < 0 ? name[(dot + 1)..] : name[(dot + 1)..second];
        return $"{itsNamespace}/{name[..dot]}";
    }

    private void ResolveIn(HTTPRoute route)
    {
        foreach (HTTPMatchRequest match in route.Match)
        {
            ResolveGateways(match.Gateways);
        }

        foreach (HTTPRouteDestination target in route.Route)
        {
            ResolveIn(target.Destination);
        }

        ResolveIn(route.Mirror);
        foreach (HTTPMirrorPolicy mirror in route.Mirrors)
        {
            ResolveIn(mirror.Destination);
        }
    }

    private void ResolveIn(Destination? destination)
    {
        if (destination is not null)
        {
            destination.Host = Host(destination.Host);
        }
    }

    private void ResolveGateways(RepeatedField<string> gateways)
    {
        for (int i = 0; i < gateways.Count; i++)
        {
            if (gateways[i] != Model.VirtualServiceConfig.MeshGateway)
            {
                gateways[i] = Gateway(gateways[i]);
            }
        }
    }
}
