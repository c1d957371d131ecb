using System.Runtime.InteropServices;
using Istiod.ControlZ;
using Istiod.Debug;
using Istiod.Diagnostics.Logging;
using Istiod.Diagnostics.Metrics;
using Istiod.Grpc;
using Istiod.Jwks;
using Istiod.Model;
using Istiod.Options;
using Istiod.Primitives;
using Istiod.Profiling;
using Istiod.Reflection;
using Istiod.Variables;
using Istiod.Xds;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Istiod.Server;

/// <summary>
/// The running control plane: opens ports in the reference's order (8080 first, answering 503; 15014; 15010 once ready), serves
/// until a signal, drains. One instance a process.
/// </summary>
/// <remarks>istiod: pilot/pkg/bootstrap/server.go:NewServer, Start, waitForShutdown.</remarks>
internal sealed class DiscoveryHost : IAsyncDisposable
{
    private readonly HostInputs _inputs;
    private readonly LogSystem _log;
    private readonly ILogger _logger;
    private readonly MetricRegistry _metrics = new();
    private readonly Readiness _readiness = new();
    private readonly TimeProvider _time = TimeProvider.System;
    private readonly List<HttpPort> _ports = [];
    private readonly CancellationTokenSource _stop = new();
    private MeshRuntime? _mesh;
    private SecurityRuntime? _security;
    private JwksRuntime? _keys;
    private volatile WebhookPortHost? _webhooks;
    private ConnectionAgeLimiter? _ages;
    private DebugPages? _debug;
    private KubernetesInputs? _cluster;
    private MeshConfigSource? _meshConfig;
    private Action _exit = static () => { };
    private Task _running = Task.CompletedTask;
    private Task _controlling = Task.CompletedTask;
    private Task _checking = Task.CompletedTask;

    private DiscoveryHost(HostInputs inputs, LogSystem log)
    {
        _inputs = inputs;
        _log = log;
        _logger = log.CreateLogger(LogScope.DefaultName);
    }

    /// <summary>Runs until SIGTERM or SIGINT.</summary>
    /// <param name="fail">Prints an error for people and gives the exit code.</param>
    /// <returns>The exit code.</returns>
    public static int Run(HostInputs inputs, Func<string, int> fail)
    {
        using LogSystem log = new();
        ILogger logger = log.CreateLogger(LogScope.DefaultName);
        string? fault = log.Configure(inputs.Options.Log) ?? inputs.Options.Fault();
        if (fault is null)
        {
            fault = RunAsync(inputs, log).GetAwaiter().GetResult();
        }

        if (fault is null)
        {
            return 0;
        }

        HostLog.Failed(logger, fault);
        return fail(fault);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (HttpPort port in _ports)
        {
            await port.DisposeAsync();
        }

        _debug?.Dispose();
        _meshConfig?.Dispose();
        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        _webhooks?.Dispose();
        _keys?.Dispose();
        _mesh?.Dispose();
        _security?.Dispose();
        _stop.Dispose();
    }

