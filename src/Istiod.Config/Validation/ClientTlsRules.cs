using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Mode = Istiod.Protos.Istio.Networking.V1Alpha3.ClientTLSSettings.Types.TLSmode;

namespace Istiod.Config.Validation;

/// <summary>Rules on TLS of clients.</summary>
/// <remarks>istiod: pkg/config/validation/agent/validation.go:ValidateTLS, pilot/pkg/model/credentials/resource.go:ParseResourceName.</remarks>
internal static class ClientTlsRules
{
    private const string ConfigMapPrefix = "configmap://";

    /// <param name="ns">Namespace of the object; empty for mesh config.</param>
    public static void Check(Checker check, string ns, ClientTLSSettings? tls, string field = "tls")
    {
        if (tls is null)
        {
            return;
        }

        using Checker.Scope at = check.In(field);
        if (tls.CredentialName.StartsWith(ConfigMapPrefix, StringComparison.Ordinal))
        {
            check.Error("credentialName", ConfigMap(ns, tls.CredentialName) is { } fault ? $"invalid configmap:// credentialName: {fault}" : null);
        }

        bool hasNames = tls.HasSubjectAltNames;
        if (tls.InsecureSkipVerify == true)
        {
            check.Error(
                tls.Mode == Mode.Simple && (tls.CaCertificates.Length > 0 || tls.CredentialName.Length > 0 || hasNames)
                    ? "cannot specify CaCertificates or CredentialName or SubjectAltNames when InsecureSkipVerify is set true"
                    : null);
            check.Error(
                tls.Mode == Mode.Mutual && (tls.CaCertificates.Length > 0 || hasNames)
                    ? "cannot specify CaCertificates or SubjectAltNames when InsecureSkipVerify is set true"
                    : null);
        }

        if (tls.Mode is Mode.Simple or Mode.Mutual && tls.CredentialName.Length > 0)
        {
            bool hasFiles = tls.ClientCertificate.Length > 0 || tls.CaCertificates.Length > 0 || tls.PrivateKey.Length > 0
                || tls.CaCrl.Length > 0;
            check.Error(hasFiles ? "cannot specify client certificates or CA certificate or CA CRL If credentialName is set" : null);
            return;
        }

        if (tls.Mode == Mode.Mutual)
        {
            check.Error("clientCertificate", tls.ClientCertificate.Length == 0 ? "client certificate required for mutual tls" : null);
            check.Error("privateKey", tls.PrivateKey.Length == 0 ? "private key required for mutual tls" : null);
        }
    }

    private static string? ConfigMap(string ns, string name)
    {
        string[] parts = name[ConfigMapPrefix.Length..].Split('/');
        string what = $"invalid resource name {GoQuote.Of(name)}. Expected";
        return parts.Length < 2 ? $"{what} namespace and name"
            : parts[0].Length == 0 ? $"{what} namespace"
            : parts[1].Length == 0 ? $"{what} name"
            : ns.Length == 0 || !string.Equals(parts[0], ns, StringComparison.Ordinal)
                ? $"namespace must match the configuration namespace {GoQuote.Of(ns)}"
            : null;
    }
}
