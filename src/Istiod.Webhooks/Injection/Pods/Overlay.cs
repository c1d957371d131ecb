using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Config.Yaml;
using Istiod.Webhooks.Injection.Json;
using Istiod.Webhooks.Injection.Kube;
using Istiod.Webhooks.Patches;

namespace Istiod.Webhooks.Injection.Pods;

/// <summary>Lays a partial pod over a pod by strategic merge.</summary>
/// <remarks>istiod: pkg/kube/inject/webhook.go:applyOverlayYAML, applyOverlay.</remarks>
internal static class Overlay
{
    // A template's output is a few hundred lines; this is a hundred times that.
    private static readonly YamlOptions s_limits = new() { MaxBytes = 4 << 20, MaxNodes = 100_000 };

    /// <summary>Reads what a template rendered; a text that is no map of YAML within the limits is refused.</summary>
    /// <exception cref="InjectionRefusal">It is not.</exception>
    public static DataNode Read(ReadOnlySpan<byte> yaml)
    {
        if (!YamlReader.TryRead(yaml, "template", 1, s_limits, out DataNode? root, out _)
            || root is not (null or { Kind: DataKind.Object or DataKind.Null }))
        {
            throw new InjectionRefusal("strategic merge: invalid JSON document");
        }

        return root ?? DataNode.Null();
    }

    /// <summary>Lays a patch, which is used up, over a typed pod, which is changed in place.</summary>
    /// <returns>The typed result.</returns>
    /// <exception cref="InjectionRefusal">The patch is not right, or its result is no pod.</exception>
    public static PodTree Apply(PodTree pod, JsonObject patch)
    {
        JsonObject merged;
        try
        {
            merged = StrategicMerge.Apply(pod.Root, patch, PatchSchema.Pod);
        }
        catch (PatchException wrong)
        {
            // The template's author or the pod's wrote a directive that cannot be carried out.
            throw new InjectionRefusal($"strategic merge: {wrong.Message}");
        }

        try
        {
            return new PodTree(TypedTree.Apply(merged, KubeTypes.Pod));
        }
        catch (GoJsonFault wrong)
        {
            // A value of a wrong type, as above.
            throw new InjectionRefusal($"unmarshal patched pod: {wrong.Message}");
        }
    }
}
