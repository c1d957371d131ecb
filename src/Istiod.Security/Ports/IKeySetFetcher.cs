namespace Istiod.Security;

/// <summary>Gets JSON documents (JWKS, OIDC discovery) over HTTPS.</summary>
public interface IKeySetFetcher
{
    /// <summary>One GET; at most 1 MiB is read, and no more than ten seconds spent.</summary>
    /// <exception cref="IOException">Nothing usable came.</exception>
    ValueTask<byte[]> GetAsync(Uri address, CancellationToken cancellation);
}
