using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Kubernetes;
using Istiod.Primitives;
using Microsoft.Extensions.Logging;

namespace Istiod.Controllers.Webhooks;

/// <summary>Keeps the caBundle of this revision's validation webhooks, and lets them fail closed once a senseless object is refused through them.</summary>
/// <param name="ownNamespace">Namespace of istiod, where the senseless object is tried.</param>
/// <remarks>istiod: pkg/webhooks/validation/controller/controller.go.</remarks>
/// <inheritdoc cref="WebhookPatcher(ObjectWriter, Informer, string, Func{string}, WebhookMetrics, TimeProvider, ILogger)"/>
public sealed class ValidatingWebhookPatcher(
    ObjectWriter objects,
    Informer configurations,
    string revision,
    string ownNamespace,
    Func<string> rootsPem,
    WebhookMetrics metrics,
    TimeProvider time,
    ILogger logger)
    : WebhookPatcher(objects, configurations, revision, rootsPem, metrics, time, logger)
{
    private static readonly ApiResource s_resource = ApiResource.Of(KindCatalog.ValidatingWebhookConfiguration);
    private static readonly ApiResource s_gateways = ApiResource.Of(KindCatalog.IstioGateway);
    private static readonly WriteOptions s_dryRun = new() { IsDryRun = true };
    private bool _isRefused;

    /// <inheritdoc/>
    public override string Name => "validation";

    private protected override async Task PatchAsync(string name, CancellationToken stop)
    {
        string bundle = CaBundle.Encode(RootsPem());
        if (bundle.Length == 0
            || !Configurations.TryGet(new NamespacedName("", name), out ConfigObject? item)
            || item.Spec is not Config.JsonValue spec
            || CaBundle.Read(spec, "") is not { } state
            || (state.AreAll(bundle) && !state.HasIgnore))
        {
            return;
        }

        bool failsClosed = !state.HasIgnore || await IsRefusedAsync(stop);
        try
        {
            await Objects.ChangeAsync(
                s_resource, new NamespacedName("", name), body => CaBundle.Put(body, bundle, "", failsClosed ? "Fail" : null), stop);
        }
        catch (ApiException fault)
        {
            Metrics.ValidationUpdateFailed(fault.Status.Reason);
            throw;
        }

        Metrics.ValidationUpdated();
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
            await Objects.CreateAsync(s_gateways, ownNamespace, Senseless(), stop, s_dryRun);
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
            ControllerLog.FailClosed(Logger);
            LookAtAll();
        }
        else
        {
            ControllerLog.NotFailClosed(Logger, why);
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
            ["namespace"] = ownNamespace,
            ["labels"] = new JsonObject { [RevisionLabel] = Revision },
            ["annotations"] = new JsonObject { ["internal.istio.io/webhook-always-reject"] = "true" },
        },
        ["spec"] = new JsonObject(),
    };
}
