using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;

namespace Istiod.Cluster.Tests.Host;

/// <summary>Arguments and environment that the official chart gives its control plane's container.</summary>
internal sealed record ChartPod(IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Folder of the chart's rendered files; null without <c>ISTIO_CHART_DIR</c>.</summary>
    public static string? Directory =>
        System.Environment.GetEnvironmentVariable("ISTIO_CHART_DIR") is { Length: > 0 } path ? path : null;

    /// <summary>Reads the Deployment of a rendered file.</summary>
    public static ChartPod Read(string file)
    {
        JsonObject deployment = Yaml.ReadAll(File.ReadAllBytes(file), file).Single(t => Trees.Text(t, "kind") == "Deployment");
        JsonNode container = Trees.At(deployment, "spec", "template", "spec")!["containers"]![0]!;
        Dictionary<string, string> environment = new(StringComparer.Ordinal);
        foreach (JsonObject variable in Trees.Objects(container, "env"))
        {
            environment[Trees.Text(variable, "name")!] = Trees.Text(variable, "value") ?? Resolve(variable);
        }

        return new ChartPod(Trees.Texts(container, "args"), environment);
    }

    // What the kubelet puts for references.
    private static string Resolve(JsonObject variable) =>
        Trees.Text(Trees.At(variable, "valueFrom", "fieldRef"), "fieldPath") switch
        {
            "metadata.name" => "istiod-test",
            "metadata.namespace" => "istio-system",
            "spec.serviceAccountName" => "istiod",
            _ => "2",
        };
}
