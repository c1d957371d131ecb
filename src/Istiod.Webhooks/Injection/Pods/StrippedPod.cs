using System.Globalization;
using System.Text.Json.Nodes;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Webhooks.Injection.Json;

namespace Istiod.Webhooks.Injection.Pods;

/// <summary>A pod as it was before it was injected, which is what templates get to see.</summary>
/// <remarks>istiod: pkg/kube/inject/inject.go:stripPod, webhook.go:reinsertOverrides.</remarks>
internal static class StrippedPod
{
    /// <summary>The pod without what an earlier pass put there, with the containers that the user had overridden; the same pod if there is nothing of either.</summary>
    /// <exception cref="GoJsonFault">The annotation with the overrides cannot be read.</exception>
    public static PodTree Of(PodTree pod, MeshConfig mesh)
    {
        JsonObject? status = InjectionStatus.Read(pod);
        JsonObject? overrides = Overrides.Read(pod);
        if (status is null && overrides is null)
        {
            return pod;
        }

        PodTree stripped = pod.Copy();
        if (status is not null)
        {
            Strip(stripped, status, mesh);
        }

        if (overrides is not null)
        {
            Reinsert(stripped, overrides, Names.Containers);
            Reinsert(stripped, overrides, Names.InitContainers);
        }

        return stripped;
    }

    private static void Strip(PodTree pod, JsonObject status, MeshConfig mesh)
    {
        foreach (string list in (ReadOnlySpan<string>)[Names.Containers, Names.InitContainers])
        {
            foreach (JsonNode? name in status.ArrayAt(list) ?? [])
            {
                if (pod.Spec.ArrayAt(list) is { } containers)
                {
                    ContainerOrder.Remove(containers, name.Text() ?? "");
                }
            }
        }

        JsonObject annotations = pod.Meta.ObjectIn("annotations");
        string port = (mesh.DefaultConfig?.StatusPort ?? 0).ToString(CultureInfo.InvariantCulture);
        if (PrometheusMerge.HasPort(annotations, port))
        {
            PrometheusMerge.Clear(annotations);
        }

        annotations.Remove(Names.Status);
    }

    private static void Reinsert(PodTree pod, JsonObject overrides, string list)
    {
        foreach (JsonNode? item in overrides.ArrayAt(list) ?? [])
        {
            if (item is JsonObject container && PodTree.Find(pod.Spec.ArrayAt(list), container.TextAt("name")) is null)
            {
                pod.Spec.ArrayIn(list).Add(container.DeepClone());
            }
        }
    }
}
