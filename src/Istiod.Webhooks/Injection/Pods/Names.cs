namespace Istiod.Webhooks.Injection.Pods;

/// <summary>Names that injection gives a meaning.</summary>
internal static class Names
{
    public const string Proxy = "istio-proxy";
    public const string Validation = "istio-validation";
    public const string Init = "istio-init";
    public const string CoreDump = "enable-core-dump";

    public const string Containers = "containers";
    public const string InitContainers = "initContainers";

    /// <summary>Annotation: what was injected; marks a pod as injected.</summary>
    public const string Status = "sidecar.istio.io/status";

    /// <summary>Annotation: the user's own fields of injected containers, for a second pass.</summary>
    public const string Overrides = "proxy.istio.io/overrides";

    /// <summary>Annotation: the pod's proxy config.</summary>
    public const string ProxyConfig = "proxy.istio.io/config";

    /// <summary>Annotation: templates to use.</summary>
    public const string Templates = "inject.istio.io/templates";

    /// <summary>Annotation: whether the proxy is an init container.</summary>
    public const string NativeSidecar = "sidecar.istio.io/nativeSidecar";

    /// <summary>Annotation: the agent's port.</summary>
    public const string StatusPort = "status.sidecar.istio.io/port";

    /// <summary>Label: the pod's network.</summary>
    public const string Network = "topology.istio.io/network";
}
