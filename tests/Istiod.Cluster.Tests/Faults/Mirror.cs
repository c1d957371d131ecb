using System.Collections.Concurrent;
using Istiod.Config;
using Istiod.Kubernetes;
using Istiod.Primitives;

namespace Istiod.Cluster.Tests.Faults;

/// <summary>Builds an informer's state from what it tells alone, and notes deletions of objects that nobody deleted.</summary>
internal sealed class Mirror(ConcurrentDictionary<NamespacedName, byte> everDeleted) : IInformerListener
{
    private readonly Lock _lock = new();
    private readonly Dictionary<NamespacedName, ConfigObject> _objects = [];
    private readonly List<string> _faults = [];

    public IReadOnlyList<string> Faults
    {
        get
        {
            lock (_lock)
            {
                return [.. _faults];
            }
        }
    }

    public Dictionary<NamespacedName, ConfigObject> Objects
    {
        get
        {
            lock (_lock)
            {
                return new Dictionary<NamespacedName, ConfigObject>(_objects);
            }
        }
    }

    public void Changed(Informer informer, IReadOnlyList<InformerChange> changes)
    {
        lock (_lock)
        {
            foreach (InformerChange change in changes)
            {
                if (change.Object is not null)
                {
                    _objects[change.Key] = change.Object;
                    continue;
                }

                if (!_objects.Remove(change.Key))
                {
                    _faults.Add($"{informer.Spec}: {change.Key} is gone and was not there");
                }

                if (!everDeleted.ContainsKey(change.Key))
                {
                    _faults.Add($"{informer.Spec}: {change.Key} is gone and nobody deleted it");
                }
            }
        }
    }
}
