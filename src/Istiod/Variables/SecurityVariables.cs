namespace Istiod.Variables;

/// <summary>The variables of certificates and authentication.</summary>
internal sealed record SecurityVariables
{
    /// <summary><c>ENABLE_CA_SERVER</c>: have a CA.</summary>
    public bool EnableCaServer { get; init; } = true;

    /// <summary><c>ROOT_CA_DIR</c>: files of a plugged-in CA.</summary>
    public string RootCaDirectory { get; init; } = "./etc/cacerts";

    /// <summary><c>DEFAULT_WORKLOAD_CERT_TTL</c>.</summary>
    public TimeSpan DefaultLifetime { get; init; } = TimeSpan.FromHours(24);

    /// <summary><c>MAX_WORKLOAD_CERT_TTL</c>.</summary>
    public TimeSpan LongestLifetime { get; init; } = TimeSpan.FromDays(90);

    /// <summary><c>CITADEL_SELF_SIGNED_CA_CERT_TTL</c>.</summary>
    public TimeSpan RootLifetime { get; init; } = TimeSpan.FromDays(3650);

    /// <summary><c>CITADEL_SELF_SIGNED_ROOT_CERT_CHECK_INTERVAL</c>.</summary>
    public TimeSpan RootCheckInterval { get; init; } = TimeSpan.FromHours(1);

    /// <summary><c>CITADEL_SELF_SIGNED_ROOT_CERT_GRACE_PERIOD_PERCENTILE</c>.</summary>
    public int RootGracePercent { get; init; } = 20;

    /// <summary><c>CITADEL_ENABLE_JITTER_FOR_ROOT_CERT_ROTATOR</c>.</summary>
    public bool RootCheckJitter { get; init; } = true;

    /// <summary><c>CITADEL_SELF_SIGNED_CA_RSA_KEY_SIZE</c>.</summary>
    public int RootRsaBits { get; init; } = 2048;

    /// <summary><c>USE_CACERTS_FOR_SELF_SIGNED_CA</c>.</summary>
    public bool UseCacertsForSelfSigned { get; init; }

    /// <summary><c>ISTIO_MULTIROOT_MESH</c>.</summary>
    public bool MultiRoot { get; init; }

    /// <summary><c>PILOT_ENABLE_CA_CRL</c>.</summary>
    public bool EnableCrl { get; init; } = true;

    /// <summary><c>EXTERNAL_CA</c>: empty or <c>ISTIOD_RA_KUBERNETES_API</c>.</summary>
    public string ExternalCa { get; init; } = "";

    /// <summary><c>K8S_SIGNER</c>.</summary>
    public string KubernetesSigner { get; init; } = "";

    /// <summary><c>CERT_SIGNER_DOMAIN</c>.</summary>
    public string SignerDomain { get; init; } = "";

    /// <summary><c>PILOT_CERT_PROVIDER</c>.</summary>
    public string CertificateProvider { get; init; } = "istiod";

    /// <summary><c>ISTIOD_CUSTOM_HOST</c>: comma list.</summary>
    public string CustomHosts { get; init; } = "";

    /// <summary><c>COMPLIANCE_POLICY</c>.</summary>
    public string CompliancePolicy { get; init; } = "";

    /// <summary><c>XDS_AUTH</c>.</summary>
    public bool XdsAuth { get; init; } = true;

    /// <summary><c>XDS_AUTH_PLAINTEXT</c>.</summary>
    public bool XdsAuthPlaintext { get; init; }

    /// <summary><c>PILOT_ENABLE_XDS_IDENTITY_CHECK</c>.</summary>
    public bool XdsIdentityCheck { get; init; } = true;

    /// <summary><c>TOKEN_AUDIENCES</c>: comma list.</summary>
    public string TokenAudiences { get; init; } = "istio-ca";

    /// <summary><c>JWT_POLICY</c>: <c>first-party-jwt</c> takes tokens without our audience. Ours: the reference has dropped it.</summary>
    public string JwtPolicy { get; init; } = "";

    /// <summary><c>JWT_RULE</c>: JSON.</summary>
    public string JwtRule { get; init; } = "";

    /// <summary><c>USE_REMOTE_CERTS</c>: a plugged-in CA may be a Secret of the config cluster.</summary>
    public bool UseRemoteCerts { get; init; }

    /// <summary><c>TOKEN_ISSUER</c>: issuer of tokens outside a cluster; empty for that of istiod's own token.</summary>
    public string TokenIssuer { get; init; } = "";

    /// <summary><c>AUDIENCE</c>: audience of such tokens; empty likewise.</summary>
    public string Audience { get; init; } = "";

