using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.PrivateKeyProviders.Cryptomb.V3Alpha;
using Istiod.Protos.Envoy.Extensions.PrivateKeyProviders.Qat.V3Alpha;
using Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3;
using MeshKeyProvider = Istiod.Protos.Istio.Mesh.V1Alpha1.PrivateKeyProvider;

namespace Istiod.Envoy.Secrets;

/// <summary>Secrets as Envoy takes them.</summary>
/// <remarks>istiod: pilot/pkg/xds/sds.go:toEnvoyTLSSecret, toEnvoyCaSecret.</remarks>
internal static class SecretMessages
{
    /// <summary>Roots, with the list of revoked certificates if there is one.</summary>
    public static Secret Roots(string name, Credential credential)
    {
        CertificateValidationContext context = new() { TrustedCa = Inline(credential.Roots) };
        if (credential.Revoked is { } revoked)
        {
            context.Crl = Inline(revoked);
        }

        return new Secret { Name = name, ValidationContext = context };
    }

    /// <summary>A chain with its key, or with what handles the key.</summary>
    public static Secret Certificate(string name, Credential credential, MeshKeyProvider? provider)
    {
        TlsCertificate certificate = new() { CertificateChain = Inline(credential.Chain) };
        if (provider?.Cryptomb is { } cryptomb)
        {
            certificate.PrivateKeyProvider = new PrivateKeyProvider
            {
                ProviderName = "cryptomb",
                TypedConfig = AnyValue.Pack(new CryptoMbPrivateKeyMethodConfig
                {
                    PollDelay = FractionOf(cryptomb.PollDelay),
                    PrivateKey = Inline(credential.Key),
                }),
                Fallback = cryptomb.Fallback ?? false,
            };
        }
        else if (provider?.Qat is { } qat)
        {
            certificate.PrivateKeyProvider = new PrivateKeyProvider
            {
                ProviderName = "qat",
                TypedConfig = AnyValue.Pack(new QatPrivateKeyMethodConfig
                {
                    PollDelay = FractionOf(qat.PollDelay),
                    PrivateKey = Inline(credential.Key),
                }),
                Fallback = qat.Fallback ?? false,
            };
        }
        else
        {
            certificate.PrivateKey = Inline(credential.Key);
            if (credential.Staple is { } staple)
            {
                certificate.OcspStaple = Inline(staple);
            }
        }

        return new Secret { Name = name, TlsCertificate = certificate };
    }

    // the reference takes the part below a second only
    private static Duration FractionOf(Duration? delay) => new(0, delay?.Nanos ?? 0);

    private static DataSource Inline(ReadOnlyMemory<byte> bytes) => new() { InlineBytes = bytes };
}
