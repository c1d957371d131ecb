namespace Istiod.Pods;

/// <summary>A request that we make and the reference does not, or the other way round.</summary>
/// <param name="Request">As <see cref="SeenRequests"/> writes it.</param>
/// <param name="IsOurs">Whether we make it.</param>
/// <param name="Why">The reason for users, in one line.</param>
internal sealed record RequestDifference(string Request, bool IsOurs, string Why);
