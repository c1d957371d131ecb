using System.Security.Cryptography.X509Certificates;
using Istiod.Grpc;
using Istiod.Primitives;
using Istiod.Security.Certificates;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Istiod.Security;

/// <summary>Knows callers by the certificate that the handshake verified.</summary>
/// <remarks>
/// The identity is the one SPIFFE URI of the certificate; the handshake (<see cref="ServerTls"/>) has refused any other number, form or
/// trust domain. istiod: security/pkg/server/ca/authenticate/cert_authenticator.go. Differs: there every other name of the certificate
/// becomes an identity too, so that a DNS name which looks like a SPIFFE id would count; here only the URI does.
/// </remarks>
public sealed class ClientCertificateAuthenticator : IAuthenticator
{
    private static readonly object ItemKey = new();

    /// <inheritdoc/>
    public string Name => "ClientCertAuthenticator";

    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> AuthenticateAsync(HttpContext context, CancellationToken cancellation)
    {
        // one connection carries many calls: its certificate is read once
        IDictionary<object, object?>? items = context.Features.Get<IConnectionItemsFeature>()?.Items;
        if (items is not null && items.TryGetValue(ItemKey, out object? known) && known is PeerIdentity identity)
        {
            return ValueTask.FromResult(new AuthenticationResult(identity, ""));
        }

        X509Certificate2? certificate = context.Features.Get<ITlsConnectionFeature>()?.ClientCertificate;
        if (certificate is null)
        {
            return ValueTask.FromResult(AuthenticationResult.Unknown("no verified chain is found"));
        }

        if (!TryGetIdentity(certificate, out SpiffeId id, out string reason))
        {
            return ValueTask.FromResult(AuthenticationResult.Unknown(reason));
        }

        PeerIdentity caller = new([id.ToString()], "ClientCertificate");
        if (items is not null)
        {
            items[ItemKey] = caller;
        }

        return ValueTask.FromResult(new AuthenticationResult(caller, ""));
    }

    /// <summary>The one URI name of a certificate.</summary>
    /// <returns>False with a reason if there is none or more than one, or it is no SPIFFE id.</returns>
    internal static bool TryGetIdentity(X509Certificate2 certificate, out SpiffeId id, out string reason)
    {
        id = default;
        List<string> uris = [];
        try
        {
            foreach (X509Extension extension in certificate.Extensions)
            {
                if (extension.Oid?.Value == SubjectNames.Oid)
                {
                    foreach ((int tag, string text) in SubjectNames.Read(extension.RawData))
                    {
                        if (tag == SubjectNames.Uri)
                        {
                            uris.Add(text);
                        }
                    }
                }
            }
        }
        catch (System.Formats.Asn1.AsnContentException)
        {
            reason = "the SAN extension is incorrectly encoded";
            return false;
        }

        if (uris.Count != 1)
        {
            reason = $"peer certificate does not contain 1 URI type SAN, detected {uris.Count}";
            return false;
        }

        reason = SpiffeId.TryParse(uris[0], out id) ? "" : "identity is not a spiffe format";
        return reason.Length == 0;
    }
}
