using System.Net;
using Istiod.Grpc;
using Istiod.Primitives;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Istiod.Security;

/// <summary>Knows callers by the <c>x-forwarded-client-cert</c> header of a gateway at an address that is trusted.</summary>
/// <remarks>
/// Exists only where addresses are trusted at all (<c>TRUSTED_GATEWAY_CIDR</c>): then loopback is trusted too. Without the setting
/// a local caller could be anybody (CVE-2022-39388). istiod: security/pkg/server/ca/authenticate/xfcc_authenticator.go. Differs:
/// IPv4 addresses mapped into IPv6, as a dual-stack listener shows them, match IPv4 ranges.
/// </remarks>
public sealed class ForwardedCertificateAuthenticator : IAuthenticator
{
    private const string Header = "x-forwarded-client-cert";

    private readonly IReadOnlyList<Cidr> _trusted;

    /// <summary>An authenticator that believes peers in these ranges, and loopback.</summary>
    public ForwardedCertificateAuthenticator(IReadOnlyList<Cidr> trusted) => _trusted = trusted;

    /// <inheritdoc/>
    public string Name => "XfccAuthenticator";

    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation)
    {
        StringValues values = context.Request.Headers[Header];
        IPAddress? address = context.Connection.RemoteIpAddress;
        if (address is null || values.Count == 0 || values[0] is not { Length: > 0 } header)
        {
            return ValueTask.FromResult(AuthenticationResult.Unknown("caller does not have Xfcc header"));
        }

        if (!IsTrusted(address))
        {
            return ValueTask.FromResult(AuthenticationResult.Unknown("caller is not in the trusted network"));
        }

        return ValueTask.FromResult(ForwardedCertificate.TryReadIdentities(header, out List<string> identities)
            ? new AuthenticationResult(new PeerIdentity(identities, "ForwardedCertificate"), "")
            : AuthenticationResult.Unknown("error in parsing xfcc header"));
    }

    private bool IsTrusted(IPAddress address)
    {
        IPAddress plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        foreach (Cidr range in _trusted)
        {
            if (range.Contains(plain))
            {
                return true;
            }
        }

        return IPAddress.IsLoopback(plain);
    }
}
