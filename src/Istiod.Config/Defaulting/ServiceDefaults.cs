namespace Istiod.Config.Defaulting;

/// <summary>Defaults of a Service on a dual-stack cluster that prefers IPv4.</summary>
/// <remarks>Source: Kubernetes pkg/apis/core/v1/defaults.go and pkg/registry/core/service/storage.</remarks>
internal static class ServiceDefaults
{
    public static void Apply(DataNode root, ServiceAllocator allocator)
    {
        DataNode spec = Nodes.Ensure(root, "spec");
        if (spec.Kind != DataKind.Object)
        {
            return;
        }

        string owner = $"{root["metadata"]?.TextOf("namespace")}/{root["metadata"]?.TextOf("name")}";
        spec.Default("type", "ClusterIP");
        string type = spec.TextOf("type") ?? "";
        Affinity(spec);
        foreach (DataNode port in Nodes.Objects(spec["ports"]))
        {
            port.Default("protocol", "TCP");
            if (Nodes.IsBlank(port, "targetPort") && port["port"] is { } number)
            {
                port.Set("targetPort", number);
            }
        }

        if (type == "ExternalName")
        {
            return;
        }

        spec.Default("internalTrafficPolicy", "Cluster");
        bool isLoadBalancer = type == "LoadBalancer";
        if (isLoadBalancer || type == "NodePort")
        {
            spec.Default("externalTrafficPolicy", "Cluster");
        }

        if (isLoadBalancer)
        {
            spec.Default("allocateLoadBalancerNodePorts", DataNode.Bool(true));
        }

        Addresses(spec, owner, allocator);
        if (type == "NodePort" || (isLoadBalancer && spec["allocateLoadBalancerNodePorts"] is not { Kind: DataKind.False }))
        {
            NodePorts(spec, owner, allocator);
        }
    }

    private static void Affinity(DataNode spec)
    {
        spec.Default("sessionAffinity", "None");
        if (spec.TextOf("sessionAffinity") == "ClientIP")
        {
            DataNode config = Nodes.Ensure(spec, "sessionAffinityConfig");
            Nodes.Ensure(config, "clientIP").Default("timeoutSeconds", DataNode.Number("10800"));
        }
    }

    private static void Addresses(DataNode spec, string owner, ServiceAllocator allocator)
    {
        List<string> addresses = [];
        foreach (DataNode address in spec["clusterIPs"]?.Items ?? [])
        {
            addresses.Add(address.Text);
        }

        if (!Nodes.IsBlank(spec, "clusterIP") && addresses.Count == 0)
        {
            addresses.Add(spec["clusterIP"]?.Text ?? "");
        }

        bool isHeadless = addresses is ["None"];
        List<string> families = [];
        foreach (DataNode family in spec["ipFamilies"]?.Items ?? [])
        {
            families.Add(family.Text);
        }

        // Families follow the addresses that were given; the first one else is the cluster's preference.
        for (int i = families.Count; !isHeadless && i < addresses.Count; i++)
        {
            families.Add(FamilyOf(addresses[i]));
        }

        if (families.Count == 0)
        {
            families.Add("IPv4");
        }

        string? policy = spec.TextOf("ipFamilyPolicy");
        if (string.IsNullOrEmpty(policy))
        {
            policy = families.Count > 1 || (isHeadless && spec["selector"] is not { Members.Count: > 0 })
                ? "RequireDualStack"
                : "SingleStack";
        }

        if (policy != "SingleStack" && families.Count == 1)
        {
            families.Add(families[0] == "IPv4" ? "IPv6" : "IPv4");
        }

        if (!isHeadless)
        {
            foreach (string address in addresses)
            {
                allocator.Reserve(address);
            }

            for (int i = addresses.Count; i < families.Count; i++)
            {
                addresses.Add(allocator.Address(owner, families[i] == "IPv6"));
            }
        }

        spec.Set("clusterIP", DataNode.String(addresses[0]));
        spec.Set("clusterIPs", DataNode.Strings([.. addresses]));
        spec.Set("ipFamilies", DataNode.Strings([.. families]));
        spec.Set("ipFamilyPolicy", DataNode.String(policy));
    }

    private static void NodePorts(DataNode spec, string owner, ServiceAllocator allocator)
    {
        foreach (DataNode port in Nodes.Objects(spec["ports"]))
        {
            if (port["nodePort"] is { Kind: DataKind.Number, Text: not "0" } given)
            {
                allocator.Reserve(given.Text);
            }
        }

        foreach (DataNode port in Nodes.Objects(spec["ports"]))
        {
            if (port["nodePort"] is not { Kind: DataKind.Number, Text: not "0" })
            {
                port.Set("nodePort", DataNode.Number(allocator.NodePort(owner, $"{port["port"]?.Text}/{port.TextOf("protocol")}")));
            }
        }
    }

    private static string FamilyOf(string address) => address.Contains(':', StringComparison.Ordinal) ? "IPv6" : "IPv4";
}
