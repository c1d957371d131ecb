using Istiod.Incremental;
using Istiod.Model;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Resources;
using ConsistentHash = Istiod.Protos.Istio.Networking.V1Alpha3.LoadBalancerSettings.Types.ConsistentHashLB;
using EnvoyRoute = Istiod.Protos.Envoy.Config.Route.V3.Route;

namespace Istiod.Envoy.Routes;

/// <summary>Virtual hosts of services: their domains, and their routes if no virtual service has a say.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/httproute.go:BuildSidecarOutboundVirtualHosts, route.go:buildSidecarVirtualHostForService.</remarks>
internal sealed class ServiceHosts(MeshModel model, ResourceStore store)
{
    /// <summary>The virtual host of a service port, or <c>null</c> if it takes no HTTP or only stands for another service.</summary>
    public OutboundHost? Build(ServiceHostKey key, Reads reads)
    {
        if (!reads.TryGet(model.Services, key.Service, out MeshService? whole))
        {
            return null;
        }

        MeshService? service = OnPort(new ScopedService(key.Service, default, key.HiddenAliases).Restrict(whole), key.Port);
        if (service is null || service.Resolution == Resolution.Alias || !TakesHttp(service.Ports[0]))
        {
            return null;
        }

        MeshSettings settings = model.SettingsOf(reads);
        List<string> alternatives = [];
        List<string> domains = DomainNames.Of(
            Seen(service, key.Traits),
            key.Traits.KeepsPorts ? key.Port : 0,
            key.Traits,
            settings.Features.EnableAbsoluteFqdnVhostDomain,
            alternatives);
        VirtualHost host = Host(service.Key.Host.Value, key.Port, domains, service, key.Traits, settings);
        host.Routes.Add(Route(service, key.Port, key.Hash, settings));
        return OutboundHost.Of(
            host, service.Key.Host.Value, store, alternatives, dependsOnNamespace: !service.Aliases.IsEmpty);
    }

    /// <summary>The route of a service port without virtual service.</summary>
    public static EnvoyRoute Route(MeshService service, int port, ConsistentHash? hash, MeshSettings settings)
    {
        string name = service.Key.Host.Value;
        EnvoyRoute route = DefaultRoutes.Outbound(
            EnvoyNames.Outbound(port, "", name), DefaultRoutes.Operation(name, port), settings.Mesh);
        if (HashPolicies.Convert(hash) is { } policy)
        {
            route.Route_?.HashPolicy.Add(policy);
        }

        return route;
    }

    /// <summary>A virtual host without routes.</summary>
    /// <param name="service">The service it is for; <c>null</c> for a host that only virtual services know.</param>
    public static VirtualHost Host(
        string hostname, int port, List<string> domains, MeshService? service, HostTraits traits, MeshSettings settings)
    {
        VirtualHost host = new()
        {
            Name = HostPort.Join(hostname, port),
            IncludeRequestAttemptCount = traits.CountsAttempts,
        };
        host.Domains.AddRange(domains);
        if (StatefulSessions.PerRoute(service, settings.Features) is { } session)
        {
            host.TypedPerFilterConfig[StatefulSessions.FilterName] = session;
        }

        return host;
    }

    /// <summary>A service with one of its ports only and its hostname in lower case; <c>null</c> if it lacks the port.</summary>
    public static MeshService? OnPort(MeshService service, int number)
    {
        // Of several objects of one host the last one with the port has it.
        for (int i = service.Parts.Count - 1; i >= 0; i--)
        {
            if (service.Parts[i].FindPort(number) is not null)
            {
                service = service.Parts[i];
                break;
            }
        }

        string host = service.Key.Host.Value;
        return service.FindPort(number) is { } port
            ? service with { Key = service.Key with { Host = new(host.ToLowerInvariant()) }, Ports = [port] }
            : null;
    }

    /// <summary>The service with the one address that the proxies take for it, if they do not know it by its own.</summary>
    public static MeshService Seen(MeshService service, HostTraits traits) =>
        service with { DefaultAddress = traits.Addresses.PrimaryOf(service), AutoAllocatedAddresses = default };

    /// <summary>Whether a port takes HTTP, declared or detected.</summary>
    public static bool TakesHttp(ServicePort port) => port.Protocol.IsHttp() || port.Protocol.IsUnsupported();
}
