using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Routes;

/// <summary>Which virtual services of a listener concern a port: the others' changes end here.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/httproute.go:selectVirtualServices.</remarks>
internal static class PortVirtualServices
{
    /// <summary>The port on which hosts that are no services are served as well.</summary>
    public const int PlainHttpPort = 80;

    /// <summary>Those with a host that one of the services has; on the plain HTTP port all. The order stays.</summary>
    public static ValueArray<VirtualServiceConfig> Select(
        ValueArray<VirtualServiceConfig> configs, int port, PortServices services)
    {
        if (port == PlainHttpPort)
        {
            return configs;
        }

        List<VirtualServiceConfig> found = [];
        foreach (VirtualServiceConfig config in configs)
        {
            if (Concerns(config, services))
            {
                found.Add(config);
            }
        }

        return ValueArray.From(found);
    }

    private static bool Concerns(VirtualServiceConfig config, PortServices services)
    {
        foreach (string host in config.Spec.Hosts)
        {
            Hostname name = new(host.ToLowerInvariant());
            if (services.TryGet(name.Value, out _))
            {
                return true;
            }

            foreach (string known in name.IsWildcard ? services.Hosts : services.WildcardHosts)
            {
                if (name.Matches(new Hostname(known)))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
