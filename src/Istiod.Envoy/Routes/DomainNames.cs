using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Routes;

/// <summary>The names under which a proxy may ask for a service: what its virtual host is matched by.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/httproute.go:generateVirtualHostDomains, GenerateAltVirtualHosts.</remarks>
internal static class DomainNames
{
    private const string ServiceLabel = ".svc.";

    /// <summary>A name in place of a namespace that no service has; see <see cref="WithoutNamespace"/>.</summary>
    private const string OtherNamespace = "*";

    /// <summary>All domains of a service.</summary>
    /// <param name="service">As the listener sees it.</param>
    /// <param name="port">Port to write behind names, or 0 for none.</param>
    /// <param name="alternatives">Gets those that are made by shortening or by a dot at the end.</param>
    public static List<string> Of(MeshService service, int port, HostTraits traits, bool hasAbsolute, List<string> alternatives)
    {
        List<string> domains = [];
        AddNames(domains, alternatives, service.Key.Host.Value, port, traits.DnsDomain, hasAbsolute);
        foreach (ServiceKey alias in service.Aliases)
        {
            AddNames(domains, alternatives, alias.Host.Value, port, traits.DnsDomain, hasAbsolute);
        }

        if (service is { Resolution: Resolution.Passthrough, Registry: ServiceRegistry.Kubernetes })
        {
            int count = domains.Count;
            for (int i = 0; i < count; i++)
            {
                domains.Add($"*.{domains[i]}");
            }
        }

        foreach (string address in traits.Addresses.AllOf(service))
        {
            if (address.Length > 0 && address != MeshService.Unspecified)
            {
                Add(domains, address, port);
            }
        }

        return domains;
    }

    /// <summary>Whether the short names of a host depend on the namespace in a proxy's domain.</summary>
    public static bool IsNeighbour(string host, string dnsDomain)
    {
        int proxyAt = dnsDomain.IndexOf(ServiceLabel, StringComparison.Ordinal);
        if (proxyAt <= 0)
        {
            return true;
        }

        int hostAt = host.IndexOf(ServiceLabel, StringComparison.Ordinal);
        int dot = host.IndexOf('.', StringComparison.Ordinal);
        return hostAt > dot && host.AsSpan(dot + 1, hostAt - dot - 1).SequenceEqual(dnsDomain.AsSpan(0, proxyAt));
    }

    /// <summary>A proxy's domain with a namespace that is nobody's.</summary>
    public static string WithoutNamespace(string dnsDomain)
    {
        int at = dnsDomain.IndexOf(ServiceLabel, StringComparison.Ordinal);
        return at > 0 ? OtherNamespace + dnsDomain[at..] : dnsDomain;
    }

    /// <summary>Adds the other spellings of a host: shortened by the proxy's domain, and with a dot at the end.</summary>
    /// <param name="port">Port to write behind names, or 0 for none.</param>
    public static void AddAlternatives(List<string> names, string host, int port, string dnsDomain, bool hasAbsolute)
    {
        if (hasAbsolute)
        {
            AddAbsolute(names, host, port);
        }

        if (dnsDomain.Contains(ServiceLabel, StringComparison.Ordinal))
        {
            AddKubernetesNames(names, host, port, dnsDomain);
        }
        else
        {
            AddShared(names, host, port, dnsDomain);
        }
    }

    private static void AddNames(
        List<string> domains, List<string> alternatives, string host, int port, string dnsDomain, bool hasAbsolute)
    {
        Add(domains, host, port);
        int start = alternatives.Count;
        AddAlternatives(alternatives, host, port, dnsDomain, hasAbsolute);
        domains.AddRange(alternatives[start..]);
    }

    private static void AddAbsolute(List<string> names, string host, int port)
    {
        string absolute = $"{host}.";
        if (!IPText.IsAddress(host))
        {
            names.Add(absolute);
        }

        if (port != 0)
        {
            names.Add(HostPort.Join(absolute, port));
        }
    }

    // Only names that follow the scheme of Kubernetes and share the proxy's suffix are shortened.
    private static void AddKubernetesNames(List<string> names, string host, int port, string dnsDomain)
    {
        int proxyAt = dnsDomain.IndexOf(ServiceLabel, StringComparison.Ordinal);
        ReadOnlySpan<char> suffix = proxyAt > 0 ? dnsDomain.AsSpan(proxyAt) : dnsDomain;
        int hostAt = host.IndexOf(ServiceLabel, StringComparison.Ordinal);
        if (!host.AsSpan().EndsWith(suffix, StringComparison.Ordinal) || hostAt <= 0)
        {
            return;
        }

        int dot = host.IndexOf('.', StringComparison.Ordinal);
        if (dot + 1 > hostAt)
        {
            return;
        }

        string shortName = host[..hostAt];
        if (host.AsSpan(dot + 1, hostAt - dot - 1).SequenceEqual(dnsDomain.AsSpan(0, Math.Max(proxyAt, 0))))
        {
            Add(names, host[..dot], port);
        }

        Add(names, shortName, port);
        Add(names, $"{shortName}.svc", port);
    }

    // Outside Kubernetes a name is shortened by what it shares with the proxy's domain.
    private static void AddShared(List<string> names, string host, int port, string dnsDomain)
    {
        string[] hostParts = host.Split('.');
        string[] proxyParts = dnsDomain.Split('.');
        int shared = 0;
        while (shared < hostParts.Length && shared < proxyParts.Length && hostParts[^(shared + 1)] == proxyParts[^(shared + 1)])
        {
            shared++;
        }

        if (shared == 0)
        {
            return;
        }

        int unique = hostParts.Length - shared;
        string name = string.Join('.', hostParts, 0, unique);
        Add(names, name, port);
        if (unique == 2)
        {
            Add(names, $"{name}.{hostParts[unique]}", port);
        }
    }

    private static void Add(List<string> names, string name, int port)
    {
        names.Add(HostPort.Bracket(name));
        if (port != 0)
        {
            names.Add(HostPort.Join(name, port));
        }
    }
}
