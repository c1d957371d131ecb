namespace Istiod.Webhooks.Injection.Mesh;

/// <summary>Whether the proxy becomes an init container that goes on running.</summary>
public enum NativeSidecarMode
{
    /// <summary>Never, unless the pod asks for it.</summary>
    Disabled,

    /// <summary>Always, unless the pod refuses.</summary>
    Enabled,

    /// <summary>If the nodes' kubelets are of Kubernetes 1.33 or newer.</summary>
    Auto,
}
