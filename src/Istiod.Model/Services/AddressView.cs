using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>What of a proxy decides under which addresses it knows services.</summary>
/// <param name="Cluster">Its cluster; may be empty.</param>
/// <param name="Families">Address families it speaks; addresses of others do not exist for it.</param>
/// <param name="UsesAutomatic">Whether it knows automatic addresses (it captures DNS, or is a waypoint).</param>
/// <param name="KeepsBothFamilies">Whether a dual-stack proxy gets both families.</param>
/// <remarks>istiod: pilot/pkg/model/service.go:getAllAddressesForProxy, GetAddressForProxy, nodeUsesAutoallocatedIPs.</remarks>
public readonly record struct AddressView(
    ClusterId Cluster, AddressFamilies Families, bool UsesAutomatic, bool KeepsBothFamilies)
{
    /// <summary>Projects a proxy.</summary>
    public static AddressView Of(ProxyIdentity proxy, MeshFeatures features) => new(
        new ClusterId(proxy.Metadata.ClusterId),
        proxy.Families,
        (proxy.Metadata.AutoAllocatesDns || features.EnableIpAutoallocate)
            && (proxy.Metadata.CapturesDns || proxy.Kind == ProxyKind.Waypoint),
        (features.DualStack || features.EnableAmbient) && proxy.Families == AddressFamilies.Dual);

    /// <summary>All addresses of a service, the primary first; may be empty, or one unspecified address.</summary>
    public ValueArray<string> AllOf(MeshService service)
    {
        ValueArray<string> addresses = string.IsNullOrEmpty(Cluster.Value) ? default : service.AddressesIn(Cluster);
        if (addresses.IsEmpty && UsesAutomatic)
        {
            addresses = service.AutoAllocatedAddresses;
        }

        if (!KeepsBothFamilies)
        {
            addresses = OfFamilies(addresses);
        }

        if (!addresses.IsEmpty || service.DefaultAddress.Length == 0)
        {
            return addresses;
        }

        ValueArray<string> fallback = [service.DefaultAddress];
        return service.Addresses.IsEmpty ? fallback : OfFamilies(fallback);
    }

    /// <summary>The address that stands for a service.</summary>
    public string PrimaryOf(MeshService service)
    {
        if (!string.IsNullOrEmpty(Cluster.Value))
        {
            ValueArray<string> own = OfFamilies(service.AddressesIn(Cluster));
            if (!own.IsEmpty)
            {
                return own[0];
            }
        }

        if (UsesAutomatic && string.Equals(service.DefaultAddress, MeshService.Unspecified, StringComparison.Ordinal))
        {
            ValueArray<string> automatic = OfFamilies(service.AutoAllocatedAddresses);
            if (!automatic.IsEmpty)
            {
                return automatic[0];
            }
        }

        return service.DefaultAddress;
    }

    /// <summary>All addresses but the first.</summary>
    /// <remarks>istiod: pilot/pkg/model/service.go:GetExtraAddressesForProxy.</remarks>
    public ValueArray<string> ExtraOf(MeshService service)
    {
        ValueArray<string> all = AllOf(service);
        return all.Count > 1 ? ValueArray.Create(all.Span[1..]) : default;
    }

    /// <summary>Those of its families, of the first address' family first; what is no address or range is left out.</summary>
    /// <remarks>istiod: pilot/pkg/util/network/ip.go:FilterAddressesByIPFamily.</remarks>
    private ValueArray<string> OfFamilies(ValueArray<string> addresses)
    {
        if (addresses.Count == 1)
        {
            return (Families & FamilyOf(addresses[0])) != 0 ? addresses : default;
        }

        List<string> four = [];
        List<string> six = [];
        foreach (string address in addresses)
        {
            AddressFamilies family = FamilyOf(address) & Families;
            if (family != 0)
            {
                (family == AddressFamilies.IPv6 ? six : four).Add(address);
            }
        }

        bool isFirstSix = !addresses.IsEmpty && FamilyOf(addresses[0]) == AddressFamilies.IPv6;
        List<string> first = isFirstSix ? six : four;
        first.AddRange(isFirstSix ? four : six);
        return ValueArray.From(first);
    }

    private static AddressFamilies FamilyOf(string address) =>
        !(address.Contains('/', StringComparison.Ordinal) ? Cidr.TryParse(address, out _) : IPText.IsAddress(address)) ? default
        : address.Contains(':', StringComparison.Ordinal) ? AddressFamilies.IPv6
        : AddressFamilies.IPv4;
}
