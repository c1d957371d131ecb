using Istiod.Model;
using Istiod.Primitives;
using EnvoyRoute = Istiod.Protos.Envoy.Config.Route.V3.Route;

namespace Istiod.Envoy.Routes;

/// <summary>Assigns a listener's virtual services to its services and to hosts that are no services.</summary>
/// <param name="services">What the listener reaches.</param>
/// <param name="configs">Those of its virtual services that concern its port (see <see cref="PortVirtualServices"/>), in order of precedence.</param>
/// <param name="context">Where the routes are for.</param>
/// <param name="scopeNamespace">Namespace of the proxies.</param>
/// <remarks>istiod: pilot/pkg/networking/core/route/route.go:buildSidecarVirtualHostsForVirtualService, separateVSHostsAndServices.</remarks>
internal sealed class VirtualServiceHosts(
    ListenerServices services, ValueArray<VirtualServiceConfig> configs, RouteContext context, string scopeNamespace)
{
    private const int PlainHttpPort = PortVirtualServices.PlainHttpPort;

    private readonly MostSpecificHosts _mostSpecific = new(configs);

    /// <summary>One draft for each virtual service that applies and each port of its services.</summary>
    public List<HostDraft> Build()
    {
        List<HostDraft> drafts = [];
        foreach (VirtualServiceConfig config in configs)
        {
            AddDrafts(drafts, config);
        }

        return drafts;
    }

    private void AddDrafts(List<HostDraft> drafts, VirtualServiceConfig config)
    {
        List<EnvoyRoute> routes = HttpRouteTranslator.Translate(config, context);
        if (routes.Count == 0)
        {
            return;
        }

        List<string> otherHosts = [];
        List<MeshService> matching = [];
        Assign(config, otherHosts, matching);
        if (config.Semantics == RouteSemantics.GatewayApi && !AnyAllows(config, matching))
        {
            return;
        }

        SortedDictionary<int, List<MeshService>> byPort = [];
        foreach (MeshService service in matching)
        {
            foreach (ServicePort port in service.Ports)
            {
                if (ServiceHosts.TakesHttp(port))
                {
                    if (!byPort.TryGetValue(port.Number, out List<MeshService>? there))
                    {
                        byPort.Add(port.Number, there = []);
                    }

                    there.Add(service);
                }
            }
        }

        if (byPort.Count == 0 && context.ListenerPort == PlainHttpPort)
        {
            byPort.Add(PlainHttpPort, []);
        }

        foreach ((int port, List<MeshService> there) in byPort)
        {
            drafts.Add(new HostDraft(port, otherHosts, there, routes));
        }
    }

    // Exact hosts first, then wildcards; a wildcard gets only services for which no other virtual service is closer.
    private void Assign(VirtualServiceConfig config, List<string> otherHosts, List<MeshService> matching)
    {
        foreach (string host in config.Spec.Hosts)
        {
            if (!host.StartsWith('*'))
            {
                if (services.Find(host.ToLowerInvariant()) is { } service)
                {
                    matching.Add(service);
                }
                else
                {
                    otherHosts.Add(host);
                }
            }
        }

        foreach (string host in config.Spec.Hosts)
        {
            if (!host.StartsWith('*'))
            {
                continue;
            }

            string wildcard = host.ToLowerInvariant();
            if (config.Semantics == RouteSemantics.GatewayApi || !AssignWildcard(config, new Hostname(wildcard), matching))
            {
                otherHosts.Add(wildcard);
            }
        }
    }

    private bool AssignWildcard(VirtualServiceConfig config, Hostname wildcard, List<MeshService> matching)
    {
        bool isKnown = false;
        foreach (string host in services.All.Hosts)
        {
            if (!new Hostname(host).Matches(wildcard))
            {
                continue;
            }

            isKnown = true;
            if (_mostSpecific.Find(host) == config.Name && services.Find(host) is { } service)
            {
                matching.Add(service);
            }
        }

        return isKnown;
    }

    // Routes of the Gateway API apply to services of their own namespace, or to clients in it.
    private bool AnyAllows(VirtualServiceConfig config, List<MeshService> matching)
    {
        foreach (MeshService service in matching)
        {
            if (service.Key.Namespace == config.Name.Namespace || scopeNamespace == config.Name.Namespace)
            {
                return true;
            }
        }

        return false;
    }
}
