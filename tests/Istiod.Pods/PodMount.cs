namespace Istiod.Pods;

/// <summary>A file or folder of the machine in a pod's file system.</summary>
internal sealed record PodMount(string Source, string Path, bool IsReadOnly);
