using Istiod.Model;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Envoy.Listeners;

/// <summary>Which ports a proxy can listen on.</summary>
internal static class PortRules
{
    /// <summary>Whether a listener may be made: not for low ports of unprivileged proxies, and not over the static ones.</summary>
    /// <param name="mesh"><c>null</c>: the ports that catch redirected traffic are not looked at.</param>
    /// <remarks>istiod: pilot/pkg/model/context.go:CanBindToPort, conflictWithReservedListener.</remarks>
    public static bool CanBind(
        PlacementTraits traits, MeshConfig? mesh, string bind, int port, Protocol protocol, bool bindsToPort, string wildcard)
    {
        if (bindsToPort && traits.IsUnprivileged && port is > 0 and < 1024)
        {
            return false;
        }

        bool isOnWildcard = bind.Length > 0
            ? string.Equals(bind, wildcard, StringComparison.Ordinal)
            : protocol.IsHttp(); // which without an address goes to the wildcard
        return !isOnWildcard
            || (port != traits.StatusPort
                && port != traits.PrometheusPort
                && port != mesh?.ProxyListenPort
                && port != mesh?.ProxyInboundListenPort);
    }
}
