using System.Text.Json.Nodes;
using Istiod.Webhooks.Injection.Json;

namespace Istiod.Webhooks.Injection.Rules;

/// <summary>The workload that a pod belongs to, as far as the pod tells.</summary>
/// <param name="Namespace">The pod's namespace.</param>
/// <param name="Name">Name of the workload; the pod's if it has no owner.</param>
/// <param name="ApiVersion">API version of the workload.</param>
/// <param name="Kind">Kind of the workload.</param>
/// <remarks>istiod: pkg/kube/util.go:GetDeployMetaFromPod.</remarks>
internal sealed record Owner(string Namespace, string Name, string ApiVersion, string Kind)
{
    /// <summary>Reads the owner of a typed pod.</summary>
    public static Owner Of(JsonObject pod)
    {
        JsonObject meta = pod.ObjectAt("metadata") ?? [];
        string name = meta.TextAt("name");
        Owner owner = new(meta.TextAt("namespace"), name, "v1", "Pod");
        if (meta.TextAt("generateName").Length > 0 && Controller(meta) is { } controller)
        {
            owner = Refine(owner with { Name = controller.TextAt("name"), ApiVersion = controller.TextAt("apiVersion"), Kind = controller.TextAt("kind") }, meta.ObjectAt("labels"));
        }

        return owner.Name.Length == 0 ? owner with { Name = name } : owner;
    }

    private static JsonObject? Controller(JsonObject meta)
    {
        foreach (JsonNode? reference in meta.ArrayAt("ownerReferences") ?? [])
        {
            if (reference is JsonObject owner && owner["controller"].Truth() == true)
            {
                return owner;
            }
        }

        return null;
    }

    /// <summary>The controller's own owner, guessed by names and labels.</summary>
    private static Owner Refine(Owner owner, JsonObject? labels)
    {
        switch (owner.Kind)
        {
            case "ReplicaSet":
                return HasHash(owner, labels, "pod-template-hash", out string name) ? owner with { Name = name, Kind = "Deployment" }
                    : HasHash(owner, labels, "rollouts-pod-template-hash", out name) ? owner with { Name = name, Kind = "Rollout", ApiVersion = "v1alpha1" }
                    : owner;
            case "ReplicationController" when labels?.TextAt("deploymentconfig") is { Length: > 0 } config:
                return owner with { Name = config, Kind = "DeploymentConfig" };
            case "Job" when CronJob(owner.Name) is { } cronJob:
                return owner with { Name = cronJob, Kind = "CronJob", ApiVersion = "batch/v1" };
            default:
                return owner;
        }
    }

    private static bool HasHash(Owner owner, JsonObject? labels, string label, out string name)
    {
        string hash = labels?.TextAt(label) ?? "";
        bool has = hash.Length > 0 && owner.Name.EndsWith(hash, StringComparison.Ordinal);
        name = has && owner.Name.EndsWith("-" + hash, StringComparison.Ordinal) ? owner.Name[..^(hash.Length + 1)] : owner.Name;
        return has;
    }

    /// <summary>The name before a dash and eight to ten digits: a time in minutes or seconds.</summary>
    private static string? CronJob(string name)
    {
        int dash = name.Length;
        while (dash > 0 && char.IsAsciiDigit(name[dash - 1]))
        {
            dash--;
        }

        int digits = name.Length - dash;
        return digits is >= 8 and <= 10 && dash > 1 && name[dash - 1] == '-' ? name[..(dash - 1)] : null;
    }
}
