using Istiod.Config.Defaulting;

namespace Istiod.Config.Schema;

/// <summary>Rules of the CRDs of networking.istio.io.</summary>
internal static class NetworkingSchema
{
    public static void Check(KindDescriptor kind, DataNode? spec, SchemaReport report)
    {
        if (spec is not { Kind: DataKind.Object })
        {
            return;
        }

        Selector(spec["workloadSelector"], report);
        switch (kind.Kind)
        {
            case "DestinationRule":
                TrafficPolicy(spec["trafficPolicy"], "spec.trafficPolicy", report);
                report.Required(spec, "spec", "host");
                foreach (DataNode subset in Nodes.Objects(spec["subsets"]))
                {
                    report.Required(subset, "spec.subsets", "name");
                    TrafficPolicy(subset["trafficPolicy"], "spec.subsets.trafficPolicy", report);
                }

                break;
            case "EnvoyFilter":
                EnvoyFilter(spec, report);
                break;
            case "Gateway":
                Gateway(spec, report);
                break;
            case "ProxyConfig":
                report.Range(spec["concurrency"], "spec.concurrency", 0, int.MaxValue);
                report.EachLength(spec["environmentVariables"], "spec.environmentVariables", 2048);
                break;
            case "ServiceEntry":
                ServiceEntry(spec, report);
                break;
            case "WorkloadEntry":
                WorkloadEntry(spec, "spec", isTemplate: false, report);
                break;
            case "WorkloadGroup":
                WorkloadGroup(spec, report);
                break;
            default:
                break;
        }
    }

    private static void Selector(DataNode? selector, SchemaReport report)
    {
        DataNode? labels = selector?["labels"];
        report.Properties(labels, "spec.workloadSelector.labels", 256);
        report.EachLength(labels, "spec.workloadSelector.labels", 63);
        foreach (KeyValuePair<string, DataNode> label in labels?.Members ?? [])
        {
            if (label.Value.Text.Contains('*', StringComparison.Ordinal))
            {
                report.Fail("spec.workloadSelector.labels", "wildcard is not supported in selector");
            }
        }
    }

    private static void TrafficPolicy(DataNode? policy, string path, SchemaReport report)
    {
        if (policy is null)
        {
            return;
        }

        report.Items(policy["portLevelSettings"], $"{path}.portLevelSettings", 4096);
        report.Range(policy["retryBudget"]?["percent"], $"{path}.retryBudget.percent", 0, 100);
        Balancer(policy["loadBalancer"], path, report);
        foreach (DataNode port in Nodes.Objects(policy["portLevelSettings"]))
        {
            Balancer(port["loadBalancer"], $"{path}.portLevelSettings", report);
        }
    }

    private static void Balancer(DataNode? balancer, string path, SchemaReport report)
    {
        path += ".loadBalancer";
        report.OneOf(balancer, path, "only one of simple or consistentHash can be set", "simple", "consistentHash");
        report.OneOf(balancer, path, "only one of warmupDurationSecs or warmup can be set", "warmupDurationSecs", "warmup");
        report.Range(balancer?["warmup"]?["minimumPercent"], $"{path}.warmup.minimumPercent", 0, 100);
        report.Range(balancer?["warmup"]?["aggression"], $"{path}.warmup.aggression", 0, double.MaxValue);
    }

    private static void EnvoyFilter(DataNode spec, SchemaReport report)
    {
        report.OneOf(spec, "spec", "only one of targetRefs or workloadSelector can be set", "workloadSelector", "targetRefs");
        report.Items(spec["targetRefs"], "spec.targetRefs", 16);
        foreach (DataNode patch in Nodes.Objects(spec["configPatches"]))
        {
            if (Nodes.Child(patch, "match") is not { } match)
            {
                continue;
            }

            report.Port(match["waypoint"]?["portNumber"], "spec.configPatches.match.waypoint.portNumber");
            if ((match.TextOf("context") == "WAYPOINT") != (match.Present("waypoint") is not null))
            {
                report.Fail("spec.configPatches.match", "only support waypointMatch when context is WAYPOINT");
            }
        }
    }

    private static void Gateway(DataNode spec, SchemaReport report)
    {
        foreach (DataNode server in Nodes.Objects(spec["servers"]))
        {
            report.Required(server, "spec.servers", "port", "hosts");
            if (Nodes.Child(server, "tls") is not { } tls)
            {
                continue;
            }

            const string path = "spec.servers.tls";
            report.OneOf(tls, path, "only one of credentialNames or tlsCertificates can be set", "tlsCertificates", "credentialNames");
            report.OneOf(tls, path, "only one of credentialName or credentialNames can be set", "credentialName", "credentialNames");
            report.Items(tls["credentialNames"], $"{path}.credentialNames", 2, 1);
            report.Items(tls["tlsCertificates"], $"{path}.tlsCertificates", 2, 1);
        }
    }

