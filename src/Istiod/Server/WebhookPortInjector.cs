using System.Text;
using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Diagnostics.Metrics;
using Istiod.Kubernetes;
using Istiod.Primitives;
using Istiod.Webhooks.Admission;
using Istiod.Webhooks.Injection;
using Istiod.Webhooks.Injection.Config;

namespace Istiod.Server;

/// <summary>The injector with its configuration: of mounted files that are there at start, else of the ConfigMap; followed while it runs.</summary>
/// <remarks>istiod: pilot/pkg/bootstrap/sidecarinjector.go:initSidecarInjector; pkg/kube/inject/watcher.go.</remarks>
internal sealed class WebhookPortInjector : IDisposable, IInformerListener
{
    private const string Directory = "./var/lib/istio/inject";
    private const string ConfigKey = "config";
    private const string ValuesKey = "values";
    private readonly InjectorStore _store;
    private readonly ILogger _log;
    private readonly List<WatchedFile> _watches = [];
    private readonly Lock _lock = new();
    private string? _config;
    private string? _values;
    private IDisposable? _subscription;

    private WebhookPortInjector(HostInputs inputs, MeshRuntime mesh, MetricRegistry metrics, ILogger log, TimeProvider time)
    {
        _log = log;
        _store = new InjectorStore(WebhookPortVariables.ForTemplates(inputs.Lookup));
        WebhookPortMesh source = new(mesh);
        Injector = new Injector(_store, source, source, WebhookPortVariables.Read(inputs.Reader, inputs.Environment.Revision));
        Handler = new InjectHandler(Injector, new InjectionMetrics(metrics), time);
    }

    /// <summary>Texts of the templates by name; <c>null</c> before the first good configuration.</summary>
    public IReadOnlyDictionary<string, string>? Templates => _store.Current?.Config.Texts;

    /// <summary>Whether its configuration is mounted.</summary>
    public static bool HasFiles => File.Exists(Path.Combine(Directory, ConfigKey));

    /// <summary>The injector.</summary>
    public Injector Injector { get; }

    /// <summary>Answers calls.</summary>
    public InjectHandler Handler { get; }

    /// <summary>Sets the injector up; null if there is no configuration at start, or it is switched off: then there is no injection.</summary>
    /// <param name="cluster">Where the ConfigMap is; <c>null</c> if there is no cluster.</param>
    /// <exception cref="IOException">The configuration is wrong.</exception>
    public static async Task<WebhookPortInjector?> StartAsync(
        HostInputs inputs, MeshRuntime mesh, InformerSet? cluster, MetricRegistry metrics, ILogger log, TimeProvider time, CancellationToken cancel)
    {
        WebhookPortInjector injector = new(inputs, mesh, metrics, log, time);
        bool isThere = WebhookPortVariables.IsEnabled(inputs.Reader)
            && (injector.TryOpenFiles(time) || (cluster is not null && await injector.TryFollowAsync(inputs, cluster, cancel)));
        if (!isThere)
        {
            HostLog.InjectorSkipped(log);
            injector.Dispose();
            return null;
        }

        return injector;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _subscription?.Dispose();
        foreach (WatchedFile watch in _watches)
        {
            watch.Dispose();
        }
    }

    /// <inheritdoc/>
    public void Changed(Informer informer, IReadOnlyList<InformerChange> changes)
    {
        foreach (InformerChange change in changes)
        {
            if (change.Object is { } map)
            {
                Told(Take(map));
            }
        }
    }

    private bool TryOpenFiles(TimeProvider time)
    {
        string configFile = Path.Combine(Directory, ConfigKey);
        if (MeshSettingsLoader.ReadIfThere(configFile) is not { } config)
        {
            return false;
        }

        string valuesFile = Path.Combine(Directory, ValuesKey);
        byte[] values = MeshSettingsLoader.ReadIfThere(valuesFile) ?? throw new IOException($"open {valuesFile}: no such file or directory");
        Begin(Take(Encoding.UTF8.GetString(config), Encoding.UTF8.GetString(values)));
        _watches.Add(new WatchedFile(configFile, config, text => Told(Take(Encoding.UTF8.GetString(text), null)), time));
        _watches.Add(new WatchedFile(valuesFile, values, text => Told(Take(null, Encoding.UTF8.GetString(text))), time));
        return true;
    }

    private async Task<bool> TryFollowAsync(HostInputs inputs, InformerSet cluster, CancellationToken cancel)
    {
        string ns = inputs.Options.Namespace;
        string name = KubernetesCatalog.Named("istio-sidecar-injector", inputs.Environment.Revision);
        Informer map = cluster.StartNow(new InformerSpec(KindCatalog.ConfigMap) { Namespace = ns, FieldSelector = "metadata.name=" + name });
        await map.Synced.WaitAsync(cancel);
        if (!map.TryGet(new NamespacedName(ns, name), out ConfigObject? found))
        {
            return false;
        }

        Begin(Take(found));
        _subscription = map.Subscribe(this);
        return true;
    }

    private string? Take(ConfigObject map)
    {
        LabelSet data = map.SpecAs<ConfigMapSpec>().Data;
        return !data.TryGet(ConfigKey, out string? config) ? $"missing ConfigMap config key \"{ConfigKey}\""
            : !data.TryGet(ValuesKey, out string? values) ? $"missing ConfigMap values key \"{ValuesKey}\""
            : Take(config, values);
    }

    /// <summary>Takes new texts; one that did not change may be null.</summary>
    private string? Take(string? config, string? values)
    {
        lock (_lock)
        {
            _config = config ?? _config;
            _values = values ?? _values;
            return _store.Update(_config ?? "", _values ?? "");
        }
    }

    private static void Begin(string? fault)
    {
        if (fault is not null)
        {
            throw new IOException($"failed to create injection webhook: failed to process webhook config: {fault}");
        }
    }

    private void Told(string? fault)
    {
        if (fault is not null)
        {
            HostLog.InjectorUpdateFailed(_log, fault);
        }
    }
}
