using System.Net;
using Istiod.Compiler.Names;
using Istiod.Config;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using EntryPort = Istiod.Protos.Istio.Networking.V1Alpha3.ServicePort;
using ServicePort = Istiod.Model.ServicePort;

namespace Istiod.Compiler.Services;

/// <summary>A ServiceEntry → services of the mesh, one for each host and address.</summary>
/// <remarks>istiod: serviceregistry/serviceentry/conversion.go:convertServices.</remarks>
internal static class ServiceEntryServices
{
    /// <summary>The services by host, in the order of hosts and of addresses; a host with unusable addresses only has none.</summary>
    /// <param name="item">A ServiceEntry with a spec.</param>
    /// <param name="addresses">Its automatic addresses.</param>
    /// <param name="namespaceAnnotations">Annotations of its namespace; <c>null</c> if there is no such object.</param>
    /// <param name="settings">The mesh.</param>
    public static List<KeyValuePair<ServiceKey, ValueArray<MeshService>>> Convert(
        ConfigObject item, ValueArray<EntryAddress> addresses, LabelSet? namespaceAnnotations, MeshSettings settings)
    {
        ServiceEntry entry = item.SpecAs<ServiceEntry>();
        MeshService template = Template(item, entry, namespaceAnnotations, settings);
        List<string> declared = DeclaredAddresses(entry);
        List<KeyValuePair<ServiceKey, ValueArray<MeshService>>> services = [];
        HashSet<string> seen = new(StringComparer.Ordinal);
        foreach (string host in entry.Hosts)
        {
            if (!seen.Add(host))
            {
                continue;
            }

            MeshService service = template with { Key = new ServiceKey(item.Meta.Namespace, new Hostname(host)), Name = host };
            if (entry.Addresses.Count == 0)
            {
                services.Add(new(service.Key, [service with { AutoAllocatedAddresses = AutomaticOf(host, addresses) }]));
            }
            else if (declared.Count > 0)
            {
                MeshService[] parts = new MeshService[declared.Count];
                for (int i = 0; i < parts.Length; i++)
                {
                    parts[i] = service with { DefaultAddress = declared[i] };
                }

                services.Add(new(service.Key, ValueArray.Take(parts)));
            }
        }

        return services;
    }

    private static MeshService Template(
        ConfigObject item, ServiceEntry entry, LabelSet? namespaceAnnotations, MeshSettings settings)
    {
        ObjectMeta meta = item.Meta;
        bool isExternal = entry.Location == ServiceEntry.Types.Location.MeshExternal;
        Resolution resolution = entry.Resolution switch
        {
            ServiceEntry.Types.Resolution.Static => Resolution.ClientSide,
            ServiceEntry.Types.Resolution.Dns => Resolution.Dns,
            ServiceEntry.Types.Resolution.DnsRoundRobin => Resolution.DnsRoundRobin,
            ServiceEntry.Types.Resolution.DynamicDns => Resolution.DynamicDns,
            _ => Resolution.Passthrough,
        };
        ServicePort[] ports = new ServicePort[entry.Ports.Count];
        List<PortPair> passthrough = [];
        for (int i = 0; i < ports.Length; i++)
        {
            EntryPort port = entry.Ports[i];
            ports[i] = new ServicePort(port.Name, (int)port.Number, ServiceProtocols.Parse(port.Protocol));
            if (resolution == Resolution.Passthrough && port.TargetPort != 0)
            {
                passthrough.Add(new PortPair((int)port.Number, (int)port.TargetPort));
            }
        }

        return new MeshService
        {
            Key = default,
            Name = "",
            Registry = ServiceRegistry.External,
            Source = meta.Key,
            CreationTime = meta.CreationTime,
            Ports = ValueArray.Take(ports),
            Resolution = resolution,
            IsMeshExternal = isExternal,
            ExportTo = ExportScope.Parse(entry.ExportTo, settings.Mesh.DefaultServiceExportTo, meta.Namespace),
            Labels = isExternal && settings.Features.LabelCanonicalServicesForMeshExternalServiceEntries
                ? CanonicalNames.AddTo(meta.Labels, meta.Name)
                : meta.Labels,
            Selector = entry.WorkloadSelector is { } selector ? LabelSet.From(selector.Labels) : null,
            TrafficDistribution = ServiceTraits.Distribution("", meta.Annotations, namespaceAnnotations),
            RacesConnections = string.Equals(
                meta.Annotations.GetOrEmpty(LabelNames.ConnectStrategy),
                "RACE_FIRST_TCP_CONNECT",
                StringComparison.OrdinalIgnoreCase),
            ServiceAccounts = ValueArray.Take(entry.SubjectAltNames.ToArray()),
            PassthroughPorts = ValueArray.From(passthrough),
        };
    }

    /// <summary>IP addresses, and ranges; a range of one address is that address. Others are left out.</summary>
    private static List<string> DeclaredAddresses(ServiceEntry entry)
    {
        List<string> addresses = [];
        foreach (string address in entry.Addresses)
        {
            if (IPText.IsAddress(address))
            {
                addresses.Add(address);
            }
            else if (Networks.CidrRange.TryParse(address, out IPNetwork range))
            {
                addresses.Add(
                    range.PrefixLength == range.BaseAddress.GetAddressBytes().Length * 8
                        ? range.BaseAddress.ToString()
                        : address);
            }
        }

        return addresses;
    }

    private static ValueArray<string> AutomaticOf(string host, ValueArray<EntryAddress> addresses)
    {
        string? ipv4 = null;
        string? ipv6 = null;
        foreach (EntryAddress address in addresses)
        {
            if (string.Equals(address.Host, host, StringComparison.Ordinal))
            {
                if (address.Address.Contains(':', StringComparison.Ordinal))
                {
                    ipv6 = address.Address;
                }
                else
                {
                    ipv4 = address.Address;
                }
            }
        }

        return (ipv4, ipv6) switch
        {
            (null, null) => default,
            (null, _) => [ipv6],
            (_, null) => [ipv4],
            _ => [ipv4, ipv6],
        };
    }
}
