using Istiod.Config;
using Istiod.Diagnostics.Metrics;
using Istiod.Kubernetes;
using Istiod.Model;
using Istiod.Options;
using Istiod.Primitives;

namespace Istiod.Server;

/// <summary>The own cluster: the way to it, its watches, what writes to it. Nothing is asked before <see cref="Start"/> but the mesh config.</summary>
internal sealed class KubernetesInputs : IAsyncDisposable
{
    private readonly HostInputs _inputs;
    private readonly ClusterConnectionOptions _connecting;
    private readonly InformerSetOptions _watching;
    private readonly ILoggerFactory _log;
    private readonly TimeProvider _time;
    private RemoteClusters? _remotes;
    private readonly KubernetesFeedMetrics _metrics;

    private KubernetesInputs(HostInputs inputs, ClusterConfig config, MeshFeatures features, MetricRegistry metrics, ILoggerFactory log, TimeProvider time)
    {
        _inputs = inputs;
        _metrics = new KubernetesFeedMetrics(metrics);
        DiscoveryOptions options = inputs.Options;
        _log = log;
        _time = time;
        _connecting = new ClusterConnectionOptions
        {
            RequestsPerSecond = options.KubernetesQueriesPerSecond,
            Burst = options.KubernetesBurst,
            UserAgent = "pilot-discovery/" + BuildVersion.Version,
        };
        Connection = new ClusterConnection(config, _connecting, time);
        Objects = new ObjectWriter(Connection, time);
        Reviews = new Reviews(Objects);
        Cluster = new ClusterId(options.ClusterId);
        _watching = new InformerSetOptions(Cluster, log.CreateLogger("kube"))
        {
            Metrics = new KubernetesMetrics(metrics),
            IgnoredDefinitions = features.IgnoreResources,
            IncludedDefinitions = features.IncludeResources,
        };
        Informers = new InformerSet(Connection, _watching, time);
    }

    /// <summary>The own cluster's name.</summary>
    public ClusterId Cluster { get; }

    /// <summary>The way to it.</summary>
    public ClusterConnection Connection { get; }

    /// <summary>Its watches; controllers add theirs.</summary>
    public InformerSet Informers { get; }

    /// <summary>Single reads and writes.</summary>
    public ObjectWriter Objects { get; }

    /// <summary>TokenReviews and SubjectAccessReviews.</summary>
    public Reviews Reviews { get; }

    /// <summary>Finds the cluster's configuration; asks nobody yet.</summary>
    /// <exception cref="IOException">There is none, or it is wrong.</exception>
    public static KubernetesInputs Open(HostInputs inputs, MeshFeatures features, MetricRegistry metrics, ILoggerFactory log, TimeProvider time)
    {
        ClusterConfigSearch search = new()
        {
            KubeconfigFile = inputs.Options.Kubeconfig,
            KubeconfigFiles = inputs.Lookup("KUBECONFIG") ?? "",
            ServiceHost = inputs.Lookup("KUBERNETES_SERVICE_HOST") ?? "",
            ServicePort = inputs.Lookup("KUBERNETES_SERVICE_PORT") ?? "",
            Home = inputs.Lookup("HOME") ?? "",
        };
        try
        {
            return new KubernetesInputs(inputs, search.Find(), features, metrics, log, time);
        }
        catch (ClusterConfigException fault)
        {
            throw new IOException("failed creating kube client: " + fault.Message, fault);
        }
    }

    /// <summary>Begins all watches; what they bring goes to <paramref name="mesh"/>.</summary>
    /// <param name="settings">The mesh config as read at start.</param>
    /// <param name="pods">Hears of pods too; may be <c>null</c>.</param>
    public void Start(MeshSettings settings, MeshRuntime mesh, IInformerListener? pods)
    {
        KubernetesFeed feed = new(Cluster, mesh.Take, _metrics);
        _metrics.Clusters(local: 1, remote: 0);
        string watched = settings.Features.WatchNamespace;
        foreach (InformerSpec spec in KubernetesCatalog.Sources(settings, watched, _inputs.Options.ConfigDirectory.Length == 0))
        {
            Informer informer = Informers.Add(spec);
            informer.Subscribe(feed);
            if (pods is not null && spec.Kind == KindCatalog.Pod)
            {
                informer.Subscribe(pods);
            }
        }

        foreach (InformerSpec spec in KubernetesCatalog.Controls(
            _inputs.Options.Namespace, _inputs.Environment.Revision, watched, _inputs.Environment.DeploysGateways))
        {
            Informers.Add(spec);
        }

        TimeSpan timeout = _inputs.Environment.RemoteClusterTimeout;
        _remotes = new RemoteClusters(
            new RemoteClusterSettings(
                Cluster,
                KubernetesCatalog.Remote(settings.Features),
                _connecting,
                _watching,
                timeout > TimeSpan.Zero ? timeout : Timeout.InfiniteTimeSpan,
                _time),
            mesh.Take,
            _metrics,
            _log.CreateLogger("kube"));
        Informers.Add(KubernetesCatalog.RemoteSecrets(_inputs.Options.ClusterRegistriesNamespace)).Subscribe(_remotes);
        Informers.Start();
    }

    /// <summary>Ends once everything is read; other clusters may be late for a while only.</summary>
    public async Task WaitForSyncAsync(CancellationToken cancel)
    {
        await Informers.WaitForSyncAsync(cancel);
        await (_remotes?.WaitForSyncAsync(cancel) ?? Task.CompletedTask);
    }

    /// <summary>How each cluster stands, the own one first.</summary>
    public IReadOnlyList<Debug.ClusterState> States() =>
    [
        new Debug.ClusterState(Cluster.Value, "", Informers.Waiting().Count > 0 ? "syncing" : "synced"),
        .. _remotes?.States() ?? [],
    ];

    /// <summary>Who vouches for tokens of another cluster; <c>null</c> if it is not read.</summary>
    public Reviews? RemoteReviews(ClusterId cluster) => _remotes?.ReviewsOf(cluster);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Informers.DisposeAsync();
        if (_remotes is not null)
        {
            await _remotes.DisposeAsync();
        }

        Connection.Dispose();
    }
}
