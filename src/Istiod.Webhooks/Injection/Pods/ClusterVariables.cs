using System.Text.Json.Nodes;
using Istiod.Webhooks.Injection.Json;

namespace Istiod.Webhooks.Injection.Pods;

/// <summary>Puts variables of the webhook's path, and cluster and network, into the proxy's environment.</summary>
/// <remarks>istiod: pkg/kube/inject/inject.go:updateClusterEnvs.</remarks>
internal static class ClusterVariables
{
    /// <summary>Variables of these names go, then all come at the end, sorted.</summary>
    public static void Apply(PodTree pod, Dictionary<string, string> variables)
    {
        if (variables.Count == 0 || pod.Sidecar is not { } sidecar)
        {
            return;
        }

        JsonArray environment = sidecar.ArrayIn("env");
        for (int i = environment.Count - 1; i >= 0; i--)
        {
            if (environment[i] is JsonObject variable && variables.ContainsKey(variable.TextAt("name")))
            {
                environment.RemoveAt(i);
            }
        }

        string[] names = [.. variables.Keys];
        Array.Sort(names, StringComparer.Ordinal);
        foreach (string name in names)
        {
            JsonObject variable = new() { ["name"] = name };
            if (variables[name].Length > 0)
            {
                variable["value"] = variables[name];
            }

            environment.Add((JsonNode)variable);
        }
    }
}
