using Istiod.Primitives;
using Istiod.Resources;

namespace Istiod.Envoy.Routes;

/// <summary>The virtual hosts of a listener port as they are where no virtual service has a say.</summary>
/// <remarks>Domains may still be claimed twice; <see cref="Resolved"/> is without such.</remarks>
internal sealed class PlainHosts : IEquatable<PlainHosts>
{
    private readonly int _port;

    /// <summary>Takes hosts over.</summary>
    /// <param name="port">Port of the listener.</param>
    /// <param name="hosts">In order of precedence: by hostname.</param>
    public PlainHosts(int port, OutboundHost[] hosts, ResourceStore store)
    {
        _port = port;
        ByHostname = ValueArray.Take(hosts);
        int domains = 0;
        DomainSet fullNames = new(StringComparison.Ordinal);
        fullNames.Reserve(2 * hosts.Length);
        foreach (OutboundHost host in hosts)
        {
            domains += host.Domains.Count;
            fullNames.Add(host.FullName.Name, host.FullName.Hash);
            fullNames.Add(host.Message.Name, host.NameHash);
        }

        HostCollector collector = new(store, name => fullNames.Contains(name, HostDomain.HashOf(name)));
        collector.Reserve(hosts.Length, domains);
        IsClean = true;
        foreach (OutboundHost host in hosts)
        {
            IsClean &= collector.Add(host);
        }

        Resolved = collector.Finish();
    }

    /// <summary>All hosts, in ordinal order of their hostnames.</summary>
    public ValueArray<OutboundHost> ByHostname { get; }

    /// <summary>Whether no domain is claimed twice.</summary>
    public bool IsClean { get; }

    /// <summary>The hosts with each domain at the first that claims it.</summary>
    public OutboundHosts Resolved { get; }

    /// <summary>Whether a name, with or without the port, is the full hostname of a service.</summary>
    public bool HasFullName(string name) => IndexOf(name) >= 0 || (name.Contains(':', StringComparison.Ordinal) && HasWithPort(name));

    /// <inheritdoc/>
    public bool Equals(PlainHosts? other) =>
        ReferenceEquals(this, other) || (other is not null && _port == other._port && ByHostname == other.ByHostname);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PlainHosts);

    /// <inheritdoc/>
    public override int GetHashCode() => ByHostname.Count;

    private bool HasWithPort(string name)
    {
        int at = IndexOf(HostPort.HostOf(name));
        return at >= 0 && ByHostname[at].Message.Name == name;
    }

    private int IndexOf(string hostname)
    {
        int low = 0;
        int high = ByHostname.Count - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = string.CompareOrdinal(ByHostname[middle].FullName.Name, hostname);
            if (order == 0)
            {
                return middle;
            }

            if (order < 0)
            {
                low = middle + 1;
            }
            else
            {
                high = middle - 1;
            }
        }

        return -1;
    }
}
