using System.Text.Json;
using Istiod.Compiler.Names;
using Istiod.Config;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Services;

/// <summary>Which ServiceEntries get automatic addresses, and those that their status holds.</summary>
/// <remarks>istiod: networking/serviceentry/service_entry.go, controllers/ipallocate/ipallocate.go:keepHost.</remarks>
internal static class AutoAllocation
{
    /// <summary>Whether an entry is given addresses, or uses those of its status.</summary>
    public static bool IsWanted(ConfigObject item, MeshFeatures features)
    {
        ServiceEntry entry = item.SpecAs<ServiceEntry>();
        return features.EnableIpAutoallocate
            && entry.Resolution != ServiceEntry.Types.Resolution.None
            && entry.Addresses.Count == 0
            && !string.Equals(
                item.Meta.Labels.GetOrEmpty(LabelNames.EnableAutoAllocateIP), "false", StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>Whether a host of an entry is given addresses: wildcards only if the proxy resolves the requested name.</summary>
    public static bool IsWanted(ServiceEntry entry, string host) =>
        !new Hostname(host).IsWildcard || entry.Resolution == ServiceEntry.Types.Resolution.DynamicDns;

    /// <summary>The addresses in the status, in its order; what cannot be read is not there.</summary>
    public static ValueArray<EntryAddress> InStatus(ConfigObject item)
    {
        if (item.Status is null)
        {
            return default;
        }

        using JsonDocument status = item.Status.Parse();
        if (status.RootElement.ValueKind != JsonValueKind.Object
            || !status.RootElement.TryGetProperty("addresses", out JsonElement addresses)
            || addresses.ValueKind != JsonValueKind.Array)
        {
            return default;
        }

        List<EntryAddress> found = [];
        foreach (JsonElement address in addresses.EnumerateArray())
        {
            if (Text(address, "value") is { } value && IPText.IsAddress(value))
            {
                found.Add(new EntryAddress(Text(address, "host") ?? "", value));
            }
        }

        return ValueArray.From(found);
    }

    private static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object
        && element.TryGetProperty(name, out JsonElement value)
        && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
