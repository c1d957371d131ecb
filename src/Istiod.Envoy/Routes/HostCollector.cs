using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Resources;
using EnvoyRoute = Istiod.Protos.Envoy.Config.Route.V3.Route;

namespace Istiod.Envoy.Routes;

/// <summary>Takes virtual hosts in order of precedence and keeps names and domains unique: the first has them.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/httproute.go:BuildSidecarOutboundVirtualHosts, dedupeDomains, mergeAllVirtualHosts.</remarks>
/// <param name="store">Marshals hosts that lose domains.</param>
/// <param name="isFullName">Whether a name is the full hostname of a service, with or without the port.</param>
internal sealed class HostCollector(ResourceStore store, Func<string, bool> isFullName)
{
    private readonly DomainSet _names = new(StringComparison.Ordinal);
    private readonly DomainSet _domains = new(StringComparison.OrdinalIgnoreCase);
    private readonly List<OutboundHost> _hosts = [];

    /// <summary>Makes room.</summary>
    /// <param name="hosts">How many hosts will be added.</param>
    /// <param name="domains">How many domains they have.</param>
    public void Reserve(int hosts, int domains)
    {
        _names.Reserve(hosts);
        _domains.Reserve(domains);
        _hosts.EnsureCapacity(hosts);
    }

    /// <summary>Adds a virtual host that is not marshalled yet.</summary>
    /// <param name="host">Without routes; given away.</param>
    /// <param name="hostname">Host without port.</param>
    /// <param name="alternatives">Domains that yield to full names.</param>
    /// <param name="routes">Its routes.</param>
    /// <param name="needsPort">Whether only domains with a port stay.</param>
    public void Add(VirtualHost host, string hostname, List<string> alternatives, List<EnvoyRoute> routes, bool needsPort)
    {
        if (!_names.Add(host.Name, HostDomain.HashOf(host.Name)))
        {
            return;
        }

        host.Domains.RemoveAll(domain =>
            !Claim(HostDomain.Of(domain, alternatives.Contains(domain)))
            || (needsPort && !domain.Contains(':', StringComparison.Ordinal)));
        if (host.Domains.Count > 0)
        {
            host.Routes.AddRange(routes);
            _hosts.Add(OutboundHost.Of(host, hostname, store));
        }
    }

    /// <summary>Adds a shared virtual host; it stays shared unless it loses domains.</summary>
    /// <returns>Whether it kept its name and all its domains.</returns>
    public bool Add(OutboundHost host)
    {
        if (!_names.Add(host.Message.Name, host.NameHash))
        {
            return false;
        }

        List<string>? kept = null;
        for (int i = 0; i < host.Domains.Count; i++)
        {
            HostDomain domain = host.Domains[i];
            if (Claim(domain))
            {
                kept?.Add(domain.Name);
            }
            else
            {
                kept ??= host.Message.Domains.GetRange(0, i);
            }
        }

        Keep(host, kept);
        return kept is null;
    }

    /// <summary>Adds plain hosts behind all others.</summary>
    /// <param name="taken">Hostnames of those that are left out.</param>
    public void AddRest(PlainHosts plain, HashSet<string> taken)
    {
        foreach (OutboundHost host in plain.ByHostname)
        {
            if (taken.Contains(host.FullName.Name))
            {
                continue;
            }

            if (plain.IsClean)
            {
                AddClean(host);
            }
            else
            {
                Add(host);
            }
        }
    }

    // Plain hosts have no quarrel among themselves, so that only what came before them counts, which is little.
    private void AddClean(OutboundHost host)
    {
        if (_names.Contains(host.Message.Name, host.NameHash))
        {
            return;
        }

        List<string>? kept = null;
        for (int i = 0; i < host.Domains.Count; i++)
        {
            HostDomain domain = host.Domains[i];
            if (_domains.Contains(domain.Name, domain.Hash))
            {
                kept ??= host.Message.Domains.GetRange(0, i);
            }
            else
            {
                kept?.Add(domain.Name);
            }
        }

        Keep(host, kept);
    }

    private void Keep(OutboundHost host, List<string>? kept)
    {
        if (kept is null)
        {
            _hosts.Add(host);
        }
        else if (kept.Count > 0)
        {
            _hosts.Add(host.WithDomains(kept, store));
        }
    }

    /// <summary>What was added, by name.</summary>
    public OutboundHosts Finish()
    {
        _hosts.Sort(static (a, b) => string.CompareOrdinal(a.Message.Name, b.Message.Name));
        return new OutboundHosts(ValueArray.From(_hosts));
    }

    private bool Claim(HostDomain domain) =>
        !(domain.IsAlternative && isFullName(domain.Name)) && _domains.Add(domain.Name, domain.Hash);
}
