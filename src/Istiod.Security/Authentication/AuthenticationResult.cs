using Istiod.Grpc;

namespace Istiod.Security;

/// <summary>What one authenticator found.</summary>
/// <param name="Caller">Who it is; <c>null</c> if this way does not know.</param>
/// <param name="Reason">Why not, for the log; holds no secrets.</param>
public readonly record struct AuthenticationResult(PeerIdentity? Caller, string Reason)
{
    /// <summary>Not known in this way.</summary>
    public static AuthenticationResult Unknown(string reason) => new(null, reason);
}
