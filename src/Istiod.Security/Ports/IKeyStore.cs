namespace Istiod.Security;

/// <summary>Where a self-made CA keeps its key: Secrets of istiod's own namespace. The host adapts the Kubernetes client.</summary>
/// <remarks>All calls throw <see cref="IOException"/> if the store cannot be reached; callers retry.</remarks>
public interface IKeyStore
{
    /// <summary>Reads a secret, past any cache.</summary>
    /// <returns><c>null</c> if there is none of that name.</returns>
    ValueTask<StoredSecret?> ReadAsync(string name, CancellationToken cancellation);

    /// <summary>Creates a secret.</summary>
    /// <returns>False if one of that name exists already (409): then read it.</returns>
    ValueTask<bool> TryCreateAsync(StoredSecret secret, CancellationToken cancellation);

    /// <summary>Replaces a secret if it is still at <see cref="StoredSecret.Version"/>.</summary>
    /// <returns>False if someone else changed or deleted it meanwhile (409, 404): then read it again.</returns>
    ValueTask<bool> TryUpdateAsync(StoredSecret secret, CancellationToken cancellation);
}
