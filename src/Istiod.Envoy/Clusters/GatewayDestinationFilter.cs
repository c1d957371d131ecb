using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ExtensionProvider = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider;

namespace Istiod.Envoy.Clusters;

/// <summary>The services that a gateway needs: destinations of its virtual services, and those that mesh config names.</summary>
/// <remarks>istiod: pilot/pkg/model/push_context.go:GatewayServices, extraServicesForProxy.</remarks>
internal sealed class GatewayDestinationFilter
{
    private readonly HashSet<string> _hosts = new(StringComparer.Ordinal);
    private readonly HashSet<ServiceKey> _services = [];

    /// <summary>Finds the services.</summary>
    public GatewayDestinationFilter(string namespaceName, ValueArray<string> gateways, MeshModel model, Reads reads)
    {
        foreach (string gateway in gateways)
        {
            foreach (VirtualServiceConfig config in reads.Get(
                model.VirtualServices, new VirtualServiceQuery(namespaceName, gateway)))
            {
                Add(config.Spec);
            }
        }

        foreach (ExtensionProvider provider in model.SettingsOf(reads).Mesh.ExtensionProviders)
        {
            AddNamed(ServiceOf(provider));
        }
    }

    /// <summary>Whether the gateway needs a service.</summary>
    public bool Includes(ServiceKey service) => _hosts.Contains(service.Host.Value) || _services.Contains(service);

    private void Add(VirtualService spec)
    {
        foreach (HTTPRoute route in spec.Http)
        {
            Add(route.Mirror);
            foreach (HTTPRouteDestination target in route.Route)
            {
                Add(target.Destination);
            }

            foreach (HTTPMirrorPolicy mirror in route.Mirrors)
            {
                Add(mirror.Destination);
            }
        }

        foreach (TCPRoute route in spec.Tcp)
        {
            Add(route.Route);
        }

        foreach (TLSRoute route in spec.Tls)
        {
            Add(route.Route);
        }
    }

    private void Add(RepeatedField<RouteDestination> targets)
    {
        foreach (RouteDestination target in targets)
        {
            Add(target.Destination);
        }
    }

    private void Add(Destination? destination)
    {
        if (destination is not null)
        {
            _hosts.Add(destination.Host);
        }
    }

    /// <summary>Adds <c>host</c> or <c>namespace/host</c>.</summary>
    private void AddNamed(string service)
    {
        int slash = service.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            _services.Add(new ServiceKey(service[..slash], new Hostname(service[(slash + 1)..])));
        }
        else if (service.Length > 0)
        {
            _hosts.Add(service);
        }
    }

    private static string ServiceOf(ExtensionProvider provider) =>
        provider.EnvoyExtAuthzHttp?.Service
        ?? provider.EnvoyExtAuthzGrpc?.Service
        ?? provider.Zipkin?.Service
        ?? provider.Datadog?.Service
        ?? provider.Skywalking?.Service
        ?? provider.Opentelemetry?.Service
        ?? provider.EnvoyHttpAls?.Service
        ?? provider.EnvoyTcpAls?.Service
        ?? provider.EnvoyOtelAls?.Service
        ?? provider.Sds?.Service
        ?? "";
}
