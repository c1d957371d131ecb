using Microsoft.AspNetCore.Http;

namespace Istiod.Security;

/// <summary>One way to find out who calls.</summary>
public interface IAuthenticator
{
    /// <summary>Its name in logs.</summary>
    string Name { get; }

    /// <summary>Looks at a call. Wrong input of the peer is a result, never an exception.</summary>
    ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation);
}
