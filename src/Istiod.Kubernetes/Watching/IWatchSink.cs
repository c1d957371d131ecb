using Istiod.Config;
using Istiod.Primitives;

namespace Istiod.Kubernetes.Watching;

/// <summary>Takes what a watch reads. Called by the watch's task only.</summary>
internal interface IWatchSink
{
    /// <summary>A list begins; one that was begun before and not ended is forgotten.</summary>
    void BeginReplace();

    /// <summary>An item of the list, or a new or changed object.</summary>
    void Upsert(ConfigObject made);

    /// <summary>An object is gone.</summary>
    void Delete(NamespacedName key);

    /// <summary>An item of the list that cannot be read: its last good state stays.</summary>
    void Keep(NamespacedName key);

    /// <summary>The list is complete: what it did not name is gone.</summary>
    void EndReplace();

    /// <summary>What came since the last flush is to be told.</summary>
    void Flush();
}
