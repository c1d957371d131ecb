using System.Text.Json.Nodes;

namespace Istiod.Golden.Inject;

/// <summary>The pod that a workload's controller asks for.</summary>
internal static class WorkloadPod
{
    private const string Hash = "7d4f9c6b8";
    private const string OwnerUid = "00000000-0000-4000-8000-000000000001";

    /// <summary>The first pod of a workload; a pod is its own.</summary>
    public static JsonObject Of(JsonObject workload)
    {
        string kind = JsonMerge.TextAt(workload, "kind") ?? "";
        if (kind == "Pod")
        {
            return (JsonObject)workload.DeepClone();
        }

        JsonObject spec = workload["spec"] as JsonObject ?? [];
        string name = JsonMerge.TextAt(workload, "metadata", "name") ?? "";
        string owner = name;
        JsonNode? template = spec["template"];
        if (kind == "CronJob")
        {
            owner = name + "-28123456";
            template = (((spec["jobTemplate"] as JsonObject)?["spec"]) as JsonObject)?["template"];
        }
        else if (kind == "Deployment")
        {
            owner = name + "-" + Hash;
        }

        JsonObject metadata = (template as JsonObject)?["metadata"]?.DeepClone() as JsonObject ?? [];
        JsonObject labels = JsonMerge.At(metadata, "labels");
        (string ownerVersion, string ownerKind) = Label(kind, owner, metadata, labels);
        metadata["namespace"] = JsonMerge.TextAt(workload, "metadata", "namespace") ?? "default";
        metadata["ownerReferences"] = new JsonArray(new JsonObject
        {
            ["apiVersion"] = ownerVersion,
            ["blockOwnerDeletion"] = true,
            ["controller"] = true,
            ["kind"] = ownerKind,
            ["name"] = owner,
            ["uid"] = OwnerUid,
        });
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = metadata,
            ["spec"] = (template as JsonObject)?["spec"]?.DeepClone() ?? new JsonObject(),
        };
    }

    private static (string Version, string Kind) Label(string kind, string owner, JsonObject metadata, JsonObject labels)
    {
        metadata["generateName"] = owner + "-";
        switch (kind)
        {
            case "Job" or "CronJob":
                labels["batch.kubernetes.io/controller-uid"] = OwnerUid;
                labels["batch.kubernetes.io/job-name"] = owner;
                labels["controller-uid"] = OwnerUid;
                labels["job-name"] = owner;
                return ("batch/v1", "Job");
            case "StatefulSet":
                metadata.Remove("generateName");
                metadata["name"] = owner + "-0";
                labels["apps.kubernetes.io/pod-index"] = "0";
                labels["controller-revision-hash"] = owner + "-" + Hash;
                labels["statefulset.kubernetes.io/pod-name"] = owner + "-0";
                return ("apps/v1", "StatefulSet");
            case "DaemonSet":
                labels["controller-revision-hash"] = Hash;
                labels["pod-template-generation"] = "1";
                return ("apps/v1", "DaemonSet");
            case "ReplicationController":
                return ("v1", "ReplicationController");
            default:
                if (kind == "Deployment")
                {
                    labels["pod-template-hash"] = Hash;
                }

                return ("apps/v1", "ReplicaSet");
        }
    }
}
