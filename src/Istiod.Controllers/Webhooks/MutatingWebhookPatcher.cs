using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Kubernetes;
using Istiod.Primitives;
using Microsoft.Extensions.Logging;

namespace Istiod.Controllers.Webhooks;

/// <summary>Keeps the caBundle of this revision's injection webhooks.</summary>
/// <remarks>istiod: pkg/webhooks/webhookpatch.go.</remarks>
/// <inheritdoc cref="WebhookPatcher(ObjectWriter, Informer, string, Func{string}, WebhookMetrics, TimeProvider, ILogger)"/>
public sealed class MutatingWebhookPatcher(
    ObjectWriter objects,
    Informer configurations,
    string revision,
    Func<string> rootsPem,
    WebhookMetrics metrics,
    TimeProvider time,
    ILogger logger)
    : WebhookPatcher(objects, configurations, revision, rootsPem, metrics, time, logger)
{
    /// <summary>How names of webhooks end that are ours.</summary>
    public const string WebhookName = "sidecar-injector.istio.io";

    private static readonly ApiResource s_resource = ApiResource.Of(KindCatalog.MutatingWebhookConfiguration);

    /// <inheritdoc/>
    public override string Name => "webhook patcher";

    private protected override void Failed(string name, Exception fault)
    {
        Metrics.PatchRetried(name);
        base.Failed(name, fault);
    }

    private protected override async Task PatchAsync(string name, CancellationToken stop)
    {
        if (!Configurations.TryGet(new NamespacedName("", name), out ConfigObject? item))
        {
            Metrics.PatchFailed(name, "webhook_config_not_found");
            return;
        }

        if (!item.Meta.Labels.TryGet(RevisionLabel, out string? revision))
        {
            return; // not one of Istio's
        }

        if (!string.Equals(revision, Revision, StringComparison.Ordinal))
        {
            Metrics.PatchFailed(name, "wrong_revision");
            return;
        }

        if (item.Spec is not Config.JsonValue spec || CaBundle.Read(spec, WebhookName) is not { } state)
        {
            Metrics.PatchFailed(name, "webhook_entry_not_found");
            return;
        }

        string bundle = CaBundle.Encode(RootsPem());
        if (bundle.Length == 0 || state.AreAll(bundle))
        {
            return;
        }

        Metrics.PatchAttempted(WebhookName);
        try
        {
            await Objects.ChangeAsync(s_resource, new NamespacedName("", name), body => Put(body, bundle), stop);
        }
        catch (ApiException)
        {
            Metrics.PatchFailed(name, "webhook_update_failure");
            throw;
        }
    }

    private bool Put(JsonObject body, string bundle) =>
        string.Equals(ObjectWriter.TextOf(body["metadata"]?["labels"] as JsonObject, RevisionLabel), Revision, StringComparison.Ordinal)
        && CaBundle.Put(body, bundle, WebhookName);
}