    /// <summary>Whether this process runs in a cluster (<c>KUBERNETES_SERVICE_HOST</c>).</summary>
    public bool IsInCluster { get; init; }

    /// <summary><c>TRUSTED_GATEWAY_CIDR</c>: comma list.</summary>
    public string TrustedGatewayCidr { get; init; } = "";

    /// <summary><c>CA_TRUSTED_NODE_ACCOUNTS</c>: comma list.</summary>
    public string TrustedNodeAccounts { get; init; } = "";

    /// <summary>Whether tokens without our audience are taken.</summary>
    public bool TakesFirstPartyTokens => JwtPolicy == "first-party-jwt";

    /// <summary>Reads all of them.</summary>
    public static SecurityVariables Read(EnvironmentReader reader)
    {
        SecurityVariables defaults = new();
        return new SecurityVariables
        {
            EnableCaServer = reader.Bool("ENABLE_CA_SERVER", defaults.EnableCaServer),
            RootCaDirectory = reader.Text("ROOT_CA_DIR", defaults.RootCaDirectory),
            DefaultLifetime = reader.Duration("DEFAULT_WORKLOAD_CERT_TTL", defaults.DefaultLifetime),
            LongestLifetime = reader.Duration("MAX_WORKLOAD_CERT_TTL", defaults.LongestLifetime),
            RootLifetime = reader.Duration("CITADEL_SELF_SIGNED_CA_CERT_TTL", defaults.RootLifetime),
            RootCheckInterval = reader.Duration("CITADEL_SELF_SIGNED_ROOT_CERT_CHECK_INTERVAL", defaults.RootCheckInterval),
            RootGracePercent = reader.Int("CITADEL_SELF_SIGNED_ROOT_CERT_GRACE_PERIOD_PERCENTILE", defaults.RootGracePercent),
            RootCheckJitter = reader.Bool("CITADEL_ENABLE_JITTER_FOR_ROOT_CERT_ROTATOR", defaults.RootCheckJitter),
            RootRsaBits = reader.Int("CITADEL_SELF_SIGNED_CA_RSA_KEY_SIZE", defaults.RootRsaBits),
            UseCacertsForSelfSigned = reader.Bool("USE_CACERTS_FOR_SELF_SIGNED_CA", defaults.UseCacertsForSelfSigned),
            MultiRoot = reader.Bool("ISTIO_MULTIROOT_MESH", defaults.MultiRoot),
            EnableCrl = reader.Bool("PILOT_ENABLE_CA_CRL", defaults.EnableCrl),
            ExternalCa = reader.Text("EXTERNAL_CA", defaults.ExternalCa),
            KubernetesSigner = reader.Text("K8S_SIGNER", defaults.KubernetesSigner),
            SignerDomain = reader.Text("CERT_SIGNER_DOMAIN", defaults.SignerDomain),
            CertificateProvider = reader.Text("PILOT_CERT_PROVIDER", defaults.CertificateProvider),
            CustomHosts = reader.Text("ISTIOD_CUSTOM_HOST", defaults.CustomHosts),
            CompliancePolicy = reader.Text("COMPLIANCE_POLICY", defaults.CompliancePolicy),
            XdsAuth = reader.Bool("XDS_AUTH", defaults.XdsAuth),
            XdsAuthPlaintext = reader.Bool("XDS_AUTH_PLAINTEXT", defaults.XdsAuthPlaintext),
            XdsIdentityCheck = reader.Bool("PILOT_ENABLE_XDS_IDENTITY_CHECK", defaults.XdsIdentityCheck),
            TokenAudiences = reader.Text("TOKEN_AUDIENCES", defaults.TokenAudiences),
            JwtPolicy = reader.Text("JWT_POLICY", defaults.JwtPolicy),
            JwtRule = reader.Text("JWT_RULE", defaults.JwtRule),
            UseRemoteCerts = reader.Bool("USE_REMOTE_CERTS", defaults.UseRemoteCerts),
            TokenIssuer = reader.Text("TOKEN_ISSUER", defaults.TokenIssuer),
            Audience = reader.Text("AUDIENCE", defaults.Audience),
            IsInCluster = reader.Text("KUBERNETES_SERVICE_HOST", "").Length > 0,
            TrustedGatewayCidr = reader.Text("TRUSTED_GATEWAY_CIDR", defaults.TrustedGatewayCidr),
            TrustedNodeAccounts = reader.Text("CA_TRUSTED_NODE_ACCOUNTS", defaults.TrustedNodeAccounts),
        };
    }
}
