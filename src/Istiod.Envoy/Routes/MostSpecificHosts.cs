using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Routes;

/// <summary>Which virtual service has the closest host for a service: the same name, else the longest wildcard; then the oldest.</summary>
/// <remarks>istiod: pilot/pkg/model/sidecar.go:computeWildcardHostVirtualServiceIndex, config.go:MostSpecificHostMatch.</remarks>
internal sealed class MostSpecificHosts
{
    private readonly Dictionary<string, NamespacedName> _exact = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NamespacedName> _wildcards = new(StringComparer.Ordinal);

    /// <summary>Indexes the hosts of <paramref name="configs"/>; of one host the first config counts.</summary>
    public MostSpecificHosts(ValueArray<VirtualServiceConfig> configs)
    {
        foreach (VirtualServiceConfig config in configs)
        {
            foreach (string host in config.Spec.Hosts)
            {
                (host.StartsWith('*') ? _wildcards : _exact).TryAdd(host, config.Name);
            }
        }
    }

    /// <summary>The virtual service for a service's hostname; <c>null</c> if none matches.</summary>
    public NamespacedName? Find(string host)
    {
        bool isWildcard = host.StartsWith('*');
        if ((isWildcard ? _wildcards : _exact).TryGetValue(host, out NamespacedName same))
        {
            return same;
        }

        string needle = isWildcard ? host[1..] : host;
        string? best = null;
        foreach (string wildcard in _wildcards.Keys)
        {
            if (needle.AsSpan().EndsWith(wildcard.AsSpan(1), StringComparison.Ordinal)
                && (best is null || wildcard.Length > best.Length
                    || (wildcard.Length == best.Length && string.CompareOrdinal(wildcard, best) < 0)))
            {
                best = wildcard;
            }
        }

        return best is null ? null : _wildcards[best];
    }
}
