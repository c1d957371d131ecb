using Istiod.Primitives;

namespace Istiod.Security;

/// <summary>Pods by cluster, for impersonation: who runs on which node. Reads are from memory and cheap.</summary>
public interface IPodDirectory
{
    /// <summary>Whether pods of this cluster are known at all.</summary>
    /// <param name="cluster">Empty for the local cluster.</param>
    bool Knows(ClusterId cluster);

    /// <summary>One pod that has not failed.</summary>
    bool TryGetPod(ClusterId cluster, NamespacedName pod, out PodFacts facts);

    /// <summary>Whether at least one pod that has not failed runs with this account on this node.</summary>
    bool RunsOnNode(ClusterId cluster, NamespacedName account, string node);
}
