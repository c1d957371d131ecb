using System.Text.Json.Nodes;
using Istiod.Webhooks.Injection.Json;
using Istiod.Webhooks.Injection.Kube;
using Istiod.Webhooks.Injection.Templates;

namespace Istiod.Webhooks.Injection.Pods;

/// <summary>The annotation that tells what was injected.</summary>
/// <remarks>istiod: pkg/kube/inject/webhook.go:getInjectionStatus, parseStatus; inject.go:SidecarInjectionStatus.</remarks>
internal static class InjectionStatus
{
    /// <summary>The annotation's text for what the templates made.</summary>
    public static string Of(JsonObject templateSpec, string revision)
    {
        JsonObject status = new()
        {
            ["initContainers"] = NamesOf(templateSpec.ArrayAt(Names.InitContainers)),
            ["containers"] = NamesOf(templateSpec.ArrayAt(Names.Containers)),
            ["volumes"] = NamesOf(templateSpec.ArrayAt("volumes")),
            ["imagePullSecrets"] = NamesOf(templateSpec.ArrayAt("imagePullSecrets")),
            ["revision"] = revision.Length == 0 ? "default" : revision,
        };
        return KubeValues.ToJson(status, KubeTypes.Status);
    }

    /// <summary>The status of a pod; null if it has none, or one that cannot be read.</summary>
    public static JsonObject? Read(PodTree pod)
    {
        if (pod.Annotation(Names.Status) is not { } text)
        {
            return null;
        }

        try
        {
            return TypedTree.Apply(GoJsonParser.Parse(text), KubeTypes.Status);
        }
        catch (GoJsonFault)
        {
            // A status that was changed by hand counts as none.
            return null;
        }
    }

    /// <summary>The status of a pod as it is written, whatever its other members hold; null if there is none, or no object.</summary>
    /// <remarks>istiod: pkg/kube/inject/webhook.go:parseStatus reads less strictly than the one that <see cref="Read"/> stands for.</remarks>
    public static JsonObject? ReadLoosely(PodTree pod)
    {
        try
        {
            return pod.Annotation(Names.Status) is { } text ? GoJsonParser.Parse(text) as JsonObject : null;
        }
        catch (GoJsonFault)
        {
            // As above.
            return null;
        }
    }

    /// <summary>Whether a list of a status names a container.</summary>
    public static bool Has(JsonObject? status, string list, string name)
    {
        foreach (JsonNode? item in status?.ArrayAt(list) ?? [])
        {
            if (item.Text() == name)
            {
                return true;
            }
        }

        return false;
    }

    private static JsonArray? NamesOf(JsonArray? items)
    {
        JsonArray? names = null;
        foreach (JsonNode? item in items ?? [])
        {
            (names ??= []).Add((JsonNode)((item as JsonObject)?.TextAt("name") ?? ""));
        }

        return names;
    }
}
