using Istiod.Envoy.Tls;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3;
using Istiod.Protos.Envoy.Type.Matcher.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using TlsMode = Istiod.Protos.Istio.Networking.V1Alpha3.ClientTLSSettings.Types.TLSmode;

namespace Istiod.Envoy.Clusters;

/// <summary>Builds the TLS context of a cluster from the settings that are in force.</summary>
/// <remarks>istiod: networking/core/cluster_tls.go:buildUpstreamClusterTLSContext, constructUpstreamTLS.</remarks>
internal sealed class UpstreamTls(ClusterDraft draft, ClusterTraits traits, MeshSettings mesh)
{
    private const string PeerExchange = "istio-peer-exchange";
    private const string InMesh = "istio";
    private const string Http2 = "h2";

    /// <summary>The rule has a workload selector: only then may sidecars use its credentials.</summary>
    public bool RuleSelectsWorkloads { get; init; }

    /// <summary>The service comes from a ServiceEntry, whose subject names fill in for missing ones.</summary>
    public bool IsServiceEntry { get; init; }

    /// <summary>Identities behind the service.</summary>
    public ValueArray<string> ServiceAccounts { get; init; }

    /// <summary>The context, or <c>null</c> for plain text, and for settings that cannot be fulfilled.</summary>
    public UpstreamTlsContext? Build(ClientTLSSettings? tls)
    {
        if (tls is null)
        {
            return null;
        }

        bool needsSecret = tls.CredentialName.Length > 0
            && !tls.CredentialName.StartsWith(SdsSecrets.ConfigMapPrefix, StringComparison.Ordinal);
        if (needsSecret
            && traits.IsSidecar
            && !RuleSelectsWorkloads
            && tls.Mode is TlsMode.Simple or TlsMode.Mutual)
        {
            // Every sidecar would ask for a secret that it may not read, and wait for it.
            return null;
        }

        UpstreamTlsContext? context = tls.Mode switch
        {
            TlsMode.IstioMutual => IstioMutual(tls),
            TlsMode.Simple => Custom(tls, false),
            TlsMode.Mutual => Custom(tls, true),
            _ => null,
        };
        if (context is not null)
        {
            TlsCompliance.Apply(context.CommonTlsContext!, mesh.Features.CompliancePolicy); // both set it
        }

        return context;
    }

    private UpstreamTlsContext IstioMutual(ClientTLSSettings tls)
    {
        CommonTlsContext common = Defaults();
        common.TlsCertificateSdsSecretConfigs.Add(SdsSecrets.FromAgent(SdsSecrets.Workload));
        common.CombinedValidationContext = new CommonTlsContext.Types.CombinedCertificateValidationContext
        {
            DefaultValidationContext = Validation(tls.SubjectAltNames),
            ValidationContextSdsSecretConfig = SdsSecrets.FromAgent(SdsSecrets.Roots),
        };
        if (mesh.Features.EnableMetadataExchange && !mesh.Features.DisableMxAlpn)
        {
            common.AlpnProtocols.Add(PeerExchange);
        }

        common.AlpnProtocols.Add(InMesh);
        if (draft.IsHttp2)
        {
            common.AlpnProtocols.Add(Http2);
        }

        if (draft.IsDynamic)
        {
            SetAutomaticNames(tls);
        }

        return new UpstreamTlsContext
        {
            CommonTlsContext = common,
            Sni = tls.Sni.Length == 0 && !draft.IsDynamic ? draft.Cluster.Name : tls.Sni,
        };
    }

