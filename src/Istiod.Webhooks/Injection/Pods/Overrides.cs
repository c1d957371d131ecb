using System.Text.Json.Nodes;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Webhooks.Injection.Json;
using Istiod.Webhooks.Injection.Kube;
using Istiod.Webhooks.Injection.Templates;

namespace Istiod.Webhooks.Injection.Pods;

/// <summary>Lays what the user wrote into an injected container over the template's, and keeps it in an annotation for a second pass.</summary>
/// <remarks>istiod: pkg/kube/inject/webhook.go:reapplyOverwrittenContainers, adjustInitContainerUser.</remarks>
internal static class Overrides
{
    // An image is required in a pod; this one leaves the choice to the template.
    private const string AutoImage = "auto";

    /// <summary>The overrides that an earlier pass kept; null if there are none.</summary>
    /// <exception cref="GoJsonFault">The annotation cannot be read.</exception>
    public static JsonObject? Read(PodTree pod) =>
        pod.Annotation(Names.Overrides) is { } text ? TypedTree.Apply(GoJsonParser.Parse(text), KubeTypes.ParsedContainers) : null;

    /// <summary>Applies the user's containers to the merged pod.</summary>
    /// <param name="original">The pod as it came.</param>
    /// <param name="template">What the templates made.</param>
    /// <exception cref="GoJsonFault">An annotation cannot be read, or a container does not fit.</exception>
    public static PodTree Apply(PodTree merged, PodTree original, PodTree template, ProxyConfig proxy)
    {
        JsonObject? kept = Read(original);
        JsonObject? status = InjectionStatus.ReadLoosely(original);
        bool isInjected = original.Annotation(Names.Status) is not null;
        JsonArray containers = [];
        JsonArray initContainers = [];
        foreach (JsonNode? item in template.Containers ?? [])
        {
            string name = ((JsonObject)item!).TextAt("name"); // typed
            if (!InjectionStatus.Has(status, Names.Containers, name)
                && (PodTree.Find(kept?.ArrayAt(Names.Containers), name) ?? PodTree.Find(original.Containers, name)) is { } match)
            {
                merged = Lay(merged, match, Names.Containers, containers);
            }
        }

        foreach (JsonNode? item in template.InitContainers ?? [])
        {
            string name = ((JsonObject)item!).TextAt("name"); // typed
            if (!InjectionStatus.Has(status, Names.InitContainers, name)
                && (PodTree.Find(kept?.ArrayAt(Names.InitContainers), name) ?? original.Container(name)) is { } match)
            {
                merged = Lay(merged, match, Names.InitContainers, initContainers);
            }
        }

        if (!isInjected && containers.Count + initContainers.Count > 0)
        {
            JsonObject overrides = [];
            if (containers.Count > 0)
            {
                overrides[Names.Containers] = containers;
            }

            if (initContainers.Count > 0)
            {
                overrides[Names.InitContainers] = initContainers;
            }

            merged.Meta.ObjectIn("annotations")[Names.Overrides] = KubeValues.ToJson(overrides, KubeTypes.ParsedContainers);
        }

        AdjustUser(merged, original, proxy);
        return merged;
    }

    private static PodTree Lay(PodTree pod, JsonObject container, string list, JsonArray overrides)
    {
        JsonObject overlay = (JsonObject)container.DeepClone();
        if (overlay.TextAt("image") == AutoImage)
        {
            overlay.Remove("image");
        }

        overrides.Add(overlay.DeepClone());
        return Overlay.Apply(pod, new JsonObject { ["spec"] = new JsonObject { [list] = new JsonArray(overlay) } });
    }

    /// <summary>If the user runs the proxy as another user, traffic of that user is what the network setup has to let pass.</summary>
    private static void AdjustUser(PodTree pod, PodTree original, ProxyConfig proxy)
    {
        JsonObject? context = original.Sidecar?.ObjectAt("securityContext");
        long? user = context?["runAsUser"].Whole();
        long? group = context?["runAsGroup"].Whole();
        JsonObject? setup = PodTree.Find(pod.InitContainers, Names.Init) ?? PodTree.Find(pod.InitContainers, Names.Validation);
        if ((user is null && group is null) || setup is null)
        {
            return;
        }

        bool isTransparent = proxy.InterceptionMode == ProxyConfig.Types.InboundInterceptionMode.Tproxy
            || pod.Annotation("sidecar.istio.io/interceptionMode") == "TPROXY";
        if (isTransparent && user is not null && pod.Sidecar?.ObjectAt("securityContext") is { } own)
        {
            // In this mode the proxy needs root.
            own["runAsUser"] = 0;
        }

        if (!isTransparent && setup.TextAt("name") == Names.Validation)
        {
            JsonObject its = setup.ObjectIn("securityContext");
            if (user is { } runAs)
            {
                its["runAsUser"] = runAs;
            }

            if (group is { } runAsGroup)
            {
                its["runAsGroup"] = runAsGroup;
            }
        }

        if (user is null or 0)
        {
            return;
        }

        JsonArray arguments = setup.ArrayAt("args") ?? [];
        for (int i = 0; i + 1 < arguments.Count; i++)
        {
            if (arguments[i].Text() == "-u")
            {
                arguments[i + 1] = user.Value.ToString(System.Globalization.CultureInfo.InvariantCulture);
                return;
            }
        }
    }
}