    private static void ServiceEntry(DataNode spec, SchemaReport report)
    {
        string resolution = spec.TextOf("resolution") ?? "NONE";
        report.Required(spec, "spec", "hosts");
        report.OneOf(spec, "spec", "only one of WorkloadSelector or Endpoints can be set", "workloadSelector", "endpoints");
        report.Items(spec["hosts"], "spec.hosts", 256, 1);
        report.Items(spec["addresses"], "spec.addresses", 256);
        report.EachLength(spec["addresses"], "spec.addresses", 64);
        report.Items(spec["ports"], "spec.ports", 256);
        report.Items(spec["endpoints"], "spec.endpoints", 4096);
        foreach (DataNode host in spec["hosts"]?.Items ?? [])
        {
            if (host.Text == "*")
            {
                report.Fail("spec.hosts", "hostname cannot be wildcard");
            }
        }

        foreach (DataNode address in spec["addresses"]?.Items ?? [])
        {
            if (address.Text.Contains('/', StringComparison.Ordinal) && resolution is not ("STATIC" or "NONE"))
            {
                report.Fail("spec.addresses", "CIDR addresses are allowed only for NONE/STATIC resolution types");
            }
        }

        if (resolution == "NONE" && spec.Present("endpoints") is not null)
        {
            report.Fail("spec", "NONE mode cannot set endpoints");
        }

        if (resolution == "DNS_ROUND_ROBIN" && spec["endpoints"] is { Items.Count: > 1 })
        {
            report.Fail("spec", "DNS_ROUND_ROBIN mode cannot have multiple endpoints");
        }

        HashSet<string> numbers = new(StringComparer.Ordinal);
        foreach (DataNode port in Nodes.Objects(spec["ports"]))
        {
            report.Required(port, "spec.ports", "number", "name");
            report.Port(port["number"], "spec.ports.number");
            report.Port(port["targetPort"], "spec.ports.targetPort");
            report.Length(port["name"], "spec.ports.name", 256);
            report.Length(port["protocol"], "spec.ports.protocol", 256);
            if (!numbers.Add(port["number"]?.Text ?? ""))
            {
                report.Fail("spec.ports", "port number cannot be duplicated");
            }
        }

        foreach (DataNode endpoint in Nodes.Objects(spec["endpoints"]))
        {
            WorkloadEntry(endpoint, "spec.endpoints", isTemplate: false, report);
        }
    }

    private static void WorkloadEntry(DataNode entry, string path, bool isTemplate, SchemaReport report)
    {
        string address = entry.TextOf("address") ?? "";
        if (!isTemplate && entry.Present("address") is null && entry.Present("network") is null)
        {
            report.Fail(path, "Address is required");
        }

        if (address.StartsWith("unix://", StringComparison.Ordinal))
        {
            if (entry.Present("ports") is not null)
            {
                report.Fail(path, "UDS may not include ports");
            }

            if (address.Length < 8 || address[7] is not ('/' or '@'))
            {
                report.Fail($"{path}.address", "UDS must be an absolute path or abstract socket");
            }

            if (address.EndsWith('/'))
            {
                report.Fail($"{path}.address", "UDS may not be a dir");
            }
        }

        report.Length(entry["address"], $"{path}.address", 256);
        report.Length(entry["network"], $"{path}.network", 2048);
        report.Length(entry["locality"], $"{path}.locality", 2048);
        report.Length(entry["serviceAccount"], $"{path}.serviceAccount", 253);
        report.Properties(entry["labels"], $"{path}.labels", 256);
        report.Properties(entry["ports"], $"{path}.ports", 128);
        foreach (KeyValuePair<string, DataNode> port in entry["ports"]?.Members ?? [])
        {
            report.Port(port.Value, $"{path}.ports[{port.Key}]");
            if (!IsPortName(port.Key))
            {
                report.Fail($"{path}.ports", "port name must be valid");
            }
        }
    }

    private static void WorkloadGroup(DataNode spec, SchemaReport report)
    {
        report.Required(spec, "spec", "template");
        report.Properties(spec["metadata"]?["labels"], "spec.metadata.labels", 256);
        report.Properties(spec["metadata"]?["annotations"], "spec.metadata.annotations", 256);
        if (Nodes.Child(spec, "template") is { } template)
        {
            WorkloadEntry(template, "spec.template", isTemplate: true, report);
        }

        if (Nodes.Child(spec, "probe") is { } probe)
        {
            report.OneOf(probe, "spec.probe", "only one health check can be set", "httpGet", "tcpSocket", "exec", "grpc");
            report.Port(probe["httpGet"]?["port"], "spec.probe.httpGet.port");
            report.Port(probe["tcpSocket"]?["port"], "spec.probe.tcpSocket.port");
            report.Port(probe["grpc"]?["port"], "spec.probe.grpc.port");
            report.EachLength(probe["exec"]?["command"], "spec.probe.exec.command", int.MaxValue, 1);
            if (probe["httpGet"]?.TextOf("scheme") is { } scheme && scheme is not ("" or "HTTP" or "HTTPS"))
            {
                report.Fail("spec.probe.httpGet.scheme", "scheme must be one of [HTTP, HTTPS]");
            }
        }
    }

    private static bool IsPortName(string name)
    {
        if (name.Length is 0 or >= 63 || !char.IsAsciiLetterOrDigit(name[0]) || !char.IsAsciiLetterOrDigit(name[^1]))
        {
            return false;
        }

        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c != '-')
            {
                return false;
            }
        }

        return true;
    }
}
