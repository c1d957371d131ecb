using Microsoft.AspNetCore.Http;

namespace Istiod.Grpc;

/// <summary>Finds out who calls. A plaintext listener has none: its callers have no identity.</summary>
public interface IPeerAuthenticator
{
    /// <summary>The caller, or <c>null</c> if callers need not be known here.</summary>
    /// <param name="context">Headers, client certificate and address of the call.</param>
    /// <param name="cancellation">The call's end.</param>
    /// <exception cref="GrpcException">Unauthenticated: no way of the chain knows the caller.</exception>
    ValueTask<PeerIdentity?> AuthenticateAsync(HttpContext context, CancellationToken cancellation);
}
