using Istiod.Config;
using Istiod.Controllers;
using Istiod.Controllers.Leadership;
using Istiod.Controllers.Roots;
using Istiod.Controllers.Statuses;
using Istiod.Controllers.Webhooks;
using Istiod.Diagnostics.Metrics;
using Istiod.Kubernetes;
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
    private readonly Informer _mutating;
    private readonly ILoggerFactory _log;
    private readonly TimeProvider _time;
    private readonly List<(IController Controller, string? Lock)> _all = [];

    /// <summary>Writes nothing before it runs; watches only what is watched anyway.</summary>
    /// <param name="handsOutRoots">Whether the roots are our own, so that every namespace gets them.</param>
    public ClusterControllers(
        HostInputs inputs,
        ControlVariables variables,
        KubernetesInputs cluster,
        MeshPipeline pipeline,
        TrustBundle trust,
        bool handsOutRoots,
        bool hasCrl,
        string watchedNamespace,
        MetricRegistry metrics,
        ILoggerFactory log,
        TimeProvider time)
    {
        _inputs = inputs;
        _variables = variables;
        _cluster = cluster;
        _mutating = cluster.Informers.Add(new InformerSpec(KindCatalog.MutatingWebhookConfiguration));
        _log = log;
        _time = time;
        string revision = inputs.Environment.Revision;
        if (handsOutRoots)
        {
            AddRoots(pipeline, trust, hasCrl, watchedNamespace);
        }

        WebhookMetrics webhooks = new(metrics);
        if (variables.InjectionWebhook.Length > 0)
        {
            MutatingWebhookPatcher injection = new(
                cluster.Objects, _mutating, revision, () => trust.Current.RootsPem, webhooks, time, log.CreateLogger("webhook"));
            trust.Changed += injection.LookAtAll;
            _all.Add((injection, null));
        }

        if (variables.ValidationWebhook.Length > 0)
        {
            Informer configurations = cluster.Informers.Add(
                new InformerSpec(KindCatalog.ValidatingWebhookConfiguration) { LabelSelector = $"{RevisionLabel}={revision}" });
            ValidatingWebhookPatcher validation = new(
                cluster.Objects,
                configurations,
                revision,
                inputs.Options.Namespace,
                () => trust.Current.RootsPem,
                webhooks,
                time,
                log.CreateLogger("validationController"));
            trust.Changed += validation.LookAtAll;
            _all.Add((validation, null));
        }

        AddStatuses(pipeline, KindCatalog.Ingress, "istio-leader");
        AddStatuses(pipeline, KindCatalog.ServiceEntry, "istio-ip-autoallocate");
    }

    /// <summary>Runs all of them until cancelled; locks are given back then.</summary>
    public Task RunAsync(CancellationToken stop) =>
        Task.WhenAll(_all.Select(item => item.Lock is { } name && _variables.ElectsLeaders
            ? LeadAsync(name, item.Controller, stop)
            : GuardAsync(item.Controller, stop)));

    private void AddRoots(MeshPipeline pipeline, TrustBundle trust, bool hasCrl, string watched)
    {
        List<RootConfigMap> maps = [Map(_variables.RootsConfigMap, "root-cert.pem", () => trust.Current.RootsPem)];
        if (hasCrl)
        {
            maps.Add(Map(_variables.CrlConfigMap, "ca-crl.pem", () => trust.Current.CrlPem));
        }

        RootCertDistributor roots = new(
            _cluster.Objects,
            _cluster.Informers.Add(new InformerSpec(KindCatalog.Namespace)),
            ns => (watched.Length == 0 || string.Equals(watched, ns, StringComparison.Ordinal))
                && pipeline.Sources.Counts(pipeline.Graph.Current, _cluster.Cluster, ns),
            maps,
            _time,
            _log.CreateLogger("namespace"));
        trust.Changed += roots.LookAtAll;
        _all.Add((roots, "istio-namespace-controller-election"));

        RootConfigMap Map(string name, string key, Func<string> content) => new(
            name,
            key,
            content,
            _cluster.Informers.Add(new InformerSpec(KindCatalog.ConfigMap) { Namespace = watched, FieldSelector = "metadata.name=" + name }));
    }

    private void AddStatuses(MeshPipeline pipeline, KindDescriptor kind, string lockName)
    {
        StatusWriter writer = new(
            _cluster.Objects,
            kind,
            _cluster.Cluster,
            pipeline.Model.Statuses,
            pipeline.Sources.Of(kind),
            () => pipeline.Graph.Current,
            _time,
            _log.CreateLogger("status"));
        pipeline.Turned += writer.LookAtAll;
        _all.Add((writer, lockName));
    }

    private async Task LeadAsync(string name, IController controller, CancellationToken stop)
    {
        PilotEnvironment environment = _inputs.Environment;
        string identity = environment.PodName.Length > 0 ? environment.PodName : "unknown-" + Environment.MachineName;
        LeaderElector elector = new(
            new ConfigMapLock(_cluster.Objects, new NamespacedName(_inputs.Options.Namespace, name)),
            new LeaderSettings(identity, environment.Revision.Length > 0 ? environment.Revision : "default") { DefaultRevision = DefaultRevision },
            _time,
            _log.CreateLogger("leader"));
        await elector.RunAsync(held => GuardAsync(controller, held), stop);
    }

    // the tag's label says which revision is the default
    private string? DefaultRevision() =>
        _mutating.TryGet(new NamespacedName("", DefaultTag), out ConfigObject? tag)
        && tag.Meta.Labels.TryGet(RevisionLabel, out string? revision)
            ? revision
            : null;

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
