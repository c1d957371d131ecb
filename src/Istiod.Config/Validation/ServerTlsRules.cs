using System.Globalization;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Mode = Istiod.Protos.Istio.Networking.V1Alpha3.ServerTLSSettings.Types.TLSmode;
using Version = Istiod.Protos.Istio.Networking.V1Alpha3.ServerTLSSettings.Types.TLSProtocol;

namespace Istiod.Config.Validation;

/// <summary>Rules on TLS of servers: gateways and sidecar listeners.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:validateTLSOptions, pkg/config/security/security.go:IsValidCipherSuite.</remarks>
internal static class ServerTlsRules
{
    public static void Check(Checker check, ServerTLSSettings? tls)
    {
        if (tls is null)
        {
            return;
        }

        using Checker.Scope at = check.In("tls");
        check.Warning(
            tls.MinProtocolVersion is Version.Tlsv10 or Version.Tlsv11 && !tls.HasCipherSuites
                ? "TLS version below TLSV1_2 require setting compatible ciphers as by default they no longer include compatible ciphers."
                : null);
        Ciphers(check, tls.CipherSuites);
        if (tls.Mode == Mode.IstioMutual)
        {
            check.Error(tls.ServerCertificate.Length > 0 ? "ISTIO_MUTUAL TLS cannot have associated server certificate" : null);
            check.Error(tls.PrivateKey.Length > 0 ? "ISTIO_MUTUAL TLS cannot have associated private key" : null);
            check.Error(tls.CaCertificates.Length > 0 ? "ISTIO_MUTUAL TLS cannot have associated CA bundle" : null);
            check.Error(tls.HasTlsCertificates ? "ISTIO_MUTUAL TLS cannot have associated tlsCertificates" : null);
            check.Error(tls.CredentialName.Length > 0 ? "ISTIO_MUTUAL TLS cannot have associated credentialName" : null);
            check.Error(tls.HasCredentialNames ? "ISTIO_MUTUAL TLS cannot have associated credentialNames" : null);
            return;
        }

        bool hasNames = tls.CredentialName.Length > 0 || tls.HasCredentialNames;
        if (tls.Mode is Mode.Passthrough or Mode.AutoPassthrough)
        {
            bool hasCertificates = hasNames || tls.HasTlsCertificates || tls.CaCrl.Length > 0 || tls.ServerCertificate.Length > 0
                || tls.PrivateKey.Length > 0 || tls.CaCertificates.Length > 0;
            string mode = tls.Mode == Mode.Passthrough ? "PASSTHROUGH" : "AUTO_PASSTHROUGH";
            check.Warning(hasCertificates ? $"{mode} mode does not use certificates, they will be ignored" : null);
        }

        int sources = (tls.ServerCertificate.Length > 0 && tls.PrivateKey.Length > 0 ? 1 : 0) + (tls.CredentialName.Length > 0 ? 1 : 0)
            + (tls.HasCredentialNames ? 1 : 0) + (tls.HasTlsCertificates ? 1 : 0);
        check.Error(
            sources > 1
                ? "only one of credential_name, credential_names, server_certificate/private_key, tls_certificates should be specified"
                : null);

        // Named credentials are fetched, so that no files are needed.
        bool isTerminating = tls.Mode is Mode.Simple or Mode.Mutual or Mode.OptionalMutual;
        if (isTerminating && hasNames)
        {
            return;
        }

        if (isTerminating)
        {
            Files(check, tls);
        }

        if (tls.CaCrl.Length > 0)
        {
            check.Error(
                "caCrl",
                tls.CredentialName.Length > 0
                    ? "CRL is not supported with credentialName. CRL has to be specified in the credential"
                    : null);
            check.Error("caCrl", tls.Mode == Mode.Simple ? "CRL is not supported with SIMPLE TLS" : null);
        }
    }

    private static void Files(Checker check, ServerTLSSettings tls)
    {
        string mode = tls.Mode == Mode.Simple ? "SIMPLE TLS" : "MUTUAL TLS";
        check.Error(
            "caCertificates",
            tls.Mode != Mode.Simple && tls.CaCertificates.Length == 0 ? $"{mode} requires a client CA bundle" : null);
        if (!tls.HasTlsCertificates)
        {
            Pair(check, mode, tls.ServerCertificate, tls.PrivateKey);
            return;
        }

        check.Warning("tlsCertificates", tls.TlsCertificates.Count > 2 ? $"{mode} can support up to 2 server certificates" : null);
        for (int i = 0; i < tls.TlsCertificates.Count; i++)
        {
            using Checker.Scope at = check.In("tlsCertificates", i);
            Pair(check, mode, tls.TlsCertificates[i].ServerCertificate, tls.TlsCertificates[i].PrivateKey);
        }
    }

    private static void Pair(Checker check, string mode, string certificate, string key)
    {
        check.Error("serverCertificate", certificate.Length == 0 ? $"{mode} requires a server certificate" : null);
        check.Error("privateKey", key.Length == 0 ? $"{mode} requires a private key" : null);
    }

    private static void Ciphers(Checker check, RepeatedField<string> suites)
    {
        SortedSet<string> unknown = new(StringComparer.Ordinal);
        SortedSet<string> twice = new(StringComparer.Ordinal);
        HashSet<string> known = new(StringComparer.Ordinal);
        foreach (string suite in suites)
        {
            if (!IsCipher(suite))
            {
                unknown.Add(suite);
            }
            else if (!known.Add(suite))
            {
                twice.Add(suite);
            }
        }

        check.Warning("cipherSuites", unknown.Count > 0 ? $"ignoring invalid cipher suites: [{string.Join(' ', unknown)}]" : null);
        check.Warning("cipherSuites", twice.Count > 0 ? $"ignoring duplicate cipher suites: [{string.Join(' ', twice)}]" : null);
    }

    /// <summary>A suite of BoringSSL, or an expression of its rule language, which begins with an operator.</summary>
    private static bool IsCipher(string suite)
    {
        if (suite is "" or "ALL")
        {
            return true;
        }

        // The reference looks at the first byte as if it were a character.
        byte first = System.Text.Encoding.UTF8.GetBytes(suite, 0, char.IsSurrogate(suite[0]) && suite.Length > 1 ? 2 : 1)[0];
        UnicodeCategory category = CharUnicodeInfo.GetUnicodeCategory((char)first);
        bool isWord = char.IsLetter((char)first)
            || category is UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.OtherNumber;
        return !isWord || suite is "ECDHE-ECDSA-AES128-GCM-SHA256" or "ECDHE-RSA-AES128-GCM-SHA256" or "ECDHE-ECDSA-AES256-GCM-SHA384"
            or "ECDHE-RSA-AES256-GCM-SHA384" or "ECDHE-ECDSA-CHACHA20-POLY1305" or "ECDHE-RSA-CHACHA20-POLY1305"
            or "ECDHE-ECDSA-AES128-SHA" or "ECDHE-RSA-AES128-SHA" or "ECDHE-ECDSA-AES256-SHA" or "ECDHE-RSA-AES256-SHA"
            or "AES128-GCM-SHA256" or "AES256-GCM-SHA384" or "AES128-SHA" or "AES256-SHA" or "DES-CBC3-SHA";
    }
}
