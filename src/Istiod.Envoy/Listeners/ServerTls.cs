using Istiod.Envoy.Listeners.Inbound;
using Istiod.Envoy.Tls;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3;
using Istiod.Protos.Envoy.Type.Matcher.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ExtensionProvider = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider;
using MeshTls = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.TLSConfig.Types.TLSProtocol;
using Mode = Istiod.Protos.Istio.Networking.V1Alpha3.ServerTLSSettings.Types.TLSmode;
using ServerProtocol = Istiod.Protos.Istio.Networking.V1Alpha3.ServerTLSSettings.Types.TLSProtocol;
using TlsProtocol = Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3.TlsParameters.Types.TlsProtocol;

namespace Istiod.Envoy.Listeners;

/// <summary>TLS towards clients as Gateways and Sidecars set it up.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/listener.go:BuildListenerTLSContext.</remarks>
internal static class ServerTls
{
    private static readonly string[] KnownCiphers =
    [
        "ECDHE-ECDSA-AES128-GCM-SHA256",
        "ECDHE-RSA-AES128-GCM-SHA256",
        "ECDHE-ECDSA-AES256-GCM-SHA384",
        "ECDHE-RSA-AES256-GCM-SHA384",
        "ECDHE-ECDSA-CHACHA20-POLY1305",
        "ECDHE-RSA-CHACHA20-POLY1305",
        "ECDHE-ECDSA-AES128-SHA",
        "ECDHE-RSA-AES128-SHA",
        "ECDHE-ECDSA-AES256-SHA",
        "ECDHE-RSA-AES256-SHA",
        "AES128-GCM-SHA256",
        "AES256-GCM-SHA384",
        "AES128-SHA",
        "AES256-SHA",
        "DES-CBC3-SHA",
    ];

    /// <summary>The settings.</summary>
    /// <param name="certificates">Of the proxy's metadata: only the two servers beside it count, and the files for the mesh's own TLS.</param>
    /// <param name="isQuic">QUIC: HTTP/3, and no client certificates (Envoy cannot yet).</param>
    /// <param name="isTcpServer">A gateway's TCP server that ends TLS.</param>
    public static DownstreamTlsContext Build(
        ServerTLSSettings settings, ServerCertificates certificates, Build build, bool isQuic = false, bool isTcpServer = false)
    {
        CommonTlsContext common = new();
        AddAlpn(common, settings, build, isQuic, isTcpServer);
        bool requires = !isQuic && (settings.Mode is Mode.Mutual or Mode.IstioMutual);
        bool validates = requires || settings.Mode == Mode.OptionalMutual;
        if (settings.Mode == Mode.IstioMutual)
        {
            Apply(common, settings, certificates, validates, []);
        }
        else if (settings.CredentialNames.Count > 0 || settings.CredentialName.Length > 0)
        {
            ApplyCredentials(common, settings, certificates.HasSocket, build);
        }
        else
        {
            ServerCertificates files = certificates with
            {
                Chain = settings.ServerCertificate,
                Key = settings.PrivateKey,
                Root = settings.CaCertificates,
            };
            Apply(common, settings, files, validates, settings.TlsCertificates);
        }

        if (settings.Mode is Mode.Simple or Mode.Mutual or Mode.OptionalMutual)
        {
            ApplyParameters(common, settings, build);
        }

        TlsCompliance.Apply(common, build.Features.CompliancePolicy);
        return new DownstreamTlsContext { CommonTlsContext = common, RequireClientCertificate = requires };
    }

    private static void AddAlpn(CommonTlsContext common, ServerTLSSettings settings, Build build, bool isQuic, bool isTcpServer)
    {
        if (isQuic)
        {
            common.AlpnProtocols.Add("h3");
            return;
        }

        if (settings.Mode == Mode.IstioMutual && isTcpServer && !build.Features.DisableMxAlpn)
        {
            common.AlpnProtocols.Add("istio-peer-exchange");
        }

        common.AlpnProtocols.Add("h2");
        common.AlpnProtocols.Add("http/1.1");
    }

    private static void Apply(
        CommonTlsContext common,
        ServerTLSSettings settings,
        ServerCertificates files,
        bool validates,
        RepeatedField<ServerTLSSettings.Types.TLSCertificate> pairs)
    {
        if (pairs.Count == 0)
        {
            AddPair(common, files, files.Chain ?? "", files.Key ?? "");
        }

        foreach (ServerTLSSettings.Types.TLSCertificate pair in pairs)
        {
            AddPair(common, files, pair.ServerCertificate, pair.PrivateKey);
        }

        if (!validates)
        {
            return;
        }

        CertificateValidationContext validation = new();
        AddNames(validation.MatchSubjectAltNames, settings.SubjectAltNames);
        if (settings.CaCrl.Length > 0)
        {
            validation.Crl = new DataSource { Filename = settings.CaCrl };
        }

        string root = SdsSecrets.RootFile(files.Root ?? "");
        common.CombinedValidationContext = new CommonTlsContext.Types.CombinedCertificateValidationContext
        {
            DefaultValidationContext = validation,
            ValidationContextSdsSecretConfig = root.Length > 0
                ? SdsSecrets.FromFile(root, files.HasFilesServer)
                : SdsSecrets.FromAgent(SdsSecrets.Roots),
        };
    }