    private UpstreamTlsContext? Custom(ClientTLSSettings tls, bool isMutual)
    {
        CommonTlsContext common = Defaults();
        SetAutomaticNames(tls);
        IEnumerable<string> names = IsServiceEntry && tls.SubjectAltNames.Count == 0 ? ServiceAccounts : tls.SubjectAltNames;
        bool skipsVerification = tls.InsecureSkipVerify ?? false;
        if (tls.CredentialName.Length > 0)
        {
            if (isMutual && SdsSecrets.FromCredential(tls.CredentialName, traits.HasCredentialSocket) is { } certificate)
            {
                common.TlsCertificateSdsSecretConfigs.Add(certificate);
            }

            if (!skipsVerification)
            {
                common.CombinedValidationContext = new CommonTlsContext.Types.CombinedCertificateValidationContext
                {
                    DefaultValidationContext = Validation(names),
                    ValidationContextSdsSecretConfig = SdsSecrets.FromCredential(
                        tls.CredentialName + SdsSecrets.AuthoritySuffix, traits.HasCredentialSocket),
                };
            }
        }
        else
        {
            if (isMutual)
            {
                string files = SdsSecrets.CertificateFiles(tls.ClientCertificate, tls.PrivateKey);
                if (files.Length == 0)
                {
                    // Mutual TLS without a certificate cannot be: the cluster stays without TLS settings, as the reference does.
                    return null;
                }

                common.TlsCertificateSdsSecretConfigs.Add(SdsSecrets.FromFile(files, traits.HasFileCredentialSocket));
            }

            AddFileValidation(common, tls, names, skipsVerification);
        }

        if (mesh.Mesh.TlsDefaults is { } defaults)
        {
            TlsParameters parameters = common.TlsParams!; // set by Defaults
            parameters.EcdhCurves.AddRange(defaults.EcdhCurves);
            parameters.CipherSuites.AddRange(defaults.CipherSuites);
        }

        if (draft.IsHttp2)
        {
            common.AlpnProtocols.Add(Http2);
        }

        return new UpstreamTlsContext { CommonTlsContext = common, Sni = tls.Sni };
    }

    private void AddFileValidation(
        CommonTlsContext common, ClientTLSSettings tls, IEnumerable<string> names, bool skipsVerification)
    {
        if (skipsVerification)
        {
            common.ValidationContext = new CertificateValidationContext();
            return;
        }

        CertificateValidationContext validation = Validation(names);
        if (tls.CaCrl.Length > 0)
        {
            validation.Crl = new DataSource { Filename = tls.CaCrl };
        }

        string roots = SdsSecrets.RootFile(tls.CaCertificates.Length > 0 ? tls.CaCertificates : "system");
        common.CombinedValidationContext = new CommonTlsContext.Types.CombinedCertificateValidationContext
        {
            DefaultValidationContext = validation,
            ValidationContextSdsSecretConfig = SdsSecrets.FromFile(roots, traits.HasFileCredentialSocket),
        };
    }

    /// <summary>Without an SNI the request's host serves as SNI, and without subject names it is verified too.</summary>
    private void SetAutomaticNames(ClientTLSSettings tls)
    {
        bool skipsVerification = tls.InsecureSkipVerify ?? false;
        bool takesSni = tls.Sni.Length == 0;
        bool verifiesSan = (draft.IsDynamic || (takesSni && tls.SubjectAltNames.Count == 0)) && !skipsVerification;
        if (draft.IsDynamic && (!takesSni || !verifiesSan))
        {
            DynamicForwardProxy.AllowInsecureOptions(draft.Cluster);
        }

        if (takesSni || verifiesSan)
        {
            UpstreamHttpProtocolOptions options = draft.Http.UpstreamHttpProtocolOptions ??= new();
            options.AutoSni |= takesSni;
            options.AutoSanValidation |= verifiesSan;
        }
    }

    private static CommonTlsContext Defaults() => new()
    {
        TlsParams = new TlsParameters
        {
            TlsMinimumProtocolVersion = TlsParameters.Types.TlsProtocol.Tlsv12,
            TlsMaximumProtocolVersion = TlsParameters.Types.TlsProtocol.Tlsv13,
        },
    };

    private static CertificateValidationContext Validation(IEnumerable<string> names)
    {
        CertificateValidationContext validation = new();
        foreach (string name in names)
        {
            validation.MatchSubjectAltNames.Add(new StringMatcher { Exact = name });
        }

        return validation;
    }
}
