using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Resources;
using EnvoyRoute = Istiod.Protos.Envoy.Config.Route.V3.Route;

namespace Istiod.Envoy.Routes;

/// <summary>Takes virtual hosts in order of precedence and keeps names and domains unique: the first has them.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/httproute.go:BuildSidecarOutboundVirtualHosts, dedupeDomains, mergeAllVirtualHosts.</remarks>
internal sealed class HostCollector(ResourceStore store)
{
    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly HashSet<string> _domains = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _fullNames = new(StringComparer.Ordinal);
    private readonly List<OutboundHost> _hosts = [];

    /// <summary>Makes the full names of a draft's services known, before any host is added.</summary>
    public void AddKnown(HostDraft draft)
    {
        foreach (MeshService service in draft.Services)
        {
            _fullNames.Add(service.Key.Host.Value);
            _fullNames.Add(HostPort.Join(service.Key.Host.Value, draft.Port));
        }
    }

    /// <summary>Makes the full name of a service's host known, before any host is added.</summary>
    public void AddKnown(OutboundHost host)
    {
        // The name is host:port.
        _fullNames.Add(host.Message.Name);
        _fullNames.Add(HostPort.HostOf(host.Message.Name));
    }

    /// <summary>Adds a virtual host that is not marshalled yet.</summary>
    /// <param name="host">Without routes; given away.</param>
    /// <param name="alternatives">Domains that yield to full names.</param>
    /// <param name="routes">Its routes.</param>
    /// <param name="needsPort">Whether only domains with a port stay.</param>
    public void Add(VirtualHost host, List<string> alternatives, List<EnvoyRoute> routes, bool needsPort)
    {
        if (!_names.Add(host.Name))
        {
            return;
        }

        Claim(host.Domains, alternatives);
        if (needsPort)
        {
            host.Domains.RemoveAll(static domain => !domain.Contains(':', StringComparison.Ordinal));
        }

        if (host.Domains.Count > 0)
        {
            host.Routes.AddRange(routes);
            _hosts.Add(OutboundHost.Of(host, store));
        }
    }

    /// <summary>Adds a shared virtual host; it stays shared unless it loses domains.</summary>
    public void Add(OutboundHost host)
    {
        if (!_names.Add(host.Message.Name))
        {
            return;
        }

        List<string> domains = [.. host.Message.Domains];
        Claim(domains, host.Alternatives);
        if (domains.Count == host.Message.Domains.Count)
        {
            _hosts.Add(host);
        }
        else if (domains.Count > 0)
        {
            _hosts.Add(WithDomains(host, domains, store));
        }
    }

    /// <summary>What was added, by name.</summary>
    public OutboundHosts Finish()
    {
        _hosts.Sort(static (a, b) => string.CompareOrdinal(a.Message.Name, b.Message.Name));
        return new OutboundHosts(ValueArray.From(_hosts));
    }

    /// <summary>The same host under other domains.</summary>
    public static OutboundHost WithDomains(OutboundHost host, List<string> domains, ResourceStore store)
    {
        VirtualHost copy = new()
        {
            Name = host.Message.Name,
            IncludeRequestAttemptCount = host.Message.IncludeRequestAttemptCount,
        };
        copy.Domains.AddRange(domains);
        copy.Routes.AddRange(host.Message.Routes);
        foreach (KeyValuePair<string, Protobuf.AnyValue> config in host.Message.TypedPerFilterConfig)
        {
            copy.TypedPerFilterConfig.Add(config.Key, config.Value);
        }

        return OutboundHost.Of(copy, store);
    }

    private void Claim(List<string> domains, List<string> alternatives)
    {
        int kept = 0;
        for (int i = 0; i < domains.Count; i++)
        {
            string domain = domains[i];
            if (_domains.Contains(domain) || (alternatives.Contains(domain) && _fullNames.Contains(domain)))
            {
                continue;
            }

            _domains.Add(domain);
            domains[kept++] = domain;
        }

        domains.RemoveRange(kept, domains.Count - kept);
    }
}
