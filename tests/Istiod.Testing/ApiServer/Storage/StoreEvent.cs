namespace Istiod.Testing.ApiServer.Storage;

/// <summary>One change of a table, or a bookmark.</summary>
/// <param name="Current">What is stored since; the last version with the revision of its deletion if deleted; null for a bookmark.</param>
/// <param name="Previous">What was stored before; null if created.</param>
internal sealed record StoreEvent(long Revision, StoredObject? Current, StoredObject? Previous, bool IsDelete);
