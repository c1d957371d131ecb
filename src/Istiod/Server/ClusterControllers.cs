using Istiod.Config;
using Istiod.Controllers;
using Istiod.Controllers.GatewayClasses;
using Istiod.Controllers.Leadership;
using Istiod.Controllers.Roots;
using Istiod.Controllers.Statuses;
using Istiod.Controllers.Webhooks;
using Istiod.Diagnostics.Metrics;
using Istiod.Incremental;
using Istiod.Kubernetes;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Render;
using Istiod.Security;
using Istiod.Variables;

namespace Istiod.Server;

/// <summary>Everything that writes to the own cluster: behind a lock each, except the webhooks' bundles, which all replicas keep.</summary>
/// <remarks>istiod: pilot/pkg/bootstrap/server.go:initControllers, initSidecarInjector, initConfigValidation.</remarks>
internal sealed class ClusterControllers
{
    private const string RevisionLabel = "istio.io/rev";
    private const string DefaultTag = "istio-revision-tag-default";

    private readonly HostInputs _inputs;
    private readonly ControlVariables _variables;
    private readonly KubernetesInputs _cluster;
    private readonly MeshPipeline _pipeline;
    private readonly MeshFeatures _features;
    private readonly Informer _mutating;
    private readonly Informer _configMaps;
    private readonly LockWatch _lockWatch;
    private readonly ILoggerFactory _log;
    private readonly TimeProvider _time;
    private readonly List<(IController Controller, LeaderLock? Lock)> _all = [];

    /// <summary>Writes nothing before it runs; watches only what is watched anyway.</summary>
    /// <param name="settings">As read at start.</param>
    /// <param name="handsOutRoots">Whether the roots are our own, so that every namespace gets them.</param>
    public ClusterControllers(
        HostInputs inputs,
        ControlVariables variables,
        KubernetesInputs cluster,
        MeshPipeline pipeline,
        MeshSettings settings,
        TrustBundle trust,
        bool handsOutRoots,
        bool hasCrl,
        MetricRegistry metrics,
        ILoggerFactory log,
        TimeProvider time)
    {
        _inputs = inputs;
        _variables = variables;
        _cluster = cluster;
        _pipeline = pipeline;
        _features = settings.Features;
        _mutating = cluster.Informers.Add(new InformerSpec(KindCatalog.MutatingWebhookConfiguration));
        _configMaps = cluster.Informers.Add(new InformerSpec(KindCatalog.ConfigMap) { Namespace = _features.WatchNamespace });
        _lockWatch = new LockWatch(inputs.Options.Namespace);
        _log = log;
        _time = time;
        if (handsOutRoots && variables.UsesTrustBundle)
        {
            AddTrustBundle(trust);
        }
        else if (handsOutRoots)
        {
            AddRoots(trust, hasCrl);
        }

        AddWebhooks(trust, new WebhookMetrics(metrics));
        if (settings.Mesh.IngressControllerMode != Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.IngressControllerMode.Off)
        {
            AddStatuses(KindCatalog.Ingress, LeaderLock.Ingress);
        }

        if (inputs.Options.ConfigDirectory.Length == 0)
        {
            AddConfig();
        }
    }

    /// <summary>Runs all of them until cancelled; locks are given back then.</summary>
    /// <remarks>
    /// Only locks whose work is done here are competed for, so that a replica of the reference beside us keeps doing what we do not.
    /// </remarks>
    public async Task RunAsync(CancellationToken stop)
    {
        using IDisposable watch = _configMaps.Subscribe(_lockWatch);
        List<Task> running = [];
        foreach (IGrouping<LeaderLock?, (IController Controller, LeaderLock? Lock)> group in _all.GroupBy(item => item.Lock))
        {
            IController[] controllers = [.. group.Select(item => item.Controller)];
            running.Add(group.Key is { } held && _variables.ElectsLeaders ? LeadAsync(held, controllers, stop) : GuardAsync(controllers, stop));
        }

        await Task.WhenAll(running);
    }

    private void AddWebhooks(TrustBundle trust, WebhookMetrics metrics)
    {
        string revision = _inputs.Environment.Revision;
        if (_variables.InjectionWebhook.Length > 0)
        {
            MutatingWebhookPatcher injection = new(
                _cluster.Objects, _mutating, revision, () => trust.Current.RootsPem, metrics, _time, _log.CreateLogger("webhook"));
            trust.Changed += injection.LookAtAll;
            _all.Add((injection, null));
        }

        if (_variables.ValidationWebhook.Length > 0)
        {
            // the base chart's istiod-default-validator is one of them, of the revision that it is labelled with
            Informer configurations = _cluster.Informers.Add(
                new InformerSpec(KindCatalog.ValidatingWebhookConfiguration) { LabelSelector = $"{RevisionLabel}={revision}" });
            ValidatingWebhookPatcher validation = new(
                _cluster.Objects,
                configurations,
                revision,
                _inputs.Options.Namespace,
                () => trust.Current.RootsPem,
                metrics,
                _time,
                _log.CreateLogger("validationController"));
            trust.Changed += validation.LookAtAll;
            _all.Add((validation, null));
        }
    }

