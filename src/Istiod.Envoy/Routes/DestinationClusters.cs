using System.Globalization;
using Istiod.Model;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy.Routes;

/// <summary>Names of the Envoy clusters that routes and TCP chains lead to.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/route/route.go:GetDestinationCluster, model/service.go:BuildSubsetKey.</remarks>
internal static class DestinationClusters
{
    private const string Unknown = "UnknownService";

    /// <summary>The outbound cluster of a route's destination.</summary>
    /// <param name="destination">Host, and possibly subset and port.</param>
    /// <param name="service">The service of that host, if it is known on the listener.</param>
    /// <param name="listenerPort">The port if neither the destination nor the service says one.</param>
    public static string Name(Destination destination, MeshService? service, int listenerPort)
    {
        if (destination.Host.Length == 0)
        {
            return Unknown;
        }

        string host = service is { ExternalName.Length: > 0 } ? service.ExternalName : destination.Host;
        int port = destination.Port is { } named ? (int)named.Number
            : service is { Ports.Count: 1 } ? service.Ports[0].Number
            : listenerPort;
        return EnvoyNames.Outbound(port, destination.Subset, host);
    }

    /// <summary><c>host:port</c> of a cluster name with four parts, else <c>null</c>.</summary>
    public static string? HostAndPort(string cluster)
    {
        int first = cluster.IndexOf('|', StringComparison.Ordinal);
        int second = first < 0 ? -1 : cluster.IndexOf('|', first + 1);
        int third = second < 0 ? -1 : cluster.IndexOf('|', second + 1);
        if (third < 0 || cluster.IndexOf('|', third + 1) >= 0)
        {
            return null;
        }

        bool isNumber = int.TryParse(
            cluster.AsSpan(first + 1, second - first - 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int port);
        return string.Create(CultureInfo.InvariantCulture, $"{cluster.AsSpan(third + 1)}:{(isNumber ? port : 0)}");
    }
}
