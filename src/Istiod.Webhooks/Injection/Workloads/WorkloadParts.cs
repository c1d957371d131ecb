using System.Text.Json.Nodes;
using Istiod.Webhooks.Injection.Json;
using Istiod.Webhooks.Injection.Rules;

namespace Istiod.Webhooks.Injection.Workloads;

/// <summary>Where a workload keeps its pod: the objects whose members <c>metadata</c> and <c>spec</c> are the pod's.</summary>
/// <param name="MetaHolder">Holds the metadata.</param>
/// <param name="SpecHolder">Holds the spec.</param>
/// <param name="Owner">The workload, as templates see it.</param>
/// <remarks>istiod: pkg/kube/inject/inject.go:IntoObject. Of a CronJob, the metadata is that of its job.</remarks>
internal sealed record WorkloadParts(JsonObject MetaHolder, JsonObject SpecHolder, Owner Owner)
{
    /// <summary>Finds the parts of a typed workload; null if it has no pod template.</summary>
    public static WorkloadParts? Of(JsonObject workload)
    {
        string kind = workload.TextAt("kind");
        if (kind == "Pod")
        {
            return new WorkloadParts(workload, workload, Owner.Of(workload));
        }

        JsonObject meta = workload.ObjectAt("metadata") ?? [];
        Owner owner = new(meta.TextAt("namespace"), meta.TextAt("name"), workload.TextAt("apiVersion"), kind);
        JsonObject? spec = workload.ObjectAt("spec");
        if (kind == "CronJob")
        {
            return spec?.ObjectAt("jobTemplate") is { } job && job.ObjectAt("spec")?.ObjectAt("template") is { } pod
                ? new WorkloadParts(job, pod, owner)
                : null;
        }

        return spec?.ObjectAt("template") is { } template ? new WorkloadParts(template, template, owner) : null;
    }
}
