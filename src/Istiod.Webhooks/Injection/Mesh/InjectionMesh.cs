using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Config.Mesh;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Webhooks.Injection.Json;
using Istiod.Webhooks.Injection.Pods;
using Istiod.Webhooks.Injection.Templates;

namespace Istiod.Webhooks.Injection.Mesh;

/// <summary>Mesh settings as injection needs them. Immutable, but for what it remembers of its own answers.</summary>
/// <remarks>istiod: pilot/pkg/model/proxy_config.go:EffectiveProxyConfig.</remarks>
public sealed class InjectionMesh
{
    // Pods that differ in their proxy config are few; a mesh where they are not only loses the memory of some.
    private const int MaxRemembered = 256;

    private readonly ConcurrentDictionary<Key, EffectiveProxyConfig> _known = new();
    private readonly IReadOnlyList<ProxyConfigResource> _resources;
    private readonly Lazy<ProtoObject> _value;

    /// <summary>Takes settings that nobody changes any more.</summary>
    /// <param name="mesh">Mesh config, defaults filled in.</param>
    /// <param name="proxyConfigs">All objects of kind ProxyConfig, oldest first.</param>
    public InjectionMesh(MeshConfig mesh, IReadOnlyList<ProxyConfigResource> proxyConfigs)
    {
        Mesh = mesh;
        Default = mesh.DefaultConfig ?? MeshDefaults.Proxy();
        _resources = proxyConfigs;
        _value = new Lazy<ProtoObject>(() => ProtoObject.From(mesh));
    }

    /// <summary>The mesh config.</summary>
    public MeshConfig Mesh { get; }

    /// <summary>The mesh's own proxy config.</summary>
    internal ProxyConfig Default { get; }

    /// <summary>The mesh config for templates.</summary>
    internal ProtoObject Value => _value.Value;

    /// <summary>The agent's port.</summary>
    internal int StatusPort => Default.StatusPort;

    /// <summary>The proxy config of a pod: mesh, objects of the root and of its namespace, annotation, object that selects it; later ones win.</summary>
    internal EffectiveProxyConfig Effective(PodTree pod)
    {
        string space = pod.Meta.TextAt("namespace");
        Key key = new(
            Find(Mesh.RootNamespace, null),
            string.Equals(space, Mesh.RootNamespace, StringComparison.Ordinal) ? null : Find(space, null),
            Find(space, pod.Labels ?? []),
            pod.Annotation(Names.ProxyConfig) ?? "");
        if (_known.TryGetValue(key, out EffectiveProxyConfig? known))
        {
            return known;
        }

        EffectiveProxyConfig made = new(Make(key));
        if (_known.Count < MaxRemembered)
        {
            _known.TryAdd(key, made);
        }

        return made;
    }

    /// <summary>Whether containers wait for the proxy, by mesh and annotation.</summary>
    /// <remarks>istiod: pkg/kube/inject/webhook.go:reorderPod; objects of kind ProxyConfig have no say.</remarks>
    internal bool HoldsApplication(PodTree pod)
    {
        ProxyConfig proxy = Default;
        if (pod.Annotation(Names.ProxyConfig) is { } yaml
            && MeshConfigReader.TryApplyProxy(Encoding.UTF8.GetBytes(yaml), "annotation", Default, out ProxyConfig? own, out _))
        {
            proxy = own;
        }

        return proxy.HoldApplicationUntilProxyStarts == true;
    }

    /// <summary>The oldest object of a namespace that has no selector or, for labels, one that selects them.</summary>
    private ProxyConfigResource? Find(string space, JsonObject? labels)
    {
        foreach (ProxyConfigResource resource in _resources)
        {
            if (!string.Equals(resource.Namespace, space, StringComparison.Ordinal))
            {
                continue;
            }

            bool isFound = labels is null
                ? resource.Spec.Selector is null
                : resource.Spec.Selector?.MatchLabels is { Count: > 0 } wanted && Selects(wanted, labels);
            if (isFound)
            {
                return resource;
            }
        }

        return null;
    }

    private static bool Selects(MapField<string, string> wanted, JsonObject labels)
    {
        foreach (KeyValuePair<string, string> label in wanted)
        {
            if (labels[label.Key].Text() != label.Value)
            {
                return false;
            }
        }

        return true;
    }

    private ProxyConfig Make(Key key)
    {
        ProxyConfig effective = Merge(Default, MeshDefaults.Proxy());
        effective = Merge(Of(key.Root), effective);
        effective = Merge(Of(key.Namespace), effective);
        ProxyConfig? workload = Of(key.Workload);
        if (key.Annotation.Length > 0
            && MeshConfigReader.TryApplyProxy(Encoding.UTF8.GetBytes(key.Annotation), "annotation", new ProxyConfig(), out ProxyConfig? own, out _))
        {
            workload = Merge(workload, own);
        }

        return Merge(workload, effective);
    }

    private static ProxyConfig? Of(ProxyConfigResource? resource)
    {
        if (resource is null)
        {
            return null;
        }

        ProxyConfig proxy = new() { Concurrency = resource.Spec.Concurrency, Image = resource.Spec.Image };
        foreach (KeyValuePair<string, string> variable in resource.Spec.EnvironmentVariables)
        {
            proxy.ProxyMetadata[variable.Key] = variable.Value;
        }

        return proxy;
    }

    private static ProxyConfig Merge(ProxyConfig? over, ProxyConfig below) =>
        over is not null && MeshConfigReader.TryApplyProxy(Encoding.UTF8.GetBytes(over.ToJson()), "proxy config", below, out ProxyConfig? merged, out _)
            ? merged
            : below;

    private sealed record Key(ProxyConfigResource? Root, ProxyConfigResource? Namespace, ProxyConfigResource? Workload, string Annotation);
}
