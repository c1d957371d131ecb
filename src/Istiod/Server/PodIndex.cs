using Istiod.Config.Kinds.Core;
using Istiod.Kubernetes;
using Istiod.Primitives;
using Istiod.Security;

namespace Istiod.Server;

/// <summary>Pods of the own cluster by name, and how many run with each account on each node.</summary>
internal sealed class PodIndex(ClusterId cluster) : IInformerListener, IPodDirectory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<NamespacedName, PodFacts> _pods = [];
    private readonly Dictionary<(NamespacedName Account, string Node), int> _running = [];

    /// <inheritdoc/>
    public void Changed(Informer informer, IReadOnlyList<InformerChange> changes)
    {
        lock (_lock)
        {
            foreach (InformerChange change in changes)
            {
                if (_pods.Remove(change.Key, out PodFacts old))
                {
                    Count(change.Key.Namespace, old, -1);
                }

                if (change.Object is { Spec: PodSpec pod } found)
                {
                    PodFacts facts = new(found.Meta.Uid, pod.ServiceAccountName, pod.NodeName);
                    _pods[change.Key] = facts;
                    Count(change.Key.Namespace, facts, 1);
                }
            }
        }
    }

    /// <inheritdoc/>
    public bool Knows(ClusterId asked) => asked.ToString().Length == 0 || asked == cluster;

    /// <inheritdoc/>
    public bool TryGetPod(ClusterId asked, NamespacedName pod, out PodFacts facts)
    {
        lock (_lock)
        {
            facts = default;
            return Knows(asked) && _pods.TryGetValue(pod, out facts);
        }
    }

    /// <inheritdoc/>
    public bool RunsOnNode(ClusterId asked, NamespacedName account, string node)
    {
        lock (_lock)
        {
            return Knows(asked) && _running.ContainsKey((account, node));
        }
    }

    private void Count(string ns, PodFacts facts, int by)
    {
        if (facts.Node.Length == 0 || facts.ServiceAccount.Length == 0)
        {
            return;
        }

        (NamespacedName, string) key = (new NamespacedName(ns, facts.ServiceAccount), facts.Node);
        int count = _running.GetValueOrDefault(key) + by;
        if (count > 0)
        {
            _running[key] = count;
        }
        else
        {
            _running.Remove(key);
        }
    }
}
