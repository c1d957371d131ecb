namespace Istiod.Config.Defaulting;

/// <summary>Defaults of a Pod.</summary>
/// <remarks>Source: Kubernetes pkg/apis/core/v1/defaults.go.</remarks>
internal static class PodDefaults
{
    private static readonly string[] s_containerLists = ["initContainers", "containers"];
    private static readonly string[] s_probes = ["livenessProbe", "readinessProbe", "startupProbe"];

    public static void Apply(DataNode root)
    {
        if (root["spec"] is not { Kind: DataKind.Object } spec)
        {
            return;
        }

        spec.Default("dnsPolicy", "ClusterFirst");
        spec.Default("enableServiceLinks", DataNode.Bool(true));
        spec.Default("restartPolicy", "Always");
        spec.Default("schedulerName", "default-scheduler");
        spec.Default("securityContext", DataNode.Object());
        spec.Default("terminationGracePeriodSeconds", DataNode.Number("30"));
        if (spec.TextOf("serviceAccountName") is { Length: > 0 } account)
        {
            spec.Default("serviceAccount", account);
        }

        bool hostNetwork = spec["hostNetwork"] is { Kind: DataKind.True };
        foreach (string list in s_containerLists)
        {
            foreach (DataNode container in Nodes.Objects(spec[list]))
            {
                Container(container, hostNetwork);
            }
        }

        foreach (DataNode volume in Nodes.Objects(spec["volumes"]))
        {
            Volume(volume);
        }
    }

    private static void Container(DataNode container, bool hostNetwork)
    {
        container.Default("imagePullPolicy", PullPolicy(container.TextOf("image") ?? ""));
        container.Default("resources", DataNode.Object());
        container.Default("terminationMessagePath", "/dev/termination-log");
        container.Default("terminationMessagePolicy", "File");
        foreach (DataNode port in Nodes.Objects(container["ports"]))
        {
            port.Default("protocol", "TCP");
            if (hostNetwork && port["containerPort"] is { } number)
            {
                port.Default("hostPort", number);
            }
        }

        foreach (DataNode variable in Nodes.Objects(container["env"]))
        {
            Nodes.Child(Nodes.Child(variable, "valueFrom"), "fieldRef")?.Default("apiVersion", "v1");
        }

        foreach (string name in s_probes)
        {
            if (Nodes.Child(container, name) is { } probe)
            {
                Probe(probe);
            }
        }
    }

    private static void Probe(DataNode probe)
    {
        probe.Default("failureThreshold", DataNode.Number("3"));
        probe.Default("periodSeconds", DataNode.Number("10"));
        probe.Default("successThreshold", DataNode.Number("1"));
        probe.Default("timeoutSeconds", DataNode.Number("1"));
        if (Nodes.Child(probe, "httpGet") is { } http)
        {
            http.Default("path", "/");
            http.Default("scheme", "HTTP");
        }

        Nodes.Child(probe, "grpc")?.Default("service", "");
    }

    private static void Volume(DataNode volume)
    {
        // 420 is 0644.
        Nodes.Child(volume, "secret")?.Default("defaultMode", DataNode.Number("420"));
        Nodes.Child(volume, "configMap")?.Default("defaultMode", DataNode.Number("420"));
        Nodes.Child(volume, "projected")?.Default("defaultMode", DataNode.Number("420"));
        if (Nodes.Child(volume, "downwardAPI") is { } downward)
        {
            downward.Default("defaultMode", DataNode.Number("420"));
            FieldReferences(downward);
        }

        foreach (DataNode source in Nodes.Objects(Nodes.Child(volume, "projected")?["sources"]))
        {
            Nodes.Child(source, "serviceAccountToken")?.Default("expirationSeconds", DataNode.Number("3600"));
            if (Nodes.Child(source, "downwardAPI") is { } projected)
            {
                FieldReferences(projected);
            }
        }
    }

    private static void FieldReferences(DataNode downward)
    {
        foreach (DataNode item in Nodes.Objects(downward["items"]))
        {
            Nodes.Child(item, "fieldRef")?.Default("apiVersion", "v1");
        }
    }

    private static string PullPolicy(string image)
    {
        // Without a tag and digest, or tagged latest, an image may change behind its name.
        int slash = image.LastIndexOf('/');
        string last = image[(slash + 1)..];
        bool floating = !last.Contains('@', StringComparison.Ordinal)
            && (!last.Contains(':', StringComparison.Ordinal) || last.EndsWith(":latest", StringComparison.Ordinal));
        return floating ? "Always" : "IfNotPresent";
    }
}
