using System.Globalization;
using Istiod.Model;

namespace Istiod.Envoy.Clusters;

/// <summary>Fills the patterns of <c>outboundClusterStatName</c> and <c>inboundClusterStatName</c>.</summary>
/// <remarks>istiod: networking/telemetry/telemetry.go:BuildStatPrefix.</remarks>
internal static class StatPrefix
{
    /// <summary>The pattern with its placeholders filled in, without the delimiter.</summary>
    public static string Fill(
        string pattern, MeshService service, string subset, ServicePort port, int targetPort)
    {
        bool isKubernetes = service.Registry == ServiceRegistry.Kubernetes;
        string host = service.Key.Host.Value;
        return pattern
            .Replace("%SERVICE%", isKubernetes ? $"{service.Name}.{service.Key.Namespace}" : host, StringComparison.Ordinal)
            .Replace("%SERVICE_NAME%", isKubernetes ? service.Name : host, StringComparison.Ordinal)
            .Replace("%SERVICE_FQDN%", host, StringComparison.Ordinal)
            .Replace("%SUBSET_NAME%", subset, StringComparison.Ordinal)
            .Replace("%TARGET_PORT%", targetPort.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("%SERVICE_PORT%", port.Number.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("%SERVICE_PORT_NAME%", port.Name, StringComparison.Ordinal);
    }
}
