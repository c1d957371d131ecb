using System.Net.Security;
using System.Security.Authentication;

namespace Istiod.Security;

/// <summary>TLS versions and cipher suites that a listener takes.</summary>
/// <param name="Protocols">Versions.</param>
/// <param name="Suites">Suites in order of preference; <c>null</c> for the platform's.</param>
/// <param name="Curve">
/// The only key exchange group that should be taken; empty for the platform's choice. .NET has no setting for it: it holds only if
/// OpenSSL's own configuration (<c>OPENSSL_CONF</c>, <c>Groups</c>) says the same.
/// </param>
/// <remarks>istiod: pilot/cmd/pilot-discovery/app/options.go, pkg/model/fips.go:EnforceGoCompliance.</remarks>
public sealed record TlsLimits(SslProtocols Protocols, CipherSuitesPolicy? Suites, string Curve)
{
    /// <summary>TLS 1.2 and 1.3 with the platform's suites.</summary>
    public static readonly TlsLimits Usual = new(SslProtocols.Tls12 | SslProtocols.Tls13, null, "");

    /// <summary>Limits of flags and the compliance policy, which wins.</summary>
    /// <param name="minVersion"><c>1.2</c> or <c>1.3</c> (<c>--tls-min-version</c>).</param>
    /// <param name="suites">Suites of TLS 1.2 (<c>--tls-cipher-suites</c>); those of 1.3 cannot be chosen, as in Go.</param>
    /// <param name="policy"><c>COMPLIANCE_POLICY</c>: empty, <c>fips-140-2</c> or <c>pqc</c>; others change nothing.</param>
    public static TlsLimits Of(string minVersion, IReadOnlyList<TlsCipherSuite> suites, string policy)
    {
        switch (policy)
        {
            case "fips-140-2":
                return Make(
                    SslProtocols.Tls12,
                    [
                        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256,
                        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
                        TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
                        TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
                    ],
                    "P-256");
            case "pqc":
                return Make(
                    SslProtocols.Tls13,
                    [TlsCipherSuite.TLS_AES_128_GCM_SHA256, TlsCipherSuite.TLS_AES_256_GCM_SHA384],
                    "X25519MLKEM768");
        }

        SslProtocols protocols = minVersion == "1.3" ? SslProtocols.Tls13 : SslProtocols.Tls12 | SslProtocols.Tls13;
        if (suites.Count == 0)
        {
            return new TlsLimits(protocols, null, "");
        }

        return Make(
            protocols,
            [
                .. suites,
                TlsCipherSuite.TLS_AES_128_GCM_SHA256,
                TlsCipherSuite.TLS_AES_256_GCM_SHA384,
                TlsCipherSuite.TLS_CHACHA20_POLY1305_SHA256,
            ],
            "");
    }

    private static TlsLimits Make(SslProtocols protocols, IReadOnlyList<TlsCipherSuite> suites, string curve) =>
#pragma warning disable CA1416 // istiod runs on Linux only
        new(protocols, new CipherSuitesPolicy(suites), curve);
#pragma warning restore CA1416
}