    private static async Task<string?> RunAsync(HostInputs inputs, LogSystem log)
    {
        TaskCompletionSource<string> stop = new(TaskCreationOptions.RunContinuationsAsynchronously);
        // the first signal counts, later ones are swallowed
        using PosixSignalRegistration term = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Take(context, "terminated"));
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Take(context, "interrupt"));
        await using DiscoveryHost host = new(inputs, log) { _exit = () => stop.TrySetResult("exit of ControlZ") };

        // a signal that a Go program without a handler takes notice of only
        using PosixSignalRegistration user = PosixSignalRegistration.Create((PosixSignal)ControlProcess.SigUsr1, context =>
        {
            context.Cancel = true;
            HostLog.SignalIgnored(host._logger, "user defined signal 1");
        });
        try
        {
            Task start = host.StartAsync();
            if (await Task.WhenAny(start, stop.Task) != start)
            {
                await host._stop.CancelAsync(); // a start may wait for the API server for ever
            }

            await start;
        }
        catch (OperationCanceledException) when (host._stop.IsCancellationRequested)
        {
            // stopped before it was ready
        }
        catch (Exception e) when (e is IOException or FormatException or System.Net.Sockets.SocketException)
        {
            return "failed to start discovery service: " + e.Message;
        }

        HostLog.Stopping(host._logger, await stop.Task);
        await host.StopAsync();
        HostLog.Stopped(host._logger);
        return null;

        void Take(PosixSignalContext context, string name)
        {
            context.Cancel = true;
            stop.TrySetResult(name);
        }
    }

    private async Task StartAsync()
    {
        long begin = _time.GetTimestamp();
        TellInputs();
        ProcessMetrics.Register(_metrics, _time);

        DiscoveryOptions options = _inputs.Options;
        MeshFeatures features = MeshFeatureVariables.Read(_inputs.Reader);
        SecurityVariables security = SecurityVariables.Read(_inputs.Reader);
        ControlVariables control = ControlVariables.Read(_inputs.Reader);
        _ = WebhookPortVariables.IsEnabled(_inputs.Reader); // what is asked for later is known, too
        _ = WebhookPortVariables.Read(_inputs.Reader, _inputs.Environment.Revision);
        TellVariables();
        MeshRuntime mesh = LoadMesh(features, security.XdsIdentityCheck ? new XdsIdentityCheck() : null);
        EffectGuard guard = EffectGuard.Of(_inputs, security.CustomHosts);
        HttpPages discovery = new();
        HttpPages monitoring = new();
        AddPages(mesh, guard, discovery, monitoring);

        // readiness answers from here on, 503 at first
        HttpPort http = await OpenAsync(options.HttpAddress, discovery);
        HostLog.HttpStarted(_logger, http.EndPoint.ToString());
        if (options.ReadsCluster)
        {
            _cluster = KubernetesInputs.Open(_inputs, features, _metrics, _log, _time);
        }

        MeshSettings settings = await FollowMeshConfigAsync(mesh, features);
        _keys = new JwksRuntime(mesh, _metrics, _time, _log.CreateLogger("model"));
        if (await ControlZServer.OpenAsync(options.ControlZAddress, options.ControlZPort, guard, _log, _time, _exit) is { } controlZ)
        {
            _ports.Add(controlZ);
        }

        if (options.MonitoringAddress.Length > 0)
        {
            HttpPort port = await OpenAsync(options.MonitoringAddress, monitoring);
            HostLog.MonitoringStarted(_logger, port.EndPoint.ToString());
        }

        if (_cluster is not null)
        {
            PodIndex? pods = security.TrustedNodeAccounts.Length > 0 ? new PodIndex(_cluster.Cluster) : null;
            ClusterPorts ports = KubernetesPorts.Of(_cluster.Objects, _cluster.Reviews, _cluster.RemoteReviews, options.Namespace, pods, _time);
            Task<SecurityRuntime> securing = SecureAsync(mesh, security, ports);
            _cluster.Start(settings, mesh, pods);
            _security = await securing;
            SecretReviewer reviewer = new(_cluster.Reviews, _cluster.Cluster, mesh.Pipeline, _time, _log.CreateLogger("ads"));
            mesh.Proxies.SecretReview = node => reviewer.AskAsync(node, _stop.Token);
            ClusterControllers controllers = new(
                _inputs,
                control,
                _cluster,
                mesh.Pipeline,
                settings,
                _security.Trust,
                _security.HasOwnAuthority,
                security.EnableCrl,
                _metrics,
                _log,
                _time);
            await SyncAsync(_cluster);
            mesh.ReadFiles();
            _controlling = controllers.RunAsync(_stop.Token);
        }
        else if (options.ReadsFiles)
        {
            Task<SecurityRuntime>? securing = NeedsSecurity(security) ? SecureAsync(mesh, security, new ClusterPorts()) : null;
            mesh.ReadFiles();
            _security = securing is null ? null : await securing;
        }
        else
        {
            HostLog.NotSupported(_logger, "registries " + string.Join(',', options.Registries) + " (use Kubernetes, or File with --configDir DIR)");
            return; // as the reference without an API server: alive, never ready
        }

        await _keys.SettledAsync(_stop.Token);
        mesh.ApplyNow();
        if (_security?.Trust is { } trust)
        {
            mesh.Pipeline.SetOwnRoots(trust.Current.RootsPem);
            trust.Changed += () => mesh.Pipeline.SetOwnRoots(trust.Current.RootsPem);
        }

        _webhooks = await WebhookPortHost.StartAsync(_inputs, mesh, _cluster?.Informers, _metrics, _logger, ReadyAsync, _stop.Token);
        if (options.HttpsAddress.Length == 0)
        {
            // TLS is then ended by something in front of this port
            discovery.Others = context => _webhooks.TryHandle(context, out Task done) ? done : null;
        }

        if (HasWebhookPort)
        {
            _readiness.Hold();
        }

        _running = WatchAsync(mesh);
        _readiness.MarkReady();
        HostLog.Ready(_logger, GoDuration.Format(_time.GetElapsedTime(begin).Ticks * 100));
        await OpenGrpcPortsAsync(mesh, options, security.XdsAuthPlaintext);
        await OpenWebhookPortAsync(options);
    }

    private Task ReadyAsync(HttpContext context) => HttpPages.Status(context, _readiness.IsTold ? 200 : 503);

    private bool HasWebhookPort => _inputs.Options.HttpsAddress.Length > 0 && _webhooks is not null && _security?.Serving.Current is not null;

    // the last port that opens; without an address of its own its pages are on the HTTP port, see OpenAsync
    private async Task OpenWebhookPortAsync(DiscoveryOptions options)
    {
        if (options.HttpsAddress.Length > 0 && _webhooks is not null && _security is { } security)
        {
            HttpPort port = await _webhooks.OpenAsync(options.HttpsAddress, security.WebhookTls.Options, _log, _time);
            _ports.Add(port);
            HostLog.WebhooksStarted(_logger, port.EndPoint.ToString());
            _checking = new WebhookCheck(port.EndPoint, new WebhookCheckMetrics(_metrics), _logger, _time).RunAsync(_readiness.Release, _stop.Token);
        }
    }

    // Without a cluster nobody can prove who he is to a CA that is made anew at each start: then there is none, unless somebody brought
    // certificates, or there are templates for the injection webhook.
    private bool NeedsSecurity(SecurityVariables security) =>
        _inputs.Options.TlsCertFile.Length > 0
        || WebhookPortInjector.HasFiles
        || (Directory.Exists(security.RootCaDirectory) && Directory.EnumerateFileSystemEntries(security.RootCaDirectory).Any());

    // Making keys takes a while: other work goes on meanwhile.
    private Task<SecurityRuntime> SecureAsync(MeshRuntime mesh, SecurityVariables variables, ClusterPorts cluster) => Task.Run(
        () => SecurityRuntime.StartAsync(
            new CaInputs(_inputs.Options, _inputs.Environment, variables, () => mesh.Settings, cluster, _metrics, _log, _time), _stop.Token));

    // the reference's order: with TLS, then without
    private async Task OpenGrpcPortsAsync(MeshRuntime mesh, DiscoveryOptions options, bool asksOnPlaintext)
    {
        GrpcServerSettings settings = GrpcSettings(options);
        _ages = new ConnectionAgeLimiter(settings, _time);
        GrpcMethod[] certificates = _security?.Csr is { } csr ? [new GrpcCallMetrics(_metrics, _time).Count(csr.Method)] : [];
        bool isSecure = options.SecureGrpcAddress.Length > 0 && _security?.SecureTls is not null;
        if (isSecure && _security is { SecureTls: { } tls })
        {
            HttpPort port = await SecurePort.OpenAsync(
                options.SecureGrpcAddress,
                tls,
                new GrpcDispatcher([.. mesh.Xds.Methods, .. certificates, .. Reflection(hasCertificates: certificates.Length > 0)], settings, _time),
                _security.Authenticators,
                settings,
                _ages,
                _log,
                _time);
            _ports.Add(port);
            SecurityHostLog.SecureStarted(_logger, port.EndPoint.ToString());
        }
        else
        {
            SecurityHostLog.SecureDisabled(_logger);
        }

        if (options.GrpcAddress.Length > 0)
        {
            GrpcMethod[] here = isSecure ? [] : certificates;
            GrpcDispatcher dispatcher = new([.. mesh.Xds.Methods, .. here, .. Reflection(hasCertificates: here.Length > 0)], settings, _time);
            IPeerAuthenticator? authenticator = asksOnPlaintext ? _security?.Authenticators : null;
            HttpPort port = await HttpPort.OpenAsync(
                options.GrpcAddress,
                kestrel => GrpcKestrel.Apply(kestrel, settings),
                listen => GrpcKestrel.Apply(listen, _ages),
                context => dispatcher.HandleAsync(context, authenticator),
                _log);
            _ports.Add(port);
            HostLog.GrpcStarted(_logger, port.EndPoint.ToString());
        }
    }

    private static IReadOnlyList<GrpcMethod> Reflection(bool hasCertificates) => new ReflectionService(
        hasCertificates ? [ReflectedService.AggregatedDiscovery, ReflectedService.Certificates] : [ReflectedService.AggregatedDiscovery]).Methods;

    private MeshRuntime LoadMesh(MeshFeatures features, IXdsAuthorizer? authorizer)
    {
        DiscoveryOptions options = _inputs.Options;
        if ((options.ReadsFiles || options.ConfigDirectory.Length > 0) && !Path.Exists(options.ConfigDirectory))
        {
            throw new IOException(options.ConfigDirectory.Length == 0
                ? "--registries File needs --configDir"
                : $"open {options.ConfigDirectory}: no such file or directory");
        }

        List<Finding> findings = [];
        MeshSettings settings = new MeshSettingsLoader(_inputs.Environment, features, options.Domain, options.ClusterId, _inputs.Reader)
            .FromFiles(options.MeshConfigFile, options.NetworksConfigFile, findings);
        if (findings.Count > 0)
        {
            // a mesh file that is there but wrong must not be served as if it were not there
            throw new IOException(string.Join("; ", findings.Select(f => f.ToString())));
        }

        _mesh = new MeshRuntime(
            settings,
            _inputs.Environment,
            options.ReadsFiles || options.ReadsCluster ? options.ConfigDirectory : "",
            () => _readiness.IsReady,
            _metrics,
            _log,
            authorizer);
        return _mesh;
    }

    private async Task<MeshSettings> FollowMeshConfigAsync(MeshRuntime mesh, MeshFeatures features)
    {
        DiscoveryOptions options = _inputs.Options;
        _meshConfig = new MeshConfigSource(
            new MeshSettingsLoader(_inputs.Environment, features, options.Domain, options.ClusterId, _inputs.Reader),
            MeshConfigPlaces.From(_inputs),
            _cluster?.Informers,
            mesh.TakeSettings,
            finding => HostLog.Finding(_logger, finding.ToString()));
        MeshSettings settings = await _meshConfig.ReadAsync(_stop.Token);
        mesh.TakeSettings(settings);
        return settings;
    }

    // Nothing is served before every input is complete.
    private async Task SyncAsync(KubernetesInputs cluster)
    {
        Task synced = cluster.WaitForSyncAsync(_stop.Token);
        while (await Task.WhenAny(synced, Task.Delay(TimeSpan.FromSeconds(30), _time, _stop.Token)) != synced && !_stop.IsCancellationRequested)
        {
            HostLog.Waiting(_logger, string.Join(", ", cluster.Informers.Waiting()));
        }

        await synced;
    }

    private async Task WatchAsync(MeshRuntime mesh)
    {
        try
        {
            await mesh.RunAsync(_stop.Token);
        }
        catch (IOException e)
        {
            HostLog.WatchFailed(_logger, e); // what is served stays
        }
    }

    private GrpcServerSettings GrpcSettings(DiscoveryOptions options) => new()
    {
        MaxMessageBytes = _inputs.Environment.MaxReceiveMessageBytes,
        MaxStreamsPerConnection = _inputs.Environment.MaxConcurrentStreams,
        KeepaliveInterval = options.KeepaliveInterval,
        KeepaliveTimeout = options.KeepaliveTimeout,
        MaxConnectionAge = options.KeepaliveMaxServerConnectionAge == TimeSpan.MaxValue
            ? Timeout.InfiniteTimeSpan
            : options.KeepaliveMaxServerConnectionAge,
    };

    private async Task StopAsync()
    {
        using CancellationTokenSource limit = new(_inputs.Options.ShutdownDuration);
        await _stop.CancelAsync();
        foreach (XdsConnection connection in _mesh?.Xds.Connections ?? [])
        {
            connection.Close(); // clients reconnect elsewhere at once instead of waiting for the end
        }

        await Task.WhenAll(_ports.Select(p => p.CloseAsync(limit.Token)).Append(_controlling.WaitAsync(limit.Token)))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing); // locks that cannot be given back end by themselves
        await _running;
        await _checking;
    }

    private void TellInputs()
    {
        foreach ((string name, string value) in _inputs.Flags)
        {
            HostLog.Flag(_logger, name, value);
        }

    }

    private void TellVariables()
    {
        foreach (string warning in _inputs.Reader.Warnings)
        {
            HostLog.VariableWarning(_logger, warning);
        }

        Func<string, bool> isSet = name => _inputs.Lookup(name) is not null;
        if (VariableCatalog.NotSupportedYet(isSet, _inputs.Reader.Asked) is { Count: > 0 } ignored)
        {
            HostLog.VariablesNotSupported(_logger, string.Join(", ", ignored));
        }

        if (VariableCatalog.SetWithoutEffect(isSet) is { Count: > 0 } withoutEffect)
        {
            HostLog.VariablesWithoutEffect(_logger, string.Join(", ", withoutEffect));
        }
    }

    private void AddPages(MeshRuntime mesh, EffectGuard guard, HttpPages discovery, HttpPages monitoring)
    {
        discovery.Add("/ready", ReadyAsync);

        // an empty monitoring address puts its pages onto the HTTP port
        HttpPages metrics = _inputs.Options.MonitoringAddress.Length > 0 ? monitoring : discovery;
        metrics.Add("/metrics", new MetricsPage(_metrics, _inputs.Environment.MetricsLocalhostAccessOnly).HandleAsync);
        metrics.Add("/version", static context => HttpPages.TextAsync(context, 200, BuildVersion.Line));
        PilotEnvironment environment = _inputs.Environment;
        DebugContext context = new(mesh.Pipeline, mesh.Xds, mesh.Proxies)
        {
            Clusters = () => _cluster?.States(),
            Templates = () => _webhooks?.Injector?.Templates,
            HasUnsafePages = environment.EnableUnsafeAdminEndpoints,
            OwnNamespace = _inputs.Options.Namespace,
            PodName = environment.PodName,
        };
        DebugAccess access = new(() => _security?.PageAuthenticators, () => context.SystemNamespace)
        {
            ChecksNamespace = environment.EnableDebugEndpointAuth,
            AllowedNamespaces = environment.DebugEndpointNamespaces,
        };
        if (environment.EnableDebugOnHttp)
        {
            _debug = new DebugPages(context, access, guard, _time)
            {
                Profiles = _inputs.Options.ServesProfiles ? ProfileCatalog.Create() : [],
            };
            _debug.AddTo(discovery);
            if (ReferenceEquals(metrics, monitoring))
            {
                _debug.AddTo(monitoring);
            }
        }

        mesh.Xds.Debug = new DebugOverXds(context, access, _debug);
    }

    private async Task<HttpPort> OpenAsync(string address, HttpPages pages)
    {
        HttpPort port = await HttpPort.OpenAsync(
            address,
            static options =>
            {
                // the reference's limits of 8080 and 15014: 30 s to send a request, 90 s idle
                options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(30);
                options.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(90);
            },
            static listen => listen.Protocols = HttpProtocols.Http1,
            pages.HandleAsync,
            _log);
        _ports.Add(port);
        return port;
    }
}
