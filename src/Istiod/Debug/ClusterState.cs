namespace Istiod.Debug;

/// <summary>A cluster that is read.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Secret">The Secret that names it, <c>namespace/name</c>; empty for the own cluster.</param>
/// <param name="Status"><c>synced</c>, <c>syncing</c> or <c>timeout</c>.</param>
internal sealed record ClusterState(string Id, string Secret, string Status);
