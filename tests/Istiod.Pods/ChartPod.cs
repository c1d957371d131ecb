using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;

namespace Istiod.Pods;

/// <summary>What the official chart says of its control plane's container.</summary>
/// <param name="Arguments">After the entry point.</param>
/// <param name="Environment">References resolved as a kubelet does.</param>
/// <param name="Account">The pod's service account, in istio-system.</param>
/// <param name="Volumes">The pod's volumes: name → volume.</param>
/// <param name="Mounts">Path → name of the volume, and whether it is read-only.</param>
internal sealed record ChartPod(
    IReadOnlyList<string> Arguments,
    IReadOnlyDictionary<string, string> Environment,
    string Account,
    IReadOnlyDictionary<string, JsonObject> Volumes,
    IReadOnlyDictionary<string, (string Volume, bool IsReadOnly)> Mounts)
{
    /// <summary>The name that pods get here.</summary>
    public const string Name = "istiod-test";

    /// <summary>Folder of the chart's rendered files; null without <c>ISTIO_CHART_DIR</c>.</summary>
    public static string? Directory =>
        System.Environment.GetEnvironmentVariable("ISTIO_CHART_DIR") is { Length: > 0 } path ? path : null;

    /// <summary>Reads the Deployment of the chart's defaults.</summary>
    public static ChartPod Default(string chart) => Read(Path.Combine(chart, "rendered-default.yaml"));

    /// <summary>Reads the Deployment of a rendered file.</summary>
    public static ChartPod Read(string file)
    {
        JsonObject deployment = Yaml.ReadAll(File.ReadAllBytes(file), file).Single(t => Trees.Text(t, "kind") == "Deployment");
        JsonNode pod = Trees.At(deployment, "spec", "template", "spec") ?? throw new InvalidDataException(file + ": no pod");
        JsonNode container = pod["containers"]![0]!; // a pod has containers
        Dictionary<string, string> environment = new(StringComparer.Ordinal);
        string account = Trees.Text(pod, "serviceAccountName") ?? "default";
        foreach (JsonObject variable in Trees.Objects(container, "env"))
        {
            environment[Trees.Text(variable, "name") ?? ""] = Trees.Text(variable, "value") ?? Resolve(variable, account);
        }

        return new ChartPod(
            Trees.Texts(container, "args"),
            environment,
            account,
            Trees.Objects(pod, "volumes").ToDictionary(v => Trees.Text(v, "name") ?? "", StringComparer.Ordinal),
            Trees.Objects(container, "volumeMounts").ToDictionary(
                m => Trees.Text(m, "mountPath") ?? "", m => (Trees.Text(m, "name") ?? "", Trees.IsTrue(m, "readOnly")), StringComparer.Ordinal));
    }

    // What the kubelet puts for references; a container without limits gets the node's processors.
    private static string Resolve(JsonObject variable, string account) =>
        Trees.Text(Trees.At(variable, "valueFrom", "fieldRef"), "fieldPath") switch
        {
            "metadata.name" => Name,
            "metadata.namespace" => "istio-system",
            "spec.serviceAccountName" => account,
            _ => "2",
        };
}
