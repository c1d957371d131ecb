using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Config.Mesh;

/// <summary>Values that no mesh can work with; a mesh config that has one is refused as a whole.</summary>
/// <remarks>
/// istiod: pkg/config/validation/agent/validation.go:ValidateMeshConfig. Checked here: ports, timeouts, addresses that must be set, curves
/// of mesh TLS. Not yet: tracing, locality and trust domain rules.
/// </remarks>
internal static class MeshConfigRules
{
    public static Finding? Check(MeshConfig mesh, string source)
    {
        if (!IsPort(mesh.ProxyListenPort))
        {
            return Fault(source, "proxyListenPort", "port number must be in the range 1..65535");
        }

        if (mesh.ConnectTimeout is not { } timeout || timeout.Seconds < 0 || (timeout.Seconds == 0 && timeout.Nanos < 1_000_000))
        {
            return Fault(source, "connectTimeout", "duration must be greater than 1ms");
        }

        if (mesh.MeshMTLS?.EcdhCurves.Count > 0)
        {
            return Fault(source, "meshMTLS.ecdhCurves", "mesh TLS does not support ECDH curves configuration");
        }

        if (mesh.DefaultConfig is not { } proxy)
        {
            return Fault(source, "defaultConfig", "missing default config");
        }

        if (!IsPort((uint)proxy.ProxyAdminPort))
        {
            return Fault(source, "defaultConfig.proxyAdminPort", "port number must be in the range 1..65535");
        }

        if (!IsPort((uint)proxy.StatusPort))
        {
            return Fault(source, "defaultConfig.statusPort", "port number must be in the range 1..65535");
        }

        if (proxy.DiscoveryAddress.Length == 0)
        {
            return Fault(source, "defaultConfig.discoveryAddress", "discovery address must be set to the proxy discovery service");
        }

        return proxy.ConfigPath.Length == 0 || proxy.BinaryPath.Length == 0
            ? Fault(source, "defaultConfig", "config path and binary path must be set")
            : null;
    }

    private static bool IsPort(long port) => port is >= 1 and <= 65535;

    private static Finding Fault(string source, string field, string message) =>
        new("mesh.invalid", $"{source}: {field}", message);
}
