using System.Security.Cryptography.X509Certificates;
using Istiod.Testing.ApiServer.Json;
using Microsoft.AspNetCore.Http;

namespace Istiod.Testing.ApiServer.Access;

/// <summary>Tells who sends a request, by client certificate or bearer token.</summary>
internal sealed class Authenticator(ServerAuthority authority, TokenIssuer tokens, ApiServerOptions options)
{
    /// <summary>The user.</summary>
    /// <exception cref="ApiStatusException">401 for credentials that are not good.</exception>
    public UserInfo UserOf(HttpContext context)
    {
        string header = context.Request.Headers.Authorization.ToString();
        if (header.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
        {
            return tokens.Authenticate(header[7..].Trim(), [options.Issuer], out _, out _) ?? throw ApiStatusException.Unauthorized();
        }

        if (context.Connection.ClientCertificate is X509Certificate2 certificate)
        {
            return authority.UserOf(certificate) ?? throw ApiStatusException.Unauthorized();
        }

        return options.ChecksAccess ? UserInfo.Anonymous : UserInfo.Admin;
    }
}
