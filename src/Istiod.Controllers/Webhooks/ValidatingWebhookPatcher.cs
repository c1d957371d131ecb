using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Kubernetes;
using Istiod.Primitives;
using Microsoft.Extensions.Logging;

namespace Istiod.Controllers.Webhooks;

/// <summary>Keeps the caBundle of this revision's validation webhooks, and lets them fail closed once a senseless object is refused through them.</summary>
/// <remarks>istiod: pkg/webhooks/validation/controller/controller.go.</remarks>
public sealed class ValidatingWebhookPatcher : IController, IInformerListener
{
    private const string RevisionLabel = "istio.io/rev";
    private static readonly ApiResource s_resource = ApiResource.Of(KindCatalog.ValidatingWebhookConfiguration);
    private static readonly ApiResource s_gateways = ApiResource.Of(KindCatalog.IstioGateway);
    private static readonly WriteOptions s_dryRun = new() { IsDryRun = true };
    private readonly ObjectWriter _objects;
    private readonly Informer _configurations;
    private readonly string _revision;
    private readonly string _namespace;
    private readonly Func<string> _rootsPem;
    private readonly WebhookMetrics _metrics;
    private readonly WorkQueue<string> _queue;
    private readonly ILogger _logger;
    private bool _isRefused;

    /// <summary>Watches nothing before it runs.</summary>
    /// <param name="configurations">Those with the label of the revision.</param>
    /// <param name="ownNamespace">Namespace of istiod, where the senseless object is tried.</param>
    /// <param name="rootsPem">The bundle; empty while there is none.</param>
    public ValidatingWebhookPatcher(
        ObjectWriter objects,
        Informer configurations,
        string revision,
        string ownNamespace,
        Func<string> rootsPem,
        WebhookMetrics metrics,
        TimeProvider time,
        ILogger logger)
    {
        _objects = objects;
        _configurations = configurations;
        _revision = revision;
        _namespace = ownNamespace;
        _rootsPem = rootsPem;
        _metrics = metrics;
        _logger = logger;
        _queue = new WorkQueue<string>(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), time);
    }

    /// <inheritdoc/>
    public string Name => "validation";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        using IDisposable subscription = _configurations.Subscribe(this);
        await _queue.RunAsync(PatchAsync, (name, fault) => ControllerLog.Failed(_logger, Name, name, fault.Message), stop);
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
        string bundle = CaBundle.Encode(_rootsPem());
        if (bundle.Length == 0
            || !_configurations.TryGet(new NamespacedName("", name), out ConfigObject? item)
            || item.Spec is not Config.JsonValue spec
            || CaBundle.Read(spec, "") is not { } state
            || (state.AreAll(bundle) && !state.HasIgnore))
        {
            return;
        }

        bool failsClosed = !state.HasIgnore || await IsRefusedAsync(stop);
        try
        {
            await _objects.ChangeAsync(
                s_resource, new NamespacedName("", name), body => CaBundle.Put(body, bundle, "", failsClosed ? "Fail" : null), stop);
        }
        catch (ApiException fault)
        {
            _metrics.ValidationUpdateFailed(fault.Status.Reason);
            throw;
        }

        _metrics.ValidationUpdated();
        if (!failsClosed)
        {
            throw new InvalidOperationException("webhook is not ready, retry");
        }
    }

    /// <summary>Whether an object that no control plane may accept is refused; the API server stores nothing of it.</summary>
    private async Task<bool> IsRefusedAsync(CancellationToken stop)
    {
        if (_isRefused)
        {
            return true;
        }

        string why;
        try
        {
            await _objects.CreateAsync(s_gateways, _namespace, Senseless(), stop, s_dryRun);
            why = "dummy invalid config not rejected";
        }
        catch (ApiException fault) when (fault.IsAlreadyExists)
        {
            why = "an object of the probe's name exists"; // it cannot be told whether a webhook looked
        }
        catch (ApiException fault)
        {
            _isRefused = fault.Message.Contains("denied the request", StringComparison.Ordinal)
                || fault.Message.Contains("the server could not find the requested resource", StringComparison.Ordinal)
                || fault.Message.Contains("does not support dry run", StringComparison.Ordinal);
            why = "dummy invalid rejected for the wrong reason: " + fault.Message;
        }

        if (_isRefused)
        {
            ControllerLog.FailClosed(_logger);
            LookAtAll();
        }
        else
        {
            ControllerLog.NotFailClosed(_logger, why);
        }

        return _isRefused;
    }

    private JsonObject Senseless() => new()
    {
        ["apiVersion"] = s_gateways.ApiVersion,
        ["kind"] = KindCatalog.IstioGateway.Kind,
        ["metadata"] = new JsonObject
        {
            ["name"] = "invalid-gateway",
            ["namespace"] = _namespace,
            ["labels"] = new JsonObject { [RevisionLabel] = _revision },
            ["annotations"] = new JsonObject { ["internal.istio.io/webhook-always-reject"] = "true" },
        },
        ["spec"] = new JsonObject(),
    };
}
