using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Services;

/// <summary>Makes one service of all that claim its namespace and hostname.</summary>
internal static class ServiceMerge
{
    /// <summary>The service, with its parts if there are several.</summary>
    /// <param name="parts">At least one.</param>
    /// <param name="configCluster">Of several clusters, this one's Service is in charge.</param>
    public static MeshService Merge(ServiceParts parts, ClusterId configCluster)
    {
        MeshService? kubernetes = MergeClusters(parts.Kubernetes, configCluster);
        if (parts.External.IsEmpty)
        {
            return kubernetes!; // one of both is not empty
        }

        if (kubernetes is null && parts.External.Count == 1)
        {
            return parts.External[0];
        }

        List<MeshService> all = [];
        if (kubernetes is not null)
        {
            all.Add(kubernetes);
        }

        all.AddRange(parts.External.Span);
        MeshService[] byAge = StableByAge(all);
        MeshService merged = kubernetes ?? byAge[0];
        if (kubernetes is null)
        {
            for (int i = 1; i < byAge.Length; i++)
            {
                merged = WithPortsOf(merged, byAge[i]);
            }
        }

        return merged with { Parts = ValueArray.Take(byAge) };
    }

    /// <summary>The addresses and service accounts of all clusters; everything else is the first one's.</summary>
    /// <remarks>istiod: serviceregistry/aggregate/controller.go:mergeService.</remarks>
    private static MeshService? MergeClusters(ValueArray<MeshService> services, ClusterId configCluster)
    {
        if (services.Count < 2)
        {
            return services.IsEmpty ? null : services[0];
        }

        MeshService first = services[0];
        List<ClusterAddresses> addresses = [];
        List<ClusterAddresses> external = [];
        List<string> accounts = [];
        foreach (MeshService service in services)
        {
            addresses.AddRange(service.Addresses.Span);
            external.AddRange(service.ExternalAddresses.Span);
            if (service.Addresses[0].Cluster == configCluster)
            {
                first = service;
            }

            foreach (string account in service.ServiceAccounts)
            {
                if (!accounts.Contains(account))
                {
                    accounts.Add(account);
                }
            }
        }

        return first with
        {
            Addresses = ValueArray.From(addresses),
            ExternalAddresses = ValueArray.From(external),
            ServiceAccounts = ValueArray.From(accounts),
        };
    }

    /// <remarks>istiod: pilot/pkg/model/sidecar.go:appendSidecarServices, canMergeServices.</remarks>
    private static MeshService WithPortsOf(MeshService service, MeshService other)
    {
        if (service.Ports.Equals(other.Ports)
            || service.Resolution != other.Resolution
            || !service.Labels.Equals(other.Labels)
            || !(service.Selector ?? LabelSet.Empty).Equals(other.Selector ?? LabelSet.Empty)
            || !service.ExportTo.Equals(other.ExportTo))
        {
            return service;
        }

        List<ServicePort> ports = [.. service.Ports.Span];
        foreach (ServicePort port in other.Ports)
        {
            if (service.FindPort(port.Number) is null)
            {
                ports.Add(port);
            }
        }

        return ports.Count == service.Ports.Count ? service : service with { Ports = ValueArray.From(ports) };
    }

    private static MeshService[] StableByAge(List<MeshService> services)
    {
        MeshService[] sorted = services.ToArray();
        int[] places = new int[sorted.Length];
        for (int i = 0; i < places.Length; i++)
        {
            places[i] = i;
        }

        Array.Sort(places, (a, b) =>
        {
            int order = MeshService.CompareByAge(services[a], services[b]);
            return order != 0 ? order : a.CompareTo(b);
        });
        for (int i = 0; i < places.Length; i++)
        {
            sorted[i] = services[places[i]];
        }

        return sorted;
    }
}
