using Istiod.Diagnostics.Logging;
using Istiod.Diagnostics.Metrics;
using Istiod.Model;
using Istiod.Options;
using Istiod.Variables;

namespace Istiod.Server;

/// <summary>What the CA, istiod's own certificate and authentication are made of.</summary>
/// <param name="Options">Flags.</param>
/// <param name="Environment">The process's own place.</param>
/// <param name="Variables">Settings.</param>
/// <param name="Mesh">Mesh config as it is now: trust domain, discovery address, CA certificates.</param>
/// <param name="Cluster">What a cluster offers.</param>
/// <param name="Metrics">Where to count.</param>
/// <param name="Log">Where to tell.</param>
/// <param name="Time">The clock.</param>
internal sealed record CaInputs(
    DiscoveryOptions Options,
    PilotEnvironment Environment,
    SecurityVariables Variables,
    Func<MeshSettings> Mesh,
    ClusterPorts Cluster,
    MetricRegistry Metrics,
    LogSystem Log,
    TimeProvider Time)
{
    /// <summary>The trust domain now.</summary>
    public string TrustDomain => Mesh().Mesh.TrustDomain;

    /// <summary>Host of the default proxy config's discovery address.</summary>
    /// <exception cref="IOException">It is no host and port: istiod must not start.</exception>
    /// <remarks>istiod: pilot/pkg/model/context.go:GetDiscoveryAddress.</remarks>
    public string DiscoveryHost()
    {
        string address = Mesh().Mesh.DefaultConfig?.DiscoveryAddress ?? "";
        int colon = address.LastIndexOf(':');
        string host = colon < 0 ? "" : address[..colon].Trim('[', ']');
        if (colon < 0 || (host.Contains(':', StringComparison.Ordinal) && !address.StartsWith('[')))
        {
            throw new IOException($"invalid Istiod Address: {address}, address {address}: missing port in address");
        }

        return int.TryParse(address.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture, out _)
            ? host
            : throw new IOException($"invalid Istiod Port: {address[(colon + 1)..]}, {address}");
    }
}
