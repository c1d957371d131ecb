using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Envoy.Filters.Authorization;

/// <summary>The mesh's trust domain and its other names: a principal of one is meant for all.</summary>
/// <remarks>istiod: pilot/pkg/security/trustdomain/bundle.go.</remarks>
internal sealed class TrustDomains
{
    private const string AnyLocal = "cluster.local";

    private readonly List<string> _domains;

    /// <summary>The mesh's own first.</summary>
    public TrustDomains(MeshConfig mesh) => _domains = [mesh.TrustDomain, .. mesh.TrustDomainAliases];

    /// <summary>Principals with each one of this mesh's domains given under all its names.</summary>
    public List<string> WithAliases(List<string> principals)
    {
        List<string> all = [];
        foreach (string principal in principals)
        {
            string[] parts = principal.Split('/');
            if (parts.Length != 5 || parts[0] is "*" || !IsOurs(parts[0]))
            {
                all.Add(principal);
                continue;
            }

            int start = all.Count;
            string rest = principal[parts[0].Length..];
            foreach (string domain in _domains)
            {
                // A pattern that covers the domain stays as it is.
                string renamed = IsSuffixMatch(domain, parts[0]) ? principal : domain + rest;
                if (all.IndexOf(renamed, start) < 0)
                {
                    all.Add(renamed);
                }
            }
        }

        return all;
    }

    /// <summary>Trust domains with each one of this mesh's given under all its names.</summary>
    public List<string> Expand(List<string> domains)
    {
        List<string> all = [];
        foreach (string domain in domains)
        {
            List<string> names = _domains.Contains(domain) ? _domains : [domain];
            foreach (string name in names)
            {
                if (!all.Contains(name))
                {
                    all.Add(name);
                }
            }
        }

        return all;
    }

    private bool IsOurs(string domain)
    {
        if (domain is AnyLocal)
        {
            return true; // stands for the mesh's own domain, whatever that is called
        }

        foreach (string own in _domains)
        {
            if (string.Equals(own, domain, StringComparison.Ordinal)
                || own is "*"
                || IsPrefixMatch(domain, own)
                || IsPrefixMatch(own, domain)
                || IsSuffixMatch(domain, own)
                || IsSuffixMatch(own, domain))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsPrefixMatch(string text, string pattern) =>
        pattern.EndsWith('*') && text.AsSpan().StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal);

    private static bool IsSuffixMatch(string text, string pattern) =>
        pattern.StartsWith('*') && text.AsSpan().EndsWith(pattern.AsSpan(1), StringComparison.Ordinal);
}
