using Istiod.Primitives;

namespace Istiod.Envoy.Routes;

/// <summary>The virtual hosts of one outbound listener port, by name.</summary>
internal sealed record OutboundHosts(ValueArray<OutboundHost> Items)
{
    /// <summary>No hosts.</summary>
    public static readonly OutboundHosts None = new(default(ValueArray<OutboundHost>));

    /// <summary>Those that answer to one of two domains.</summary>
    public List<OutboundHost> Matching(string domain, string otherDomain)
    {
        List<OutboundHost> found = [];
        foreach (OutboundHost host in Items)
        {
            if (host.Message.Domains.Contains(domain) || host.Message.Domains.Contains(otherDomain))
            {
                found.Add(host);
            }
        }

        return found;
    }
}