    // What there is only where config comes from the cluster.
    private void AddConfig()
    {
        if (_features.EnableIpAutoallocate)
        {
            AddStatuses(KindCatalog.ServiceEntry, LeaderLock.AddressAllocation);
        }

        if (!_features.EnableGatewayApi)
        {
            return;
        }

        IReadOnlyList<GatewayClassInfo> infos = GatewayClassInfo.Of(_features);
        Informer classes = _cluster.Informers.Add(new InformerSpec(KindCatalog.GatewayClass));
        if (_variables.CreatesGatewayClasses)
        {
            Informer definitions = _cluster.Informers.Definitions;
            _all.Add((new GatewayClassCreator(_cluster.Objects, classes, definitions, infos, _time, _log.CreateLogger("gateway")), null));
        }

        if (_variables.WritesGatewayStatus)
        {
            _all.Add((
                new GatewayClassStatusWriter(_cluster.Objects, classes, infos, _time, _log.CreateLogger("status")),
                LeaderLock.GatewayStatus));
        }
    }

    private void AddTrustBundle(TrustBundle trust)
    {
        TrustBundlePublisher publisher = new(
            _cluster.Objects,
            _cluster.Informers.Add(
                new InformerSpec(KindCatalog.ClusterTrustBundle) { FieldSelector = "metadata.name=" + TrustBundlePublisher.ObjectName }),
            () => trust.Current.RootsPem,
            _time,
            _log.CreateLogger("clustertrustbundle"));
        trust.Changed += publisher.Look;
        _all.Add((publisher, LeaderLock.Namespaces));
    }

    private void AddRoots(TrustBundle trust, bool hasCrl)
    {
        string watched = _features.WatchNamespace;
        List<RootConfigMap> maps = [Map(_variables.RootsConfigMap, "root-cert.pem", () => trust.Current.RootsPem)];
        if (hasCrl)
        {
            maps.Add(Map(_variables.CrlConfigMap, "ca-crl.pem", () => trust.Current.CrlPem));
        }

        RootCertDistributor roots = new(
            _cluster.Objects,
            _cluster.Informers.Add(new InformerSpec(KindCatalog.Namespace)),
            ns => (watched.Length == 0 || string.Equals(watched, ns, StringComparison.Ordinal))
                && _pipeline.Sources.Counts(_pipeline.Graph.Current, _cluster.Cluster, ns),
            maps,
            _time,
            _log.CreateLogger("namespace"));
        trust.Changed += roots.LookAtAll;
        _pipeline.Turned += turn => Turned(roots, turn);
        _all.Add((roots, LeaderLock.Namespaces));

        RootConfigMap Map(string name, string key, Func<string> content) => new(
            name,
            key,
            content,
            _cluster.Informers.Add(new InformerSpec(KindCatalog.ConfigMap) { Namespace = watched, FieldSelector = "metadata.name=" + name }));
    }

    // Discovery selectors and labels of namespaces decide which namespaces count.
    private void Turned(RootCertDistributor roots, TurnResult turn)
    {
        if (turn.Changes(_pipeline.Sources.Settings).Count > 0)
        {
            roots.LookAtAll();
        }

        foreach (Change<ObjectKey, ConfigObject> ns in turn.Changes(_pipeline.Sources.Of(KindCatalog.Namespace)))
        {
            if (ns.HasNew && ns.Key.Cluster == _cluster.Cluster)
            {
                roots.Look(ns.Key.Name);
            }
        }
    }

    private void AddStatuses(KindDescriptor kind, LeaderLock held)
    {
        StatusWriter writer = new(
            _cluster.Objects,
            kind,
            _cluster.Cluster,
            _pipeline.Model.Statuses,
            _pipeline.Sources.Of(kind),
            () => _pipeline.Graph.Current,
            _time,
            _log.CreateLogger("status"));
        _pipeline.Turned += writer.Turned;
        _all.Add((writer, held));
    }

    private async Task LeadAsync(LeaderLock held, IController[] controllers, CancellationToken stop)
    {
        PilotEnvironment environment = _inputs.Environment;
        ILogger logger = _log.CreateLogger("leader");
        string identity = environment.PodName.Length > 0 ? environment.PodName : "unknown-" + Environment.MachineName;
        LeaderElector elector = new(
            held.Open(_cluster.Objects, _inputs.Options.Namespace, environment.Revision),
            held.SettingsOf(identity, environment.Revision, DefaultRevision),
            _time,
            logger);
        Task former = Task.CompletedTask;
        if (held == LeaderLock.GatewayStatus)
        {
            LeaderLock old = LeaderLock.OldGatewayStatus;
            former = new FormerLock(
                old.Open(_cluster.Objects, _inputs.Options.Namespace, environment.Revision),
                old.SettingsOf(identity, environment.Revision, DefaultRevision),
                _time,
                logger).WaitAsync(stop);
        }

        if (!held.IsLease)
        {
            _lockWatch.Add(elector);
        }

        await elector.RunAsync(
            async leading =>
            {
                await former.WaitAsync(leading);
                await GuardAsync(controllers, leading);
            },
            stop);
    }

    // the tag's label says which revision is the default
    private string? DefaultRevision() =>
        _mutating.TryGet(new NamespacedName("", DefaultTag), out ConfigObject? tag)
        && tag.Meta.Labels.TryGet(RevisionLabel, out string? revision)
            ? revision
            : null;

    private Task GuardAsync(IController[] controllers, CancellationToken stop) =>
        Task.WhenAll(controllers.Select(controller => GuardAsync(controller, stop)));

    private async Task GuardAsync(IController controller, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            try
            {
                await controller.RunAsync(stop);
                return;
            }
            catch (Exception bug) when (bug is not OperationCanceledException)
            {
                HostLog.ControllerBroke(_log.CreateLogger("controllers"), controller.Name, bug);
                await Task.Delay(TimeSpan.FromSeconds(1), _time, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}
