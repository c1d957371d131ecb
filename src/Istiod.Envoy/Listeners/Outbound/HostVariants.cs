using Istiod.Model;

namespace Istiod.Envoy.Listeners.Outbound;

/// <summary>Other spellings of a Kubernetes host that clients use as a TLS server name.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/httproute.go:GenerateAltVirtualHosts, without ports.</remarks>
internal static class HostVariants
{
    private const string ServiceLabel = ".svc.";

    /// <summary>Adds the spellings that proxies of <paramref name="dnsDomain"/> know.</summary>
    public static void AddTo(List<string> names, string host, string dnsDomain, MeshFeatures features)
    {
        if (features.EnableAbsoluteFqdnVhostDomain && !Addresses.IsIP(host))
        {
            names.Add(host + ".");
        }

        int proxyAt = dnsDomain.IndexOf(ServiceLabel, StringComparison.Ordinal);
        int hostAt = host.IndexOf(ServiceLabel, StringComparison.Ordinal);
        int dot = host.IndexOf('.', StringComparison.Ordinal);
        if (proxyAt < 0
            || hostAt <= 0
            || dot + 1 > hostAt
            || !host.AsSpan().EndsWith(dnsDomain.AsSpan(proxyAt), StringComparison.Ordinal))
        {
            return;
        }

        if (host.AsSpan(dot + 1, Math.Max(0, hostAt - dot - 1)).SequenceEqual(dnsDomain.AsSpan(0, proxyAt)))
        {
            names.Add(host[..dot]);
        }

        names.Add(host[..hostAt] + ".svc");
        names.Add(host[..hostAt]);
    }
}
