using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Kubernetes;
using Istiod.Primitives;
using Microsoft.Extensions.Logging;

namespace Istiod.Controllers.Webhooks;

/// <summary>Keeps the caBundle of this revision's injection webhooks. Every replica does it, leader or not.</summary>
/// <remarks>istiod: pkg/webhooks/webhookpatch.go.</remarks>
public sealed class MutatingWebhookPatcher : IController, IInformerListener
{
    /// <summary>How names of webhooks end that are ours.</summary>
    public const string WebhookName = "sidecar-injector.istio.io";

    private const string RevisionLabel = "istio.io/rev";
    private static readonly ApiResource s_resource = ApiResource.Of(KindCatalog.MutatingWebhookConfiguration);
    private readonly ObjectWriter _objects;
    private readonly Informer _configurations;
    private readonly string _revision;
    private readonly Func<string> _rootsPem;
    private readonly WebhookMetrics _metrics;
    private readonly WorkQueue<string> _queue;
    private readonly ILogger _logger;

    /// <summary>Watches nothing before it runs.</summary>
    /// <param name="rootsPem">The bundle; empty while there is none.</param>
    public MutatingWebhookPatcher(
        ObjectWriter objects,
        Informer configurations,
        string revision,
        Func<string> rootsPem,
        WebhookMetrics metrics,
        TimeProvider time,
        ILogger logger)
    {
        _objects = objects;
        _configurations = configurations;
        _revision = revision;
        _rootsPem = rootsPem;
        _metrics = metrics;
        _logger = logger;
        _queue = new WorkQueue<string>(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), time);
    }

    /// <inheritdoc/>
    public string Name => "webhook patcher";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        using IDisposable subscription = _configurations.Subscribe(this);
        await _queue.RunAsync(
            PatchAsync,
            (name, fault) =>
            {
                _metrics.PatchRetried(name);
                ControllerLog.Failed(_logger, Name, name, fault.Message);
            },
            stop);
    }

    /// <summary>The bundle has changed: looks at all of them.</summary>
    public void LookAtAll()
    {
        foreach (ConfigObject item in _configurations.Snapshot())
        {
            _queue.Add(item.Meta.Name);
        }
    }

    /// <inheritdoc/>
    public void Changed(Informer informer, IReadOnlyList<InformerChange> changes)
    {
        foreach (InformerChange change in changes)
        {
            _queue.Add(change.Key.Name);
        }
    }

    private async Task PatchAsync(string name, CancellationToken stop)
    {
        if (!_configurations.TryGet(new NamespacedName("", name), out ConfigObject? item))
        {
            _metrics.PatchFailed(name, "webhook_config_not_found");
            return;
        }

        if (!item.Meta.Labels.TryGet(RevisionLabel, out string? revision))
        {
            return; // not one of Istio's
        }

        if (!string.Equals(revision, _revision, StringComparison.Ordinal))
        {
            _metrics.PatchFailed(name, "wrong_revision");
            return;
        }

        if (item.Spec is not Config.JsonValue spec || CaBundle.Read(spec, WebhookName) is not { } state)
        {
            _metrics.PatchFailed(name, "webhook_entry_not_found");
            return;
        }

        string bundle = CaBundle.Encode(_rootsPem());
        if (bundle.Length == 0 || state.AreAll(bundle))
        {
            return;
        }

        _metrics.PatchAttempted(WebhookName);
        try
        {
            await _objects.ChangeAsync(s_resource, new NamespacedName("", name), body => Put(body, bundle), stop);
        }
        catch (ApiException)
        {
            _metrics.PatchFailed(name, "webhook_update_failure");
            throw;
        }
    }

    private bool Put(JsonObject body, string bundle) =>
        string.Equals(ObjectWriter.TextOf(body["metadata"]?["labels"] as JsonObject, RevisionLabel), _revision, StringComparison.Ordinal)
        && CaBundle.Put(body, bundle, WebhookName);
}
