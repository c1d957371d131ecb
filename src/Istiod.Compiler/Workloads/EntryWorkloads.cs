using System.Text.Json;
using Istiod.Compiler.Names;
using Istiod.Compiler.Networks;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Compiler.Workloads;

/// <summary>A WorkloadEntry, or an endpoint of a ServiceEntry, → a workload.</summary>
/// <remarks>istiod: serviceregistry/serviceentry/conversion.go:convertWorkloadEntryToWorkloadInstance.</remarks>
internal static class EntryWorkloads
{
    private const string UnixPrefix = "unix://";

    /// <summary>A WorkloadEntry object; <c>null</c> if its health is checked and it is not healthy.</summary>
    public static Workload? Convert(ObjectKey key, ConfigObject item, Reads reads, MeshSettings settings, NetworkLookup networks)
    {
        if (IsHealthChecked(item.Meta.Annotations) && !IsHealthy(item.Status))
        {
            return null;
        }

        WorkloadEntry entry = item.SpecAs<WorkloadEntry>();
        List<KeyValuePair<string, string>> labels = [.. entry.Labels];
        for (int i = 0; i < item.Meta.Labels.Count; i++)
        {
            labels.Add(item.Meta.Labels[i]);
        }

        string name = item.Meta.Annotations.TryGet(LabelNames.AutoRegistrationGroup, out string? group) ? group
            : item.Meta.Labels.TryGet(LabelNames.WorkloadName, out string? declared) ? declared
            : key.Name;
        return Convert(key.Cluster, item.Key, name, entry, LabelSet.From(labels), reads, settings, networks);
    }

    /// <summary>An endpoint that is written into a ServiceEntry.</summary>
    public static Workload Convert(
        ClusterId cluster, NamespacedName name, WorkloadEntry entry, Reads reads, MeshSettings settings, NetworkLookup networks) =>
        Convert(cluster, name, name.Name, entry, LabelSet.From(entry.Labels), reads, settings, networks);

    private static Workload Convert(
        ClusterId cluster,
        NamespacedName name,
        string workloadName,
        WorkloadEntry entry,
        LabelSet labels,
        Reads reads,
        MeshSettings settings,
        NetworkLookup networks)
    {
        string localityText = entry.Locality.Length > 0 ? entry.Locality : Localities.OfLabels(labels);
        Locality locality = Locality.Parse(localityText);
        NetworkId network = entry.Network.Length > 0
            ? new NetworkId(entry.Network)
            : networks.Of(reads, cluster, entry.Address, labels);
        bool isSocket = entry.Address.StartsWith(UnixPrefix, StringComparison.Ordinal);
        List<NamedPort> ports = [];
        foreach (KeyValuePair<string, uint> port in entry.Ports)
        {
            ports.Add(new NamedPort(port.Key, (int)port.Value));
        }

        ports.Sort(static (a, b) => string.CompareOrdinal(a.Name, b.Name));
        return new Workload
        {
            Kind = WorkloadKind.WorkloadEntry,
            Name = name,
            Ports = ValueArray.From(ports),
            IsDnsOnly = isSocket || (entry.Address.Length > 0 && !IPText.IsAddress(entry.Address)),
            Endpoint = new Endpoint
            {
                Addresses = [isSocket ? entry.Address[UnixPrefix.Length..] : entry.Address],
                IsSocket = isSocket,
                ServicePortName = "",
                Labels = Localities.Augment(labels, cluster, locality, "", network),
                ServiceAccount = entry.ServiceAccount.Length == 0
                    ? ""
                    : new SpiffeId(settings.TrustDomain, name.Namespace, entry.ServiceAccount).ToString(),
                Cluster = cluster,
                Network = new NetworkId(entry.Network),
                Locality = locality,
                Weight = entry.Weight,
                AcceptsMutualTls = labels.TryGet(LabelNames.TlsMode, out string? mode)
                    ? string.Equals(mode, LabelNames.MutualTls, StringComparison.Ordinal)
                    : entry.ServiceAccount.Length > 0,
                Namespace = name.Namespace,
                WorkloadName = workloadName,
            },
        };
    }

    private static bool IsHealthChecked(LabelSet annotations) =>
        annotations.GetOrEmpty(LabelNames.HealthChecksEnabled) is "1" or "t" or "T" or "true" or "TRUE" or "True";

    private static bool IsHealthy(JsonValue? status)
    {
        if (status is null)
        {
            return false;
        }

        using JsonDocument document = status.Parse();
        if (document.RootElement.ValueKind != JsonValueKind.Object
            || !document.RootElement.TryGetProperty("conditions", out JsonElement conditions)
            || conditions.ValueKind != JsonValueKind.Array)
        {
            return false;
        }

        foreach (JsonElement condition in conditions.EnumerateArray())
        {
            if (condition.ValueKind == JsonValueKind.Object
                && condition.TryGetProperty("type", out JsonElement type)
                && type.ValueKind == JsonValueKind.String
                && type.ValueEquals("Healthy"))
            {
                return condition.TryGetProperty("status", out JsonElement value)
                    && value.ValueKind == JsonValueKind.String
                    && value.ValueEquals("True");
            }
        }

        return false;
    }
}
