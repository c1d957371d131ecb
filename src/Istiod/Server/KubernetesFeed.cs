using Istiod.Files;
using Istiod.Kubernetes;
using Istiod.Primitives;

namespace Istiod.Server;

/// <summary>Changes of informers → changes of the mesh's sources.</summary>
/// <remarks>
/// ConfigMaps that are leader locks are left out: they change every few seconds and are no config. Differs: the reference sees them, and
/// drops them in each of their readers.
/// </remarks>
internal sealed class KubernetesFeed(ClusterId cluster, Action<ClusterId, ConfigBatch> take, KubernetesFeedMetrics metrics) : IInformerListener
{
    /// <inheritdoc/>
    public void Changed(Informer informer, IReadOnlyList<InformerChange> changes)
    {
        metrics.Changed(informer.Spec.Kind, changes);
        List<ConfigChange> taken = new(changes.Count);
        foreach (InformerChange change in changes)
        {
            if ((change.Object ?? change.Old)?.Meta.Annotations.TryGet(ConfigMapLock.RecordAnnotation, out _) is not true)
            {
                taken.Add(new ConfigChange(informer.Spec.Kind, change.Key, change.Object));
            }
        }

        if (taken.Count > 0)
        {
            take(cluster, new ConfigBatch(taken, []));
        }
    }
}
