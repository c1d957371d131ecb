using System.Text;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Config.Mesh;
using Istiod.Config.Yaml;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Webhooks.Injection.Config;
using Istiod.Webhooks.Injection.Json;
using Istiod.Webhooks.Injection.Kube;
using Istiod.Webhooks.Injection.Mesh;
using Istiod.Webhooks.Injection.Pods;
using Istiod.Webhooks.Injection.Rules;
using Istiod.Webhooks.Injection.Yaml;

namespace Istiod.Webhooks.Injection.Workloads;

/// <summary>Injects the workloads of a YAML file, as <c>istioctl kube-inject</c> does; other objects pass through.</summary>
/// <remarks>istiod: pkg/kube/inject/inject.go:IntoResourceFile, IntoObject. The policy is <c>enabled</c> and the template <c>sidecar</c>.</remarks>
/// <param name="settings">Templates and values.</param>
/// <param name="mesh">Mesh config, defaults filled in.</param>
/// <param name="options">What the process says.</param>
public sealed class WorkloadInjector(InjectorSettings settings, MeshConfig mesh, InjectionOptions options)
{
    private readonly List<string> _warnings = [];
    private readonly InjectorSettings _settings = settings with
    {
        Config = new InjectorConfig
        {
            Policy = "enabled",
            DefaultTemplates = ["sidecar"],
            Templates = settings.Config.Templates,
            Texts = settings.Config.Texts,
            Aliases = new Dictionary<string, IReadOnlyList<string>>(),
            NeverInject = [],
            AlwaysInject = [],
            Annotations = new Dictionary<string, string>(),
        },
    };

    /// <summary>Injects a file. Not for several threads.</summary>
    public WorkloadResult InjectFile(string yaml)
    {
        _warnings.Clear();
        StringBuilder output = new();
        string? fault = null;
        foreach (string document in YamlDocuments.Split(yaml))
        {
            fault = Inject(document, output);
            if (fault is not null)
            {
                break;
            }
        }

        return new WorkloadResult(output.ToString(), [.. _warnings], fault);
    }

    private string? Inject(string document, StringBuilder output)
    {
        if (!YamlReader.TryRead(Encoding.UTF8.GetBytes(document), "input", 1, null, out DataNode? root, out Finding? broken))
        {
            return broken?.ToString() ?? "not readable";
        }

        try
        {
            JsonObject? injected = JsonTree.From(root) is JsonObject tree ? Inject(tree) : null;
            string text = injected is null ? document : GoYaml.Write(injected);
            output.Append(text).Append("---\n");
            return null;
        }
        catch (GoJsonFault wrong)
        {
            // A workload with a value of a wrong type: the user is told.
            return wrong.Message;
        }
        catch (InjectionRefusal refusal)
        {
            // One that cannot be injected, likewise.
            return refusal.Message;
        }
    }

    /// <summary>The injected object, or the same if it is to be left alone; null for a kind that is none of ours.</summary>
    private JsonObject? Inject(JsonObject tree)
    {
        if (KubeTypes.Workload(tree["apiVersion"].Text() ?? "", tree["kind"].Text() ?? "") is not { } type)
        {
            return null;
        }

        JsonObject workload = TypedTree.Apply(tree, type);
        if (ReferenceEquals(type, KubeTypes.List))
        {
            JsonArray items = workload.ArrayAt("items") ?? [];
            for (int i = 0; i < items.Count; i++)
            {
                if (items[i] is JsonObject item && Inject((JsonObject)item.DeepClone()) is { } injected)
                {
                    items[i] = injected;
                }
            }

            return workload;
        }

        WorkloadParts parts = WorkloadParts.Of(workload) ?? throw new InjectionRefusal("spec.template is required value");
        if (Skipped(parts) is { } reason)
        {
            _warnings.Add(reason);
            return workload;
        }

        PodTree pod = Run(parts);
        Put(parts.MetaHolder, "metadata", pod);
        Put(parts.SpecHolder, "spec", pod);
        return TypedTree.Apply(workload, type);
    }

    private static void Put(JsonObject holder, string name, PodTree pod)
    {
        JsonNode? part = pod.Root[name];
        pod.Root.Remove(name);
        holder[name] = part;
    }

    private PodTree Run(WorkloadParts parts)
    {
        PodTree pod = PodOf(parts);
        MeshConfig own = mesh;
        if (pod.Annotation(Names.ProxyConfig) is { } yaml)
        {
            own = mesh.Clone();
            if (!MeshConfigReader.TryApplyProxy(
                Encoding.UTF8.GetBytes(yaml), "annotation", own.DefaultConfig ?? MeshDefaults.Proxy(), out ProxyConfig? proxy, out Finding? fault))
            {
                throw new InjectionRefusal($"could not parse proxy config: {fault.Message}");
            }

            own.DefaultConfig = proxy;
        }

        InjectionMesh now = new(own, []);
        return new InjectionRun(new InjectionJob
        {
            Pod = pod,
            Owner = parts.Owner,
            Settings = _settings,
            Mesh = now,
            ProxyConfig = new EffectiveProxyConfig(now.Default),
            Options = options,
            Variables = new Dictionary<string, string>(StringComparer.Ordinal),
            ClusterName = _settings.Values.ClusterName,
            HasNativeSidecars = options.NativeSidecars == NativeSidecarMode.Enabled,
            Ids = ProxyIds.Of(null),
        }).Execute();
    }

    /// <summary>The pod of a workload, as a pod of its own.</summary>
    private static PodTree PodOf(WorkloadParts parts) => new(TypedTree.Apply(
        new JsonObject { ["metadata"] = parts.MetaHolder["metadata"]?.DeepClone(), ["spec"] = parts.SpecHolder["spec"]?.DeepClone() },
        KubeTypes.Pod));

    /// <summary>Why a workload is left alone; null if it is not.</summary>
    private string? Skipped(WorkloadParts parts)
    {
        PodTree pod = PodOf(parts);
        string why = pod.Spec["hostNetwork"].Truth() == true ? "host networking enabled"
            : InjectionDecision.IsRequired(pod.Root, _settings.Config) ? ""
            : "sidecar injection disabled";
        if (why.Length == 0)
        {
            return null;
        }

        string name = pod.Meta.TextAt("name") is { Length: > 0 } own ? own : parts.Owner.Name;
        string full = parts.Owner.Namespace.Length == 0 ? name : $"{parts.Owner.Namespace}/{name}";
        string kind = parts.Owner.Kind.Length == 0 ? "" : parts.Owner.Kind + " ";
        return $"===> Skipping injection because {kind}\"{full}\" has {why}";
    }
}
