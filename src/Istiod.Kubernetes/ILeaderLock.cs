namespace Istiod.Kubernetes;

/// <summary>An object that at most one replica owns. Not thread-safe: one elector uses it.</summary>
/// <remarks>Requests count against <see cref="RequestBudget.Leases"/>. All methods throw <see cref="ApiException"/>.</remarks>
public interface ILeaderLock
{
    /// <summary>Name of the lock.</summary>
    string Name { get; }

    /// <summary>Reads the record.</summary>
    /// <returns><c>null</c> if the object does not exist; an empty record if it holds none.</returns>
    Task<LeaderRecord?> GetAsync(CancellationToken cancel);

    /// <summary>Creates the object; <see cref="ApiException.IsAlreadyExists"/> if somebody was faster.</summary>
    Task CreateAsync(LeaderRecord record, CancellationToken cancel);

    /// <summary>Replaces the record as of the last <see cref="GetAsync"/>, create or update; <see cref="ApiException.IsConflict"/> if it is not the stored one any more.</summary>
    Task UpdateAsync(LeaderRecord record, CancellationToken cancel);
}
