namespace Istiod.Webhooks.Injection.Mesh;

/// <summary>What injection asks about a cluster. Any thread; must not block.</summary>
public interface IInjectionCluster
{
    /// <summary>Annotations of a namespace; null if cluster or namespace is not known.</summary>
    IReadOnlyDictionary<string, string>? NamespaceAnnotations(string clusterId, string name);

    /// <summary>The kubelet's version of each node by its name; null if the cluster is not known.</summary>
    IReadOnlyDictionary<string, string>? KubeletVersions(string clusterId);
}
