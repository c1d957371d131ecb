using Istiod.Webhooks.Injection.Config;
using Istiod.Webhooks.Injection.Mesh;
using Istiod.Webhooks.Injection.Pods;
using Istiod.Webhooks.Injection.Rules;

namespace Istiod.Webhooks.Injection;

/// <summary>All that the injection of one pod depends on.</summary>
internal sealed class InjectionJob
{
    /// <summary>The pod, typed; not changed.</summary>
    public required PodTree Pod { get; init; }

    /// <summary>The workload that it belongs to.</summary>
    public required Owner Owner { get; init; }

    /// <summary>Templates and values.</summary>
    public required InjectorSettings Settings { get; init; }

    /// <summary>Mesh settings.</summary>
    public required InjectionMesh Mesh { get; init; }

    /// <summary>The pod's proxy config.</summary>
    public required EffectiveProxyConfig ProxyConfig { get; init; }

    /// <summary>What the process says.</summary>
    public required InjectionOptions Options { get; init; }

    /// <summary>Variables for the proxy, as the path gives them; cluster and network are added.</summary>
    public required Dictionary<string, string> Variables { get; init; }

    /// <summary>Name of the cluster by path or values; empty if neither says.</summary>
    public required string ClusterName { get; init; }

    /// <summary>Whether the proxy is an init container where the pod does not say.</summary>
    public required bool HasNativeSidecars { get; init; }

    /// <summary>User and group of the proxy.</summary>
    public required ProxyIds Ids { get; init; }
}
