using System.Net;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Services;

/// <summary>Gives automatic addresses to ServiceEntries whose status has none yet.</summary>
/// <remarks>
/// istiod: controllers/ipallocate/ipallocate.go writes them into the status, where all replicas read them. Here the addresses are
/// a function of all entries: those in statuses stay, then the oldest entry gets the next free ones. A controller that writes
/// what this collection holds changes nothing but where it is read from.
/// </remarks>
internal static class AutoAllocationArea
{
    /// <summary>Adds the collection: entry → the addresses of all its hosts, from its status or given.</summary>
    public static Collection<ObjectKey, ValueArray<EntryAddress>> Wire(
        Graph graph, Collection<ObjectKey, ConfigObject> entries, Collection<SettingsKey, MeshSettings> settingsSource)
    {
        // Only what the allocation depends on, so that other edits of entries do not reach it.
        Derived<ObjectKey, Demand> demands = graph.Derive<ObjectKey, ConfigObject, ObjectKey, Demand>(
            "address-demands",
            entries,
            (key, item, reads, output) =>
            {
                if (item.Spec is ServiceEntry && reads.TryGet(settingsSource, SettingsKey.Mesh, out MeshSettings? settings))
                {
                    output.Add(key, DemandOf(item, settings.Features));
                }
            });
        Derived<Unit, AllocationTable> all = graph.DeriveSingleton(
            "allocated-addresses",
            reads => reads.TryGet(settingsSource, SettingsKey.Mesh, out MeshSettings? settings)
                ? Allocate(reads.All(demands), settings.Features)
                : AllocationTable.Empty);
        return graph.Derive<ObjectKey, Demand, ObjectKey, ValueArray<EntryAddress>>(
            "entry-addresses",
            demands,
            (key, demand, reads, output) =>
            {
                if (!demand.Hosts.IsEmpty && reads.TryGet(all, out AllocationTable? table)
                    && table.TryGet(key, out ValueArray<EntryAddress> addresses))
                {
                    output.Add(key, addresses);
                }
            });
    }

    private static Demand DemandOf(ConfigObject item, MeshFeatures features)
    {
        ServiceEntry entry = item.SpecAs<ServiceEntry>();
        List<string> hosts = [];
        bool isWanted = features.EnableIpAutoallocate
            ? AutoAllocation.IsWanted(item, features)
            : entry.Addresses.Count == 0 && entry.Resolution != ServiceEntry.Types.Resolution.None;
        foreach (string host in entry.Hosts)
        {
            bool isHostWanted = features.EnableIpAutoallocate
                ? AutoAllocation.IsWanted(entry, host)
                : !new Hostname(host).IsWildcard;
            if (isWanted && isHostWanted && !hosts.Contains(host))
            {
                hosts.Add(host);
            }
        }

        return new Demand(
            item.Meta.CreationTime,
            ValueArray.From(hosts),
            hosts.Count > 0 && features.EnableIpAutoallocate ? AutoAllocation.InStatus(item) : default,
            ValueArray.Take(entry.Addresses.ToArray()));
    }

    private static AllocationTable Allocate(Entries<ObjectKey, Demand> demands, MeshFeatures features)
    {
        if (!features.EnableIpAutoallocate)
        {
            List<KeyValuePair<ObjectKey, ValueArray<string>>> hosts = [];
            foreach (KeyValuePair<ObjectKey, Demand> entry in demands)
            {
                if (!entry.Value.Hosts.IsEmpty)
                {
                    hosts.Add(new(entry.Key, entry.Value.Hosts));
                }
            }

            return new AllocationTable(HashedAllocation.Of(hosts));
        }

        AddressPool? ipv4 = AddressPool.Of(features.IpAutoallocateIpv4Prefix);
        AddressPool? ipv6 = AddressPool.Of(features.IpAutoallocateIpv6Prefix);
        KeyValuePair<ObjectKey, Demand>[] byAge = demands.ToArray();
        foreach (KeyValuePair<ObjectKey, Demand> entry in byAge)
        {
            foreach (EntryAddress address in entry.Value.InStatus)
            {
                Use(address.Address);
            }

            foreach (string address in entry.Value.Declared)
            {
                Use(address);
            }
        }

        Array.Sort(byAge, static (a, b) =>
        {
            int order = a.Value.CreationTime.CompareTo(b.Value.CreationTime);
            order = order != 0 ? order : string.CompareOrdinal(a.Key.Name, b.Key.Name);
            return order != 0 ? order : a.Key.CompareTo(b.Key);
        });
        Dictionary<ObjectKey, ValueArray<EntryAddress>> table = [];
        foreach (KeyValuePair<ObjectKey, Demand> entry in byAge)
        {
            if (!entry.Value.Hosts.IsEmpty)
            {
                table.Add(entry.Key, Fill(entry.Value, ipv4, ipv6));
            }
        }

        return new AllocationTable(table);

        void Use(string text)
        {
            if (IPText.TryParse(text, out IPAddress? address))
            {
                ipv4?.Use(address);
                ipv6?.Use(address);
            }
        }
    }

    private static ValueArray<EntryAddress> Fill(Demand demand, AddressPool? ipv4, AddressPool? ipv6)
    {
        List<EntryAddress> addresses = [];
        foreach (string host in demand.Hosts)
        {
            int before = addresses.Count;
            foreach (EntryAddress known in demand.InStatus)
            {
                if (string.Equals(known.Host, host, StringComparison.Ordinal))
                {
                    addresses.Add(known);
                }
            }

            if (addresses.Count == before)
            {
                Add(ipv4?.Take());
                Add(ipv6?.Take());
            }

            void Add(string? address)
            {
                if (address is not null)
                {
                    addresses.Add(new EntryAddress(host, address));
                }
            }
        }

        return ValueArray.From(addresses);
    }

    /// <summary>What an entry takes part with.</summary>
    /// <param name="CreationTime">Older entries are served first.</param>
    /// <param name="Hosts">Hosts that need addresses.</param>
    /// <param name="InStatus">Addresses they have.</param>
    /// <param name="Declared">Addresses the entry itself declares.</param>
    private sealed record Demand(
        DateTimeOffset CreationTime,
        ValueArray<string> Hosts,
        ValueArray<EntryAddress> InStatus,
        ValueArray<string> Declared);
}
