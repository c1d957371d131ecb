using System.Globalization;
using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Config.Yaml;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Resources;

namespace Istiod.Offline;

/// <summary>Descriptions of proxies: from a file in the format of <c>proxies.yaml</c>, or made up for a pod.</summary>
internal static class ProxyNodes
{
    /// <summary>Reads a file that holds one proxy or a list of them.</summary>
    /// <exception cref="InvalidDataException">It is no YAML, or a proxy has no id.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static IReadOnlyList<DataNode> ReadFile(string file)
    {
        if (!YamlReader.TryRead(File.ReadAllBytes(file), file, 1, null, out DataNode? root, out Finding? fault) || root is null)
        {
            throw new InvalidDataException(fault?.ToString() ?? file);
        }

        return root.Kind == DataKind.Array ? root.Items : root.IsNull ? [] : [root];
    }

    /// <summary>The node of one entry: <c>id</c>, <c>cluster</c>, <c>metadata</c>, <c>labels</c>, <c>locality</c>.</summary>
    /// <exception cref="InvalidDataException">It has no id.</exception>
    public static ProxyNode FromEntry(DataNode entry)
    {
        string id = entry.TextOf("id") ?? throw new InvalidDataException("a proxy without id");
        Struct metadata = new();
        foreach (KeyValuePair<string, DataNode> member in entry["metadata"]?.Members ?? [])
        {
            metadata.Fields[member.Key] = ValueOf(member.Value);
        }

        if (entry.Present("labels") is { Members.Count: > 0 } labels && !metadata.Fields.ContainsKey("LABELS"))
        {
            metadata.Fields["LABELS"] = ValueOf(labels);
        }

        (string region, string zone, string subZone) = LocalityOf(entry["locality"]);
        return new ProxyNode(id, entry.TextOf("cluster") ?? "", metadata, region, zone, subZone) { Verified = Account(metadata) };
    }

    /// <summary>What the proxy of a pod would say of itself. A pod that holds nothing but the proxy is a gateway.</summary>
    /// <returns><c>null</c> for a pod without an address.</returns>
    public static ProxyNode? FromPod(ConfigObject pod, ClusterId cluster, string domain, string version)
    {
        PodSpec spec = pod.SpecAs<PodSpec>();
        if (spec.PodIP.Length == 0)
        {
            return null;
        }

        bool isGateway = HasProxy(spec) && spec.Containers is [{ Name: "istio-proxy" }];
        Struct labels = new();
        foreach (KeyValuePair<string, string> label in pod.Meta.Labels)
        {
            labels.Fields[label.Key] = Value.For(label.Value);
        }

        string account = spec.ServiceAccountName.Length > 0 ? spec.ServiceAccountName : "default";
        Struct metadata = new();
        metadata.Fields["NAME"] = Value.For(pod.Meta.Name);
        metadata.Fields["NAMESPACE"] = Value.For(pod.Meta.Namespace);
        metadata.Fields["CLUSTER_ID"] = Value.For(cluster.ToString());
        metadata.Fields["ISTIO_VERSION"] = Value.For(version);
        metadata.Fields["MESH_ID"] = Value.For("cluster.local");
        metadata.Fields["SERVICE_ACCOUNT"] = Value.For(account);
        metadata.Fields["NODE_NAME"] = Value.For(spec.NodeName);
        metadata.Fields["WORKLOAD_NAME"] = Value.For(pod.Meta.Controller?.Name ?? pod.Meta.Name);
        metadata.Fields["INSTANCE_IPS"] = Value.For(spec.PodIPs.IsEmpty ? spec.PodIP : string.Join(',', spec.PodIPs));
        metadata.Fields["LABELS"] = Value.For(labels);
        string kind = isGateway ? "router" : "sidecar";
        string id = $"{kind}~{spec.PodIP}~{pod.Meta.Name}.{pod.Meta.Namespace}~{pod.Meta.Namespace}.svc.{domain}";
        return new ProxyNode(id, "", metadata, "", "", "") { Verified = Account(metadata) };
    }

    // offline nobody proves anything: the proxy is taken to run as the account that it names
    private static WorkloadAccount? Account(Struct metadata) =>
        metadata.Fields.TryGetValue("NAMESPACE", out Value? ns) && metadata.Fields.TryGetValue("SERVICE_ACCOUNT", out Value? account)
            ? new WorkloadAccount(ns.StringValue, account.StringValue)
            : null;

    /// <summary>Whether the injected proxy is one of the pod's containers, native sidecars too.</summary>
    public static bool HasProxy(PodSpec pod)
    {
        foreach (ValueArray<PodContainer> containers in new[] { pod.Containers, pod.InitContainers })
        {
            foreach (PodContainer container in containers)
            {
                if (container.Name == "istio-proxy")
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static (string Region, string Zone, string SubZone) LocalityOf(DataNode? node)
    {
        if (node is { Kind: DataKind.String })
        {
            string[] parts = node.Text.Split('/');
            return (parts[0], parts.ElementAtOrDefault(1) ?? "", parts.ElementAtOrDefault(2) ?? "");
        }

        return (node?.TextOf("region") ?? "", node?.TextOf("zone") ?? "", node?.TextOf("sub_zone") ?? node?.TextOf("subZone") ?? "");
    }

    private static Value ValueOf(DataNode node)
    {
        switch (node.Kind)
        {
            case DataKind.String:
                return Value.For(node.Text);
            case DataKind.Number:
                return Value.For(double.Parse(node.Text, CultureInfo.InvariantCulture));
            case DataKind.True or DataKind.False:
                return Value.For(node.Kind == DataKind.True);
            case DataKind.Array:
                return Value.For([.. node.Items.Select(ValueOf)]);
            case DataKind.Object:
                Struct fields = new();
                foreach (KeyValuePair<string, DataNode> member in node.Members)
                {
                    fields.Fields[member.Key] = ValueOf(member.Value);
                }

                return Value.For(fields);
            default:
                return Value.ForNull();
        }
    }
}
