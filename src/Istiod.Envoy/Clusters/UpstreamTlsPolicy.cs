using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using TlsMode = Istiod.Protos.Istio.Networking.V1Alpha3.ClientTLSSettings.Types.TLSmode;

namespace Istiod.Envoy.Clusters;

/// <summary>Which TLS settings are in force for a cluster, and whether they are ours or the user's.</summary>
/// <param name="Settings">The settings; <c>null</c>: none.</param>
/// <param name="IsAutomatic">Nobody asked for mutual TLS: it is used with workloads that say they take it.</param>
/// <remarks>istiod: networking/core/cluster_tls.go:buildUpstreamTLSSettings.</remarks>
internal readonly record struct UpstreamTlsPolicy(ClientTLSSettings? Settings, bool IsAutomatic)
{
    /// <summary>Whether mutual TLS of the mesh was chosen automatically.</summary>
    public bool IsAutomaticIstioMutual => IsAutomatic && Settings?.Mode == TlsMode.IstioMutual;

    /// <summary>Decides.</summary>
    /// <param name="user">Settings of the destination rule.</param>
    /// <param name="accounts">Identities behind the service.</param>
    /// <param name="sni">SNI of the mesh for this cluster.</param>
    /// <param name="certificates">Certificates that the proxy's metadata names; they take the place of the mesh's.</param>
    /// <param name="isExternal">The service is outside the mesh.</param>
    /// <param name="infersMutualTls">Automatic mutual TLS is on, and the service's workloads may take it.</param>
    /// <param name="prefersUser">For outside services the user's settings win over the metadata's certificates.</param>
    public static UpstreamTlsPolicy Decide(
        ClientTLSSettings? user,
        ValueArray<string> accounts,
        string sni,
        MetadataCertificates? certificates,
        bool isExternal,
        bool infersMutualTls,
        bool prefersUser)
    {
        if (user is null)
        {
            return isExternal || !infersMutualTls
                ? default
                : new UpstreamTlsPolicy(Mutual(certificates, accounts, sni, null), true);
        }

        if (user.Mode is TlsMode.Disable or TlsMode.Simple)
        {
            return new UpstreamTlsPolicy(user, false);
        }

        if (certificates is not null)
        {
            return new UpstreamTlsPolicy(
                prefersUser && isExternal
                    ? user
                    : Mutual(certificates, user.SubjectAltNames, user.Sni, user.InsecureSkipVerify),
                false);
        }

        if (user.Mode != TlsMode.IstioMutual)
        {
            return new UpstreamTlsPolicy(user, false);
        }

        IEnumerable<string> names = user.SubjectAltNames.Count > 0 ? user.SubjectAltNames : accounts;
        return new UpstreamTlsPolicy(
            Mutual(null, names, user.Sni.Length > 0 ? user.Sni : sni, user.InsecureSkipVerify), false);
    }

    private static ClientTLSSettings Mutual(
        MetadataCertificates? certificates, IEnumerable<string> names, string sni, bool? skipsVerification)
    {
        ClientTLSSettings settings = new()
        {
            Mode = certificates is null ? TlsMode.IstioMutual : TlsMode.Mutual,
            Sni = sni,
            InsecureSkipVerify = skipsVerification,
        };
        if (certificates is not null)
        {
            settings.CaCertificates = certificates.RootCert;
            settings.ClientCertificate = certificates.CertChain;
            settings.PrivateKey = certificates.Key;
        }

        settings.SubjectAltNames.AddRange(names);
        return settings;
    }
}
