using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.Listeners;

/// <summary>What a proxy sees of service addresses.</summary>
/// <param name="Cluster">Cluster it says it is in; empty if it does not say.</param>
/// <param name="Families">Its address families.</param>
/// <param name="UsesAutomatic">It takes automatic addresses of ServiceEntries.</param>
/// <param name="KeepsBothFamilies">Dual stack or ambient is on: a dual-stack proxy gets all addresses.</param>
/// <remarks>istiod: pilot/pkg/model/service.go:GetAddressForProxy, GetExtraAddressesForProxy.</remarks>
internal readonly record struct AddressTraits(
    string Cluster, AddressFamilies Families, bool UsesAutomatic, bool KeepsBothFamilies)
{
    /// <summary>The address that a listener of the service binds to.</summary>
    public string PrimaryOf(MeshService service)
    {
        if (Cluster.Length > 0)
        {
            ValueArray<string> own = Addresses.OfFamilies(InCluster(service), Families);
            if (!own.IsEmpty)
            {
                return own[0];
            }
        }

        if (UsesAutomatic && string.Equals(service.DefaultAddress, MeshService.Unspecified, StringComparison.Ordinal))
        {
            foreach (string address in service.AutoAllocatedAddresses)
            {
                AddressFamilies family = address.Contains(':', StringComparison.Ordinal)
                    ? AddressFamilies.IPv6
                    : AddressFamilies.IPv4;
                if ((Families & family) != 0)
                {
                    return address;
                }
            }
        }

        return service.DefaultAddress;
    }

    /// <summary>All addresses but the first.</summary>
    public ValueArray<string> ExtraOf(MeshService service)
    {
        ValueArray<string> all = Cluster.Length > 0 ? InCluster(service) : default;
        if (all.IsEmpty && UsesAutomatic)
        {
            all = service.AutoAllocatedAddresses;
        }

        if (!KeepsBothFamilies || Families != AddressFamilies.Dual)
        {
            all = Addresses.OfFamilies(all, Families);
        }

        return all.Count > 1 ? ValueArray.Create(all.Span[1..]) : default;
    }

    private ValueArray<string> InCluster(MeshService service)
    {
        foreach (ClusterAddresses one in service.Addresses)
        {
            if (string.Equals(one.Cluster.Value, Cluster, StringComparison.Ordinal))
            {
                return one.Addresses;
            }
        }

        return default;
    }
}
