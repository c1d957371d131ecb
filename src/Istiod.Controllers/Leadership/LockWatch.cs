using Istiod.Config;
using Istiod.Kubernetes;

namespace Istiod.Controllers.Leadership;

/// <summary>Tells electors of what a watch of ConfigMaps sees of their locks, so that a stolen one is noticed at once.</summary>
/// <param name="ns">Namespace of the locks.</param>
/// <remarks>Leases cannot be watched: the official Role grants it to nobody. None of them is ever taken from a leader of ours.</remarks>
public sealed class LockWatch(string ns) : IInformerListener
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, LeaderElector> _electors = new(StringComparer.Ordinal);

    /// <summary>Tells this elector from now on.</summary>
    public void Add(LeaderElector elector)
    {
        lock (_lock)
        {
            _electors[elector.Name] = elector;
        }
    }

    /// <inheritdoc/>
    public void Changed(Informer informer, IReadOnlyList<InformerChange> changes)
    {
        foreach (InformerChange change in changes)
        {
            LeaderElector? elector;
            lock (_lock)
            {
                if (!string.Equals(change.Key.Namespace, ns, StringComparison.Ordinal)
                    || !_electors.TryGetValue(change.Key.Name, out elector))
                {
                    continue;
                }
            }

            elector.Observed(RecordOf(change.Object));
        }
    }

    private static LeaderRecord? RecordOf(ConfigObject? map) =>
        map is null ? null : ConfigMapLock.Parse(map.Meta.Annotations.GetOrEmpty(ConfigMapLock.RecordAnnotation));
}
