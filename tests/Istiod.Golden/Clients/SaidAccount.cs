using Istiod.Grpc;
using Microsoft.AspNetCore.Http;

namespace Istiod.Golden.Clients;

/// <summary>Takes the identity of a header at its word: cases tell who proxies are, and have no tokens.</summary>
internal sealed class SaidAccount : IPeerAuthenticator
{
    /// <summary>The header, with a SPIFFE id.</summary>
    public const string Header = "golden-identity";

    public ValueTask<PeerIdentity?> AuthenticateAsync(HttpContext context, CancellationToken cancellation)
    {
        string identity = context.Request.Headers[Header].ToString();
        return ValueTask.FromResult(identity.Length == 0 ? null : new PeerIdentity([identity], "Said"));
    }
}