    private static void AddPair(CommonTlsContext common, ServerCertificates files, string chain, string key)
    {
        string name = SdsSecrets.CertificateFiles(chain, key);
        common.TlsCertificateSdsSecretConfigs.Add(name.Length > 0
            ? SdsSecrets.FromFile(name, files.HasFilesServer)
            : SdsSecrets.FromAgent(SdsSecrets.Workload));
    }

    private static void ApplyCredentials(CommonTlsContext common, ServerTLSSettings settings, bool hasSocket, Build build)
    {
        string? external = ExternalCluster(build);
        RepeatedField<string> names =
            settings.CredentialNames.Count > 0 ? settings.CredentialNames : [settings.CredentialName];
        foreach (string name in names)
        {
            if (SdsSecrets.FromCredential(name, hasSocket, external) is { } secret)
            {
                common.TlsCertificateSdsSecretConfigs.Add(secret);
            }
        }

        string authority = settings.CaCertCredentialName.Length > 0
            ? settings.CaCertCredentialName
            : names[0] + SdsSecrets.AuthoritySuffix; // of several credentials the first has the authority
        if (settings.Mode is Mode.Mutual or Mode.OptionalMutual)
        {
            CertificateValidationContext validation = new();
            AddNames(validation.MatchSubjectAltNames, settings.SubjectAltNames);
            validation.VerifyCertificateSpki.AddRange(settings.VerifyCertificateSpki);
            validation.VerifyCertificateHash.AddRange(settings.VerifyCertificateHash);
            common.CombinedValidationContext = new CommonTlsContext.Types.CombinedCertificateValidationContext
            {
                DefaultValidationContext = validation,
                ValidationContextSdsSecretConfig = SdsSecrets.FromCredential(authority, hasSocket, external),
            };
        }
        else if (settings.SubjectAltNames.Count > 0)
        {
            CertificateValidationContext validation = new();
            AddNames(validation.MatchSubjectAltNames, settings.SubjectAltNames);
            common.ValidationContext = validation;
        }
    }

    /// <summary>Cluster of the mesh's SDS provider: the first one counts.</summary>
    private static string? ExternalCluster(Build build)
    {
        foreach (ExtensionProvider provider in build.Mesh.ExtensionProviders)
        {
            if (provider.Sds is { } sds)
            {
                return build.TryFindCluster(sds.Service, sds.Port, out _, out string cluster) ? cluster : null;
            }
        }

        return null;
    }

    private static void ApplyParameters(CommonTlsContext common, ServerTLSSettings settings, Build build)
    {
        if (build.Mesh.TlsDefaults is { } mesh)
        {
            if (mesh.EcdhCurves.Count > 0)
            {
                Parameters(common).EcdhCurves.AddRange(mesh.EcdhCurves);
            }

            if (mesh.CipherSuites.Count > 0)
            {
                Parameters(common).CipherSuites.AddRange(mesh.CipherSuites);
            }

            if (mesh.MinProtocolVersion != MeshTls.TlsAuto)
            {
                Parameters(common).TlsMinimumProtocolVersion =
                    mesh.MinProtocolVersion == MeshTls.Tlsv13 ? TlsProtocol.Tlsv13 : TlsProtocol.Tlsv12;
            }
        }

        if (settings.MinProtocolVersion != ServerProtocol.TlsAuto)
        {
            Parameters(common).TlsMinimumProtocolVersion = Of(settings.MinProtocolVersion);
        }

        List<string> ciphers = Known(settings.CipherSuites);
        if (ciphers.Count > 0)
        {
            Parameters(common).CipherSuites.Clear();
            Parameters(common).CipherSuites.AddRange(ciphers);
        }

        if (settings.MaxProtocolVersion != ServerProtocol.TlsAuto)
        {
            Parameters(common).TlsMaximumProtocolVersion = Of(settings.MaxProtocolVersion);
        }
    }

    /// <summary>Those that Envoy knows, each once.</summary>
    /// <remarks>istiod: pkg/config/security/security.go:FilterCipherSuites.</remarks>
    private static List<string> Known(RepeatedField<string> ciphers)
    {
        List<string> known = [];
        foreach (string cipher in ciphers)
        {
            // What does not start like a name is an operator of an expression, as is ALL.
            bool isKnown = cipher is "" or "ALL"
                || !char.IsLetterOrDigit(cipher[0])
                || KnownCiphers.AsSpan().Contains(cipher);
            if (isKnown && !known.Contains(cipher))
            {
                known.Add(cipher);
            }
        }

        return known;
    }

    private static TlsParameters Parameters(CommonTlsContext common) => common.TlsParams ??= new TlsParameters();

    private static TlsProtocol Of(ServerProtocol version) => version switch
    {
        ServerProtocol.Tlsv10 => TlsProtocol.Tlsv10,
        ServerProtocol.Tlsv11 => TlsProtocol.Tlsv11,
        ServerProtocol.Tlsv12 => TlsProtocol.Tlsv12,
        ServerProtocol.Tlsv13 => TlsProtocol.Tlsv13,
        _ => TlsProtocol.TlsAuto,
    };

    private static void AddNames(RepeatedField<StringMatcher> matchers, RepeatedField<string> names)
    {
        foreach (string name in names)
        {
            matchers.Add(new StringMatcher { Exact = name });
        }
    }
}
