namespace Istiod.Testing.ApiServer.Storage;

/// <summary>All objects of a table at one revision, ordered by namespace and name. Immutable.</summary>
internal sealed record Snapshot(long Revision, StoredObject[] Objects);
