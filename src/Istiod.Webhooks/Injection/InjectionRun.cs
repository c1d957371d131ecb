using System.Buffers;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.GoTemplate;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Webhooks.Injection.Config;
using Istiod.Webhooks.Injection.Json;
using Istiod.Webhooks.Injection.Pods;
using Istiod.Webhooks.Injection.Rules;
using Istiod.Webhooks.Injection.Templates;

namespace Istiod.Webhooks.Injection;

/// <summary>One pod's way through the templates: rendered, merged, put in order.</summary>
/// <remarks>istiod: pkg/kube/inject/inject.go:RunTemplate, webhook.go:injectPod, postProcessPod.</remarks>
internal sealed class InjectionRun(InjectionJob job)
{
    private static readonly RenderLimits s_limits = RenderLimits.Default;
    private readonly InjectorConfig _config = job.Settings.Config;
    private readonly InjectorValues _values = job.Settings.Values;
    private readonly PodTree _original = job.Pod;

    /// <summary>Injects the pod, which is left as it is.</summary>
    /// <returns>The injected pod.</returns>
    /// <exception cref="InjectionRefusal">The pod, or a template with it, is not right.</exception>
    public PodTree Execute()
    {
        (PodTree merged, PodTree template) = Stage("failed to run injection template", Render);
        merged = Stage("failed to re apply container", () => Overrides.Apply(merged, _original, template, job.ProxyConfig.Config));
        Finish(merged, template);
        return merged;
    }

    /// <summary>Runs a stage; what it refuses gets the stage's name in front.</summary>
    private static T Stage<T>(string name, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (InjectionRefusal refusal)
        {
            // Told to the user, with where it happened.
            throw new InjectionRefusal($"{name}: {refusal.Message}");
        }
        catch (GoJsonFault wrong)
        {
            // An annotation that cannot be read, likewise.
            throw new InjectionRefusal($"{name}: {wrong.Message}");
        }
    }

    private (PodTree Merged, PodTree Template) Render()
    {
        if (AnnotationRules.Check(_original.Annotations) is { } fault)
        {
            throw new InjectionRefusal(fault);
        }

        AddClusterVariables();
        PodTree stripped = StrippedPod.Of(_original, job.Mesh.Mesh);
        if (_values.Map is not { } values)
        {
            throw new InjectionRefusal("failed to parse values.yaml; check Istiod logs for errors");
        }

        GoValue data = GoValue.From(Data(stripped, values));
        PodTree merged = _original.Copy();
        PodTree template = new([]);
        ArrayBufferWriter<byte> output = new(32 << 10);
        foreach (string name in TemplateNames())
        {
            if (!_config.Templates.TryGetValue(name, out Template? parsed))
            {
                throw new InjectionRefusal($"requested template \"{name}\" not found; have {string.Join(", ", _config.Templates.Keys)}");
            }

            output.ResetWrittenCount();
            if (parsed.Render(data, s_limits, output) is { } error)
            {
                throw new InjectionRefusal(error.Message);
            }

            DataNode overlay = DataNode.Null();
            template = Stage("failed applying injection overlay", () => Lay(template, overlay = Overlay.Read(output.WrittenSpan)));
            MoveSidecar(merged, template);
            merged = Stage(
                "failed parsing generated injected YAML (check Istio sidecar injector configuration)", () => Lay(merged, overlay));
        }

        return (merged, template);
    }

    private static PodTree Lay(PodTree pod, DataNode overlay) => Overlay.Apply(pod, JsonTree.From(overlay) as JsonObject ?? []);

    /// <summary>Cluster and network of path, values and label join the proxy's variables.</summary>
    /// <remarks>istiod: pkg/kube/inject/inject.go:extractClusterAndNetwork.</remarks>
    private void AddClusterVariables()
    {
        if (job.ClusterName.Length > 0)
        {
            job.Variables[InjectPath.ClusterVariable] = job.ClusterName;
        }

        string network = _original.Labels?[Names.Network].Text()
            ?? (job.Variables.GetValueOrDefault(InjectPath.NetworkVariable) is { Length: > 0 } given ? given : _values.Network);
        if (network.Length > 0)
        {
            job.Variables[InjectPath.NetworkVariable] = network;
        }
    }

    private SidecarTemplateData Data(PodTree stripped, GoDictionary values)
    {
        string? annotatedType = stripped.Annotation("sidecar.istio.io/proxyImageType");
        SidecarScalars scalars = new(
            job.Options.Revision,
            job.HasNativeSidecars,
            _values.ProxyImage(job.ProxyConfig.Config.Image?.ImageType, annotatedType),
            job.Ids.User,
            job.Ids.Group,
            job.Mesh.Mesh.InboundTrafficPolicy?.Mode == MeshConfig.Types.InboundTrafficPolicy.Types.Mode.Localhost ? "localhost" : "passthrough",
            job.Options.CompliancePolicy);
        return SidecarTemplateData.From(
            new JsonObject { ["kind"] = job.Owner.Kind, ["apiVersion"] = job.Owner.ApiVersion },
            new NamespacedNameObject(job.Owner.Namespace, job.Owner.Name),
            stripped.Meta,
            stripped.Spec,
            job.ProxyConfig.Value,
            job.Mesh.Value,
            values,
            scalars);
    }

    /// <summary>The pod's own choice of templates, else the default; aliases stand for several.</summary>
    private List<string> TemplateNames()
    {
        List<string> names = [];
        IReadOnlyList<string> wanted = _original.Annotation(Names.Templates) is { } own ? own.Split(',') : _config.DefaultTemplates;
        foreach (string name in wanted)
        {
            string trimmed = name.Trim();
            if (_config.Aliases.TryGetValue(trimmed, out IReadOnlyList<string>? several))
            {
                names.AddRange(several);
            }
            else
            {
                names.Add(trimmed);
            }
        }

        return names;
    }

    /// <summary>A user writes the proxy's container among the containers; it follows the template's to the init containers.</summary>
    private void MoveSidecar(PodTree merged, PodTree template)
    {
        bool isNative = merged.Annotation(Names.NativeSidecar) switch
        {
            "true" => true,
            "false" => false,
            _ => job.HasNativeSidecars,
        };
        if (isNative
            && PodTree.Find(template.InitContainers, Names.Proxy) is not null
            && PodTree.Find(merged.Containers, Names.Proxy) is { } own)
        {
            merged.Containers?.Remove(own);
            merged.Spec.ArrayIn(Names.InitContainers).Add((JsonNode)own);
        }
    }

    private void Finish(PodTree pod, PodTree template)
    {
        ClusterVariables.Apply(pod, job.Variables);
        PrometheusMerge.Apply(pod, job.Mesh.Mesh);
        ProbeRewrite.Apply(pod, _values.RewritesProbes, job.Mesh.StatusPort);
        JsonObject annotations = pod.Meta.ObjectIn("annotations");
        JsonObject labels = pod.Meta.ObjectIn("labels");
        if (job.Variables.TryGetValue(InjectPath.NetworkVariable, out string? network))
        {
            labels[Names.Network] = network;
        }

        annotations[Names.Status] = InjectionStatus.Of(template.Spec, job.Options.Revision);
        foreach (KeyValuePair<string, string> annotation in _config.Annotations)
        {
            annotations[annotation.Key] = annotation.Value;
        }

        ContainerOrder.Apply(pod, job.Mesh.HoldsApplication(_original) || _values.HoldsApplication);
        if (labels.Count == 0)
        {
            pod.Meta.Remove("labels");
        }

        if (pod.InitContainers is { Count: 0 })
        {
            pod.Spec.Remove(Names.InitContainers);
        }
    }
}
