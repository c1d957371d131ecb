using Istiod.Model;

namespace Istiod.Jwks;

/// <summary>Gets published keys.</summary>
internal interface IJwksFetcher
{
    /// <summary>Gets the key set of a demand once.</summary>
    /// <param name="timeout">For all of it.</param>
    /// <returns>The document as it was published; it is a key set.</returns>
    /// <exception cref="IOException">It cannot be had; the message holds nothing that the other side sent.</exception>
    Task<string> FetchAsync(JwtKeysDemand demand, TimeSpan timeout, CancellationToken cancellation);
}
