using System.Globalization;
using Istiod.Model;

namespace Istiod.Envoy.Listeners;

/// <summary>Names of statistics by a pattern of the mesh config.</summary>
/// <remarks>istiod: pilot/pkg/networking/telemetry/telemetry.go:BuildStatPrefix, BuildInboundStatPrefix.</remarks>
internal static class StatNames
{
    /// <summary>The pattern filled in for traffic to a service.</summary>
    public static string Outbound(string pattern, MeshService service, string host, string subset, int port, string portName)
    {
        bool isKubernetes = service.Registry == ServiceRegistry.Kubernetes;
        return Fill(
                pattern,
                isKubernetes ? $"{service.Name}.{service.Key.Namespace}" : host,
                isKubernetes ? service.Name : host,
                host,
                subset)
            .Replace("%TARGET_PORT%", "0", StringComparison.Ordinal)
            .Replace("%SERVICE_PORT%", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("%SERVICE_PORT_NAME%", portName, StringComparison.Ordinal);
    }

    /// <summary>The pattern filled in for traffic to the workload itself.</summary>
    /// <param name="host">Name of the service, or what stands for it.</param>
    /// <param name="service">The Kubernetes service; <c>null</c> if it is none.</param>
    public static string Inbound(string pattern, string host, MeshService? service, int port, string portName) =>
        Fill(
                pattern,
                service is null ? host : $"{service.Name}.{service.Key.Namespace}",
                service is null ? host : service.Name,
                host,
                "")
            .Replace("%SERVICE_PORT%", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            .Replace("%SERVICE_PORT_NAME%", portName, StringComparison.Ordinal);

    private static string Fill(string pattern, string shortHost, string name, string host, string subset) => pattern
        .Replace("%SERVICE%", shortHost, StringComparison.Ordinal)
        .Replace("%SERVICE_NAME%", name, StringComparison.Ordinal)
        .Replace("%SERVICE_FQDN%", host, StringComparison.Ordinal)
        .Replace("%SUBSET_NAME%", subset, StringComparison.Ordinal);
}
