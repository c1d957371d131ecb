using System.Text;
using Istiod.Diagnostics.Logging;
using Istiod.Grpc;
using Istiod.Options;
using Istiod.Primitives;
using Istiod.Security;
using Istiod.Variables;

namespace Istiod.Server;

/// <summary>The running CA (or RA), istiod's own certificate, and who may come in: everything 15012 and 15017 stand on.</summary>
/// <remarks>istiod: pilot/pkg/bootstrap/server.go:maybeCreateCA, initIstiodCerts, startCA; istio_ca.go:createIstioCA.</remarks>
internal sealed class SecurityRuntime : IDisposable
{
    private const string KubernetesProvider = "k8s.io/";
    private const string ExternalKubernetes = "ISTIOD_RA_KUBERNETES_API";

    private readonly CaInputs _inputs;
    private readonly ILogger _log;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<IDisposable> _owned = [];
    private readonly ExpiryMetrics _expiry;
    private CertificateAuthority? _authority;
    private RegistrationAuthority? _registration;
    private RegistrationOptions? _registrationOptions;
    private ServingFiles? _files;
    private HttpKeySets? _keySets;
    private IPeerAuthenticator? _certificateCallers;
    private Dictionary<string, string> _remoteFiles = [];

    private SecurityRuntime(CaInputs inputs)
    {
        _inputs = inputs;
        _log = inputs.Log.CreateLogger("pkica");
        _expiry = new ExpiryMetrics(inputs.Metrics, inputs.Time);
    }

    /// <summary>What others hand out.</summary>
    public TrustBundle Trust { get; } = new();

    /// <summary>What istiod shows; empty if the provider gives none.</summary>
    public ServingCertificate Serving { get; } = new();

