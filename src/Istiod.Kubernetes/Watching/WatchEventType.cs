namespace Istiod.Kubernetes.Watching;

/// <summary>What a watch event says.</summary>
internal enum WatchEventType
{
    Unknown,
    Added,
    Modified,
    Deleted,
    Bookmark,
    Error,
}
