using System.Text.Json.Nodes;
using Istiod.Webhooks.Injection.Config;
using Istiod.Webhooks.Injection.Json;
using Istiod.Webhooks.Injection.Kube;
using Istiod.Webhooks.Injection.Mesh;
using Istiod.Webhooks.Injection.Pods;
using Istiod.Webhooks.Injection.Rules;

namespace Istiod.Webhooks.Injection;

/// <summary>Decides whether a pod gets a proxy, and makes the patch that gives it one. Any thread.</summary>
/// <remarks>istiod: pkg/kube/inject/webhook.go:inject.</remarks>
/// <param name="store">Templates and values.</param>
/// <param name="mesh">Mesh settings.</param>
/// <param name="cluster">Namespaces and nodes.</param>
/// <param name="options">What the process says.</param>
public sealed class Injector(InjectorStore store, IInjectionMesh mesh, IInjectionCluster cluster, InjectionOptions options)
{
    private const string UsualCluster = "Kubernetes";

    /// <summary>Whether there are templates, without which nothing is injected.</summary>
    public bool IsReady => store.Current is not null;

    /// <summary>Templates and values that hold now; null before the first.</summary>
    public InjectorSettings? Settings => store.Current;

    /// <summary>The patch for a pod of an admission request.</summary>
    /// <param name="pod">The object as it came; used up. Null stands for a request without one.</param>
    /// <param name="requestNamespace">Namespace of the request, for pods that name none.</param>
    /// <param name="path">Decoded path of the call, which may carry variables.</param>
    /// <remarks>Kind and operation are not looked at: the webhook's rules choose what comes here.</remarks>
    /// <exception cref="InvalidOperationException">There are no templates.</exception>
    public InjectionOutcome Inject(JsonNode? pod, string requestNamespace, string path)
    {
        InjectorSettings settings = store.Current ?? throw new InvalidOperationException("the injector has no templates");
        if (pod is null)
        {
            return new InjectionOutcome(null, "unexpected end of JSON input");
        }

        try
        {
            PodTree tree = new(TypedTree.Apply(pod, KubeTypes.Pod));
            tree.Meta.Remove("managedFields");
            if (tree.Meta.TextAt("namespace").Length == 0 && requestNamespace.Length > 0)
            {
                tree.Meta["namespace"] = requestNamespace;
            }

            return InjectionDecision.IsRequired(tree.Root, settings.Config)
                ? new InjectionOutcome(Patch(tree, settings, InjectPath.Parse(path)), null)
                : InjectionOutcome.Skipped;
        }
        catch (GoJsonFault wrong)
        {
            // No pod: the caller is told.
            return new InjectionOutcome(null, wrong.Message);
        }
        catch (InjectionRefusal refusal)
        {
            // A pod or a template that is not right, likewise.
            return new InjectionOutcome(null, refusal.Message);
        }
    }

    private ReadOnlyMemory<byte> Patch(PodTree pod, InjectorSettings settings, Dictionary<string, string> variables)
    {
        InjectionMesh now = mesh.Current;
        EffectiveProxyConfig proxy = now.Effective(pod);
        string clusterName = variables.GetValueOrDefault(InjectPath.ClusterVariable) is { Length: > 0 } given ? given : settings.Values.ClusterName;
        string clusterId = clusterName.Length == 0 ? UsualCluster : clusterName;
        IReadOnlyDictionary<string, string>? annotations = null;
        if (options.IsOpenShift)
        {
            annotations = cluster.NamespaceAnnotations(clusterId, pod.Meta.TextAt("namespace"));
            OpenShift.ResetProxyUser(pod);
        }

        IReadOnlyDictionary<string, string>? versions =
            options.NativeSidecars == NativeSidecarMode.Auto ? cluster.KubeletVersions(clusterId) : null;
        InjectionJob job = new()
        {
            Pod = pod,
            Owner = Owner.Of(pod.Root),
            Settings = settings,
            Mesh = now,
            ProxyConfig = proxy,
            Options = options,
            Variables = variables,
            ClusterName = clusterName,
            HasNativeSidecars = NativeSidecars.Detect(options.NativeSidecars, versions, pod.Spec.TextAt("nodeName")),
            Ids = ProxyIds.Of(annotations),
        };
        return PodPatch.Between(pod, new InjectionRun(job).Execute());
    }
}
