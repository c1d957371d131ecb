using Istiod.Envoy.Tls;
using Istiod.Model;
using Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3;
using Istiod.Protos.Envoy.Type.Matcher.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using MeshTls = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.TLSConfig.Types.TLSProtocol;
using TlsProtocol = Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3.TlsParameters.Types.TlsProtocol;

namespace Istiod.Envoy.Listeners.Inbound;

/// <summary>Mutual TLS of the mesh, towards callers.</summary>
/// <remarks>istiod: pilot/pkg/security/authn/utils/utils.go:BuildInboundTLS, plugin/authn/util.go.</remarks>
internal static class InboundTls
{
    private static readonly string[] Ciphers =
    [
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-RSA-AES128-GCM-SHA256",
        "AES256-GCM-SHA384",
        "AES128-GCM-SHA256",
    ];

    /// <summary>The settings of HTTP or other chains.</summary>
    public static DownstreamTlsContext Build(bool isHttp, ServerCertificates certificates, Build build)
    {
        CommonTlsContext common = new();
        if (!isHttp && build.Features.EnableMetadataExchange && !build.Features.DisableMxAlpn)
        {
            common.AlpnProtocols.Add("istio-peer-exchange"); // lets sidecars tell each other about themselves over plain TCP
        }

        common.AlpnProtocols.Add("h2");
        common.AlpnProtocols.Add("http/1.1");
        MeshConfig.Types.TLSConfig? mesh = build.Mesh.MeshMTLS;
        common.TlsParams = new TlsParameters
        {
            TlsMinimumProtocolVersion =
                mesh?.MinProtocolVersion == MeshTls.Tlsv13 ? TlsProtocol.Tlsv13 : TlsProtocol.Tlsv12,
            TlsMaximumProtocolVersion = TlsProtocol.Tlsv13,
        };
        common.TlsParams.CipherSuites.AddRange(mesh is { CipherSuites.Count: > 0 } ? mesh.CipherSuites : Ciphers);
        string chain = SdsSecrets.CertificateFiles(certificates.Chain ?? "", certificates.Key ?? "");
        string root = SdsSecrets.RootFile(certificates.Root ?? "");
        common.TlsCertificateSdsSecretConfigs.Add(Secret(chain, SdsSecrets.Workload, certificates));
        CertificateValidationContext validation = new();
        foreach (string domain in TrustDomains(build.Mesh, build.Features))
        {
            validation.MatchSubjectAltNames.Add(new StringMatcher { Prefix = $"spiffe://{domain}/" });
        }

        common.CombinedValidationContext = new CommonTlsContext.Types.CombinedCertificateValidationContext
        {
            DefaultValidationContext = validation,
            ValidationContextSdsSecretConfig = Secret(root, SdsSecrets.Roots, certificates),
        };
        TlsCompliance.Apply(common, build.Features.CompliancePolicy);
        return new DownstreamTlsContext { CommonTlsContext = common, RequireClientCertificate = true };
    }

    /// <summary>Trust domains that callers may be of; none: any.</summary>
    private static List<string> TrustDomains(MeshConfig mesh, MeshFeatures features)
    {
        List<string> domains = [];
        if (features.SkipValidateTrustDomain)
        {
            return domains;
        }

        Add(domains, mesh.TrustDomain);
        foreach (string alias in mesh.TrustDomainAliases)
        {
            Add(domains, alias);
        }

        foreach (MeshConfig.Types.CertificateData certificate in mesh.CaCertificates)
        {
            foreach (string domain in certificate.TrustDomains)
            {
                Add(domains, domain);
            }
        }

        return domains;
    }

    private static void Add(List<string> domains, string domain)
    {
        if (domain.Length > 0 && !domains.Contains(domain))
        {
            domains.Add(domain);
        }
    }

    private static SdsSecretConfig Secret(string file, string otherwise, ServerCertificates certificates) =>
        file.Length > 0 ? SdsSecrets.FromFile(file, certificates.HasFilesServer) : SdsSecrets.FromAgent(otherwise);
}
