using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Kubernetes;
using Istiod.Primitives;
using Microsoft.Extensions.Logging;
using NodeValue = System.Text.Json.Nodes.JsonValue;

namespace Istiod.Controllers.GatewayClasses;

/// <summary>Keeps the condition <c>Accepted</c> of all GatewayClasses of our controllers, whoever made them. Other conditions stay.</summary>
/// <param name="classes">All GatewayClasses.</param>
/// <param name="known">Whose classes are ours, by controller.</param>
/// <remarks>istiod: pilot/pkg/config/kube/gatewaycommon/gatewayclass.go:GetClassStatus, gatewayclass_collection.go.</remarks>
public sealed class GatewayClassStatusWriter(
    ObjectWriter objects, Informer classes, IReadOnlyList<GatewayClassInfo> known, TimeProvider time, ILogger logger)
    : IController, IInformerListener
{
    private const string Accepted = "Accepted";
    private const string Message = "Handled by Istio controller";
    private static readonly ApiResource s_resource = ApiResource.Of(KindCatalog.GatewayClass);
    private readonly WorkQueue<string> _queue = new(TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1), time);

    /// <inheritdoc/>
    public string Name => "status of GatewayClass";

    /// <inheritdoc/>
    public async Task RunAsync(CancellationToken stop)
    {
        using IDisposable subscription = classes.Subscribe(this);
        await _queue.RunAsync(WriteAsync, (name, fault) => ControllerLog.Failed(logger, Name, name, fault.Message), stop);
    }

    /// <inheritdoc/>
    public void Changed(Informer informer, IReadOnlyList<InformerChange> changes)
    {
        foreach (InformerChange change in changes)
        {
            if (change.Object is not null)
            {
                _queue.Add(change.Key.Name);
            }
        }
    }

    private async Task WriteAsync(string name, CancellationToken stop)
    {
        NamespacedName key = new("", name);
        if (!classes.TryGet(key, out ConfigObject? stored) || !IsOurs(stored))
        {
            return;
        }

        JsonObject status = (stored.Status is null ? null : JsonNode.Parse(stored.Status.Utf8.Span) as JsonObject) ?? [];
        if (!Put(status, stored.Meta.Generation))
        {
            return;
        }

        JsonObject body = new()
        {
            ["apiVersion"] = s_resource.ApiVersion,
            ["kind"] = KindCatalog.GatewayClass.Kind,
            ["metadata"] = new JsonObject { ["name"] = name, ["resourceVersion"] = stored.Meta.ResourceVersion },
            ["status"] = status,
        };
        try
        {
            // nothing but the status is taken from what is sent
            await objects.UpdateAsync(s_resource, body, stop, WriteOptions.Status);
        }
        catch (ApiException conflict) when (conflict.IsConflict)
        {
            // a field that is not read here has changed since: what is stored now is asked for
            await objects.ChangeAsync(s_resource, key, PutStored, stop, WriteOptions.Status);
        }
        catch (ApiException gone) when (gone.IsNotFound)
        {
            // deleted in between
        }
    }

    private bool PutStored(JsonObject body)
    {
        if (body["status"] is not JsonObject status)
        {
            body["status"] = status = [];
        }

        long generation = body["metadata"]?["generation"] is NodeValue value && value.TryGetValue(out long number) ? number : 0;
        return Put(status, generation);
    }

    /// <returns>Whether something is different now.</returns>
    private bool Put(JsonObject status, long generation)
    {
        if (status["conditions"] is not JsonArray conditions)
        {
            status["conditions"] = conditions = [];
        }

        string since = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        int at = 0;
        for (; at < conditions.Count; at++)
        {
            if (conditions[at] is not JsonObject old || ObjectWriter.TextOf(old, "type") != Accepted)
            {
                continue;
            }

            if (ObjectWriter.TextOf(old, "status") == "True")
            {
                if (ObjectWriter.TextOf(old, "message") == Message
                    && old["observedGeneration"] is NodeValue seen && seen.TryGetValue(out long number) && number == generation)
                {
                    return false;
                }

                since = ObjectWriter.TextOf(old, "lastTransitionTime"); // it is the same as before, said anew
            }

            break;
        }

        JsonObject condition = new()
        {
            ["lastTransitionTime"] = since,
            ["message"] = Message,
            ["observedGeneration"] = generation,
            ["reason"] = Accepted,
            ["status"] = "True",
            ["type"] = Accepted,
        };
        if (at < conditions.Count)
        {
            conditions[at] = condition;
        }
        else
        {
            conditions.Add((JsonNode)condition);
        }

        return true;
    }

    private bool IsOurs(ConfigObject stored)
    {
        if (stored.Spec is not Config.JsonValue spec)
        {
            return false;
        }

        using JsonDocument document = spec.Parse();
        string controller = JsonParts.Text(document.RootElement, "controllerName");
        foreach (GatewayClassInfo info in known)
        {
            if (string.Equals(info.Controller, controller, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