    /// <summary>Who calls, for 15012.</summary>
    public AuthenticatorChain Authenticators { get; private set; } = new([], TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

    /// <summary>The same for HTTP pages, where <c>XDS_AUTH</c> does not count.</summary>
    public AuthenticatorChain PageAuthenticators { get; private set; } = new([], TimeProvider.System, Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance);

    /// <summary>The certificate service; <c>null</c> without CA and RA.</summary>
    public CsrService? Csr { get; private set; }

    /// <summary>TLS of 15012; <c>null</c> if there is neither CA, RA nor a certificate from files: then the port is not opened.</summary>
    public ServerTls? SecureTls { get; private set; }

    /// <summary>TLS of 15017: clients show no certificate.</summary>
    public ServerTls WebhookTls { get; private set; } = null!; // set by StartAsync, the only way to get an instance

    /// <summary>Whether the CA's keys are istiod's own, so that its roots go to every namespace.</summary>
    public bool HasOwnAuthority => _authority is not null;

    /// <summary>Builds and starts all of it. May take up to 20 minutes if the cluster's API does not answer.</summary>
    /// <exception cref="IOException">istiod must not start; the message says why.</exception>
    public static async Task<SecurityRuntime> StartAsync(CaInputs inputs, CancellationToken cancellation)
    {
        SecurityRuntime runtime = new(inputs);
        try
        {
            if (inputs.Variables.EnableCaServer)
            {
                await runtime.CreateAuthoritiesAsync(cancellation);
            }

            runtime.CreateServing();
            runtime.CreateTls();
            await runtime.CreateAuthenticatorsAsync(cancellation);
            runtime.CreateService();
            return runtime;
        }
        catch (Exception e) when (e is FormatException or IssueException)
        {
            runtime.Dispose();
            throw new IOException("failed to create CA: " + e.Message, e);
        }
        catch
        {
            runtime.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }

        _files?.Dispose();
        _keySets?.Dispose();
        _stop.Dispose();
    }

    private bool SignsByKubernetes =>
        _registration is not null && _inputs.Variables.CertificateProvider.StartsWith(KubernetesProvider, StringComparison.Ordinal);

    private async Task CreateAuthoritiesAsync(CancellationToken cancellation)
    {
        SecurityVariables variables = _inputs.Variables;
        CertificateLifetimes lifetimes = new(variables.DefaultLifetime, variables.LongestLifetime);
        if (variables.UseRemoteCerts)
        {
            await ReadRemoteFilesAsync(cancellation);
        }

        if (variables.ExternalCa.Length > 0)
        {
            CreateRegistration(lifetimes);
        }

        if (SignsByKubernetes)
        {
            return;
        }

        PluggedInFiles files = Look();
        if (files.IsPart)
        {
            throw new IOException("failed to create CA: failed to create an istiod CA: incomplete signing CA bundle detected");
        }

        if (files.IsWhole && !(variables.UseCacertsForSelfSigned && files.IsGenerated))
        {
            SecurityHostLog.UsesLocalCa(_log);
            _authority = new CertificateAuthority(files.Load(_inputs.Time.GetUtcNow()), lifetimes, _inputs.Time);
            if (_remoteFiles.Count == 0)
            {
                PluggedInReload reload = new(_authority, Look, variables.MultiRoot, _inputs.Time, _log);
                _owned.Add(new DirectoryWatch(variables.RootCaDirectory, () => reload.Reload(), _inputs.Time));
            }
        }
        else
        {
            await CreateSelfSignedAsync(lifetimes, cancellation);
        }

        _expiry.Record(_authority!.Bundle.RootsPem, _authority.Bundle.ChainPem);
        _authority.Changed += () => _expiry.Record(_authority.Bundle.RootsPem, _authority.Bundle.ChainPem);
    }

    // The Secret of the config cluster, where no whole CA is mounted. Differs: the reference writes it into the directory, which is
    // mounted read-only in all charts (istio issue 55698). istiod: pilot/pkg/bootstrap/istio_ca.go:loadCACerts.
    private async Task ReadRemoteFilesAsync(CancellationToken cancellation)
    {
        if (_inputs.Cluster.Keys is not { } store || Look().IsWhole || await store.ReadAsync(CaSecret.PluggedIn, cancellation) is not { } secret)
        {
            return;
        }

        Dictionary<string, string> files = new(StringComparer.Ordinal);
        foreach ((string name, byte[]? data) in secret.Data)
        {
            if (data is not null)
            {
                files[name] = Encoding.UTF8.GetString(data);
            }
        }

        SecurityHostLog.UsesRemoteCa(_log, CaSecret.PluggedIn);
        _remoteFiles = files;
    }

    private async Task CreateSelfSignedAsync(CertificateLifetimes lifetimes, CancellationToken cancellation)
    {
        SecurityVariables variables = _inputs.Variables;
        SelfSignedOptions options = new()
        {
            Organization = _inputs.TrustDomain,
            RootLifetime = variables.RootLifetime,
            RsaBits = variables.RootRsaBits,
            UsesCacerts = variables.UseCacertsForSelfSigned,
            CheckInterval = variables.RootCheckInterval,
            GracePercent = variables.RootGracePercent,
            HasJitter = variables.RootCheckJitter,
        };
        if (_inputs.Cluster.Keys is not { } store)
        {
            SecurityHostLog.UsesMemoryCa(_log);
            _authority = new CertificateAuthority(SelfSignedRoot.InMemory(options, _inputs.Time), lifetimes, _inputs.Time);
            return;
        }

        SelfSignedRoot root = new(store, options, _inputs.Time, _log);
        _authority = new CertificateAuthority(await root.LoadAsync(cancellation), lifetimes, _inputs.Time);
        RootRotator rotator = new(_authority, root, store, options, _inputs.Time, _inputs.Log.CreateLogger("rootcertrotator"));
        _ = rotator.RunAsync(Random.Shared.NextDouble(), _stop.Token);
    }

    private void CreateRegistration(CertificateLifetimes lifetimes)
    {
        SecurityVariables variables = _inputs.Variables;
        if (variables.ExternalCa != ExternalKubernetes)
        {
            throw new IOException("failed to create RA: invalid CA Name " + variables.ExternalCa);
        }

        if (_inputs.Cluster.Signer is not { } signer)
        {
            throw new IOException("failed to create RA: kubeClient is nil");
        }

        string roots = HostFiles.Text("./etc/external-ca-cert/root-cert.pem")
            ?? (variables.SignerDomain.Length == 0 ? HostFiles.Text("./var/run/secrets/kubernetes.io/serviceaccount/ca.crt") : null)
            ?? "";
        _registrationOptions = new RegistrationOptions
        {
            DefaultSigner = variables.KubernetesSigner,
            SignerDomain = variables.SignerDomain,
            RootsPem = roots,
            Lifetimes = lifetimes,
            RootsOf = RootsByMeshConfig,
        };
        _registration = new RegistrationAuthority(signer, _registrationOptions, _inputs.Time);
        if (roots.Length > 0)
        {
            _expiry.Record(roots, "");
        }
    }

    private string RootsByMeshConfig(string signer)
    {
        foreach (var data in _inputs.Mesh().Mesh.CaCertificates)
        {
            if (data.Pem.Length > 0 && data.CertSigners.Contains(signer))
            {
                return data.Pem;
            }
        }

        return "";
    }

    private void CreateServing()
    {
        string host = _inputs.DiscoveryHost();
        IReadOnlyList<string> names = ServingNames.For(
            _inputs.Options.Namespace, _inputs.Environment.Revision, host, _inputs.Variables.CustomHosts);
        SecurityHostLog.ServingNames(_log, string.Join(' ', names));
        string provider = _inputs.Variables.CertificateProvider;
        _files = ServingFiles.Find(_inputs.Options);
        if (_files is not null)
        {
            _files.Start(Serving, Trust, _inputs.Time, _log);
        }
        else if (_authority is not null && provider == "istiod")
        {
            AuthorityServing serving = new(_authority, Serving, Trust, names, _inputs.Time, _log);
            serving.Start();
            _owned.Add(serving);
            return;
        }
        else if (provider == "kubernetes")
        {
            throw new IOException("PILOT_CERT_PROVIDER=kubernetes is no longer supported by upstream K8S");
        }
        else if (SignsByKubernetes && _inputs.Cluster.Signer is { } signer)
        {
            string name = provider[KubernetesProvider.Length..];
            KubernetesServing serving = new(
                signer, name, names, () => RootsByMeshConfig(name), Serving, Trust, _inputs.Variables.RootLifetime, _inputs.Time, _log);
            serving.Start(_stop.Token);
        }
        else
        {
            SecurityHostLog.ProviderUnknown(_log, provider);
        }

        PublishClientRoots();
    }

    // Clients' roots where istiod's own certificate does not come from its CA.
    private void PublishClientRoots()
    {
        if (Trust.Current.RootsPem.Length > 0)
        {
            return;
        }

        Trust.Publish((_registrationOptions?.RootsPem ?? "") + (_authority?.Bundle.RootsPem ?? ""), "");
        if (_authority is { } authority)
        {
            authority.Changed += () => Trust.Publish(authority.Bundle.RootsPem, authority.Bundle.CrlPem);
        }
    }

    private void CreateTls()
    {
        TlsLimits limits = TlsLimits.Of(
            _inputs.Options.TlsMinVersion, CipherSuites.Of(_inputs.Options.TlsCipherSuites), _inputs.Variables.CompliancePolicy);
        ILogger log = _inputs.Log.CreateLogger(LogScope.DefaultName);
        WebhookTls = new ServerTls(Serving, null, TrustDomain.Default, limits, _inputs.Time, log);
        if (_authority is not null || SignsByKubernetes || _files is not null)
        {
            SecureTls = new ServerTls(Serving, Trust, new TrustDomain(_inputs.TrustDomain), limits, _inputs.Time, log);
            Trust.Changed += Serving.ForgetSessions; // a session is as good as the roots it began under
        }
    }

    private async Task CreateAuthenticatorsAsync(CancellationToken cancellation)
    {
        SecurityVariables variables = _inputs.Variables;
        Func<TrustDomain> trustDomain = () => new TrustDomain(_inputs.TrustDomain);
        List<IAuthenticator> all = [new ClientCertificateAuthenticator()];
        if (variables.JwtRule.Length > 0)
        {
            _keySets ??= new HttpKeySets();
            OidcAuthenticator oidc = new(OidcRule.Parse(variables.JwtRule), _keySets, trustDomain, _inputs.Time);
            _owned.Add(oidc);
            await oidc.PrepareAsync(cancellation);
            all.Add(oidc);
        }

        if (_inputs.Cluster.Tokens is { } reviewer)
        {
            if (variables.TakesFirstPartyTokens)
            {
                SecurityHostLog.TakesFirstPartyTokens(_log);
            }

            KubernetesTokenAuthenticator tokens = new(
                new TokenClusters(reviewer, new ClusterId(_inputs.Options.ClusterId), Aliases(), _inputs.Cluster.RemoteTokens),
                trustDomain,
                new KubernetesTokenOptions
                {
                    Audiences = variables.TokenAudiences.Split(','),
                    TakesFirstParty = variables.TakesFirstPartyTokens,
                },
                _inputs.Time);
            _owned.Add(tokens);
            all.Add(tokens);
        }

        if (variables.TrustedGatewayCidr.Length > 0)
        {
            List<Cidr> ranges = [];
            foreach (string part in variables.TrustedGatewayCidr.Split(','))
            {
                if (Cidr.TryParse(part, out Cidr range))
                {
                    ranges.Add(range);
                }
            }

            all.Add(new ForwardedCertificateAuthenticator(ranges));
        }

        ILogger log = _inputs.Log.CreateLogger("security");
        PageAuthenticators = new AuthenticatorChain(all, _inputs.Time, log);
        Authenticators = variables.XdsAuth ? PageAuthenticators : new AuthenticatorChain(all, _inputs.Time, log) { IsOn = false };
        if (await OutOfClusterAsync(trustDomain, cancellation) is { } outside)
        {
            _certificateCallers = new AuthenticatorChain([.. all, outside], _inputs.Time, log) { IsOn = variables.XdsAuth };
        }
    }

    // Outside a cluster tokens of a Kubernetes issuer are checked by its published keys, for certificates only. Whether that is possible
    // is found out once. istiod: pilot/pkg/bootstrap/istio_ca.go:RunCA.
    private async Task<OidcAuthenticator?> OutOfClusterAsync(Func<TrustDomain> trustDomain, CancellationToken cancellation)
    {
        SecurityVariables variables = _inputs.Variables;
        if (variables.IsInCluster || (_authority is null && _registration is null))
        {
            return null;
        }

        OwnToken own = (HostFiles.Text(OwnToken.File) is { } text ? OwnToken.Parse(text) : null) ?? new OwnToken("", "");
        string issuer = variables.TokenIssuer.Length > 0 ? variables.TokenIssuer : own.Issuer;
        string audience = variables.Audience.Length > 0 ? variables.Audience : own.Audience;
        if (!Uri.TryCreate(issuer, UriKind.Absolute, out _))
        {
            return null;
        }

        OidcAuthenticator oidc = new(new OidcRule(issuer, null, [audience]), _keySets ??= new HttpKeySets(), trustDomain, _inputs.Time);
        _owned.Add(oidc);
        try
        {
            await oidc.PrepareAsync(cancellation);
        }
        catch (IOException e)
        {
            SecurityHostLog.NoOutOfCluster(_log, e.Message);
            return null;
        }

        SecurityHostLog.OutOfCluster(_log, issuer);
        return oidc;
    }

    private void CreateService()
    {
        ICertificateIssuer? issuer = (ICertificateIssuer?)_registration ?? _authority;
        if (issuer is null)
        {
            return;
        }

        IReadOnlyList<NamespacedName> accounts = NodeAuthorizer.ParseAccounts(_inputs.Variables.TrustedNodeAccounts);
        NodeAuthorizer? nodes = accounts.Count > 0 && _inputs.Cluster.Pods is { } pods
            ? new NodeAuthorizer(accounts, pods, () => new TrustDomain(_inputs.TrustDomain))
            : null;
        Csr = new CsrService(issuer, nodes, new CsrMetrics(_inputs.Metrics), _inputs.Log.CreateLogger("serverca"), _certificateCallers);
    }

    private Dictionary<string, string> Aliases()
    {
        Dictionary<string, string> aliases = new(StringComparer.Ordinal);
        foreach (string pair in _inputs.Options.ClusterAliases)
        {
            int equals = pair.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                aliases[pair[..equals]] = pair[(equals + 1)..];
            }
        }

        return aliases;
    }

    private PluggedInFiles Look() =>
        new(
            name => _remoteFiles.GetValueOrDefault(name) ?? HostFiles.Text(Path.Combine(_inputs.Variables.RootCaDirectory, name)),
            _inputs.Variables.EnableCrl);
}
