namespace Istiod.Model;

/// <summary><c>spec.type</c> of a Kubernetes Service.</summary>
public enum KubernetesServiceType
{
    /// <summary>Not a Kubernetes Service.</summary>
    None,

    /// <summary>Cluster IP, or headless.</summary>
    ClusterIP,

    /// <summary>Node port.</summary>
    NodePort,

    /// <summary>Load balancer.</summary>
    LoadBalancer,

    /// <summary>External name.</summary>
    ExternalName,
}
