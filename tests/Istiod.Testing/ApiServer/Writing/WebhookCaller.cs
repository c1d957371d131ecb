using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Storage;

namespace Istiod.Testing.ApiServer.Writing;

/// <summary>Calls the stored webhook configurations: mutating ones in turn with JSON patches, then the validating ones.</summary>
/// <remarks>Source: k8s.io/apiserver pkg/admission/plugin/webhook. Match conditions (CEL) are not evaluated: a webhook with some is called.</remarks>
internal sealed class WebhookCaller(ObjectStore store, ApiServerOptions options) : IAdmission
{
    private static readonly ApiResource s_mutating = BuiltInResources.All.First(r => r.Plural == "mutatingwebhookconfigurations");
    private static readonly ApiResource s_validating = BuiltInResources.All.First(r => r.Plural == "validatingwebhookconfigurations");
    private static readonly ApiResource s_namespaces = BuiltInResources.All.First(r => r.Plural == "namespaces");

    /// <summary>Where a service listens; null if it cannot be reached.</summary>
    public Func<string, string, int, string?> Resolve { get; set; } = (_, _, _) => null;

    public async Task<JsonObject> MutateAsync(
        WriteContext context, string operation, string subresource, JsonObject tree, JsonObject? old, CancellationToken ct)
    {
        foreach (JsonObject webhook in Matching(s_mutating, context, operation, subresource, tree))
        {
            JsonObject? answer = await CallAsync(webhook, context, operation, subresource, tree, old, ct);
            string patch = Trees.Text(answer, "patch") ?? "";
            if (patch.Length > 0 && Trees.Parse(Convert.FromBase64String(patch)) is JsonArray operations)
            {
                tree = Patches.Apply(Trees.Copy(tree), operations) as JsonObject ?? throw ApiStatusException.BadRequest("the webhook's patch makes no object");
            }
        }

        return tree;
    }

    public async Task ValidateAsync(
        WriteContext context, string operation, string subresource, JsonObject? tree, JsonObject? old, CancellationToken ct)
    {
        foreach (JsonObject webhook in Matching(s_validating, context, operation, subresource, tree ?? old!)) // one of both is there
        {
            await CallAsync(webhook, context, operation, subresource, tree, old, ct);
        }
    }

    private IEnumerable<JsonObject> Matching(ApiResource kind, WriteContext context, string operation, string subresource, JsonObject tree)
    {
        // Webhook configurations are never sent to webhooks.
        if (!options.CallsWebhooks || context.Resource.Group == s_mutating.Group)
        {
            yield break;
        }

        foreach (StoredObject stored in store.List(kind).Objects)
        {
            foreach (JsonObject webhook in Trees.Objects(stored.ToTree(kind.ApiVersion, kind.Kind), "webhooks"))
            {
                if (Trees.Objects(webhook, "rules").Any(r => Covers(r, context.Resource, operation, subresource)) && Selects(webhook, context.Resource, tree))
                {
                    yield return webhook;
                }
            }
        }
    }

    private static bool Covers(JsonObject rule, ApiResource resource, string operation, string subresource)
    {
        static bool Has(JsonObject rule, string field, string value)
        {
            string[] values = Trees.Texts(rule, field);
            return values.Contains("*", StringComparer.Ordinal) || values.Contains(value, StringComparer.Ordinal);
        }

        string asked = subresource.Length == 0 ? resource.Plural : $"{resource.Plural}/{subresource}";
        string[] resources = Trees.Texts(rule, "resources");
        bool fits = resources.Any(r => r == asked || r == "*/*" || (r == "*" && subresource.Length == 0)
            || (subresource.Length > 0 && (r == $"*/{subresource}" || r == $"{resource.Plural}/*")));
        string scope = Trees.Text(rule, "scope") ?? "*";
        return fits
            && Has(rule, "operations", operation)
            && Has(rule, "apiGroups", resource.Group)
            && Has(rule, "apiVersions", resource.Version)
            && (scope == "*" || (scope == "Namespaced") == resource.IsNamespaced);
    }

    private bool Selects(JsonObject webhook, ApiResource resource, JsonObject tree)
    {
        JsonObject? meta = Trees.Child(tree, "metadata");
        if (!SelectorJson.Matches(Trees.Child(webhook, "objectSelector"), Trees.TextMap(Trees.Child(meta, "labels"))))
        {
            return false;
        }

        JsonObject? selector = Trees.Child(webhook, "namespaceSelector");
        if (resource.Plural == "namespaces" && resource.Group.Length == 0)
        {
            return SelectorJson.Matches(selector, Trees.TextMap(Trees.Child(meta, "labels")));
        }

        if (!resource.IsNamespaced)
        {
            return true;
        }

        StoredObject? home = store.Get(s_namespaces, "", Trees.Text(meta, "namespace") ?? "");
        return home is not null && SelectorJson.Matches(selector, home.Labels);
    }

    private async Task<JsonObject?> CallAsync(
        JsonObject webhook, WriteContext context, string operation, string subresource, JsonObject? tree, JsonObject? old, CancellationToken ct)
    {
        string name = Trees.Text(webhook, "name") ?? "";
        JsonObject? answer;
        try
        {
            answer = await PostAsync(webhook, Review(context, operation, subresource, tree, old), ct);
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or ApiStatusException && !ct.IsCancellationRequested)
        {
            // The webhook's own policy says whether the write goes on without it.
            return Trees.Text(webhook, "failurePolicy") == "Ignore"
                ? null
                : throw new ApiStatusException(500, "InternalError", $"Internal error occurred: failed calling webhook \"{name}\": failed to call webhook: {failure.Message}");
        }

        JsonObject response = Trees.Child(answer, "response") ?? [];
        if (!Trees.IsTrue(response, "allowed"))
        {
            // k8s.io/apiserver pkg/admission/plugin/webhook/errors: a refusal without an error's code is a bad request
            JsonObject? status = Trees.Child(response, "status");
            string reason = Trees.Text(status, "reason") ?? "";
            string why = Trees.Text(status, "message") is { Length: > 0 } text ? ": " + text : reason.Length > 0 ? ": " + reason : " without explanation";
            throw new ApiStatusException((int)Math.Max(400, Trees.Number(status, "code") ?? 400), reason, $"admission webhook \"{name}\" denied the request{why}");
        }

        return response;
    }

    private static JsonObject Review(WriteContext context, string operation, string subresource, JsonObject? tree, JsonObject? old)
    {
        ApiResource resource = context.Resource;
        JsonObject? meta = Trees.Child(tree ?? old, "metadata");
        JsonObject kind = new() { ["group"] = resource.Group, ["version"] = resource.Version, ["kind"] = resource.Kind };
        JsonObject plural = new() { ["group"] = resource.Group, ["version"] = resource.Version, ["resource"] = resource.Plural };
        JsonObject request = new()
        {
            ["uid"] = Guid.NewGuid().ToString(),
            ["kind"] = kind,
            ["resource"] = plural,
            ["requestKind"] = kind.DeepClone(),
            ["requestResource"] = plural.DeepClone(),
            ["name"] = Trees.Text(meta, "name"),
        };
        if (subresource.Length > 0)
        {
            request["subResource"] = subresource;
            request["requestSubResource"] = subresource;
        }

        if (resource.IsNamespaced)
        {
            request["namespace"] = Trees.Text(meta, "namespace");
        }

        request["operation"] = operation;
        request["userInfo"] = context.User.ToJson();
        request["object"] = tree?.DeepClone();
        request["oldObject"] = old?.DeepClone();
        request["dryRun"] = context.IsDryRun;
        request["options"] = null;
        return new JsonObject { ["kind"] = "AdmissionReview", ["apiVersion"] = "admission.k8s.io/v1", ["request"] = request };
    }

    private async Task<JsonObject?> PostAsync(JsonObject webhook, JsonObject review, CancellationToken ct)
    {
        JsonObject? config = Trees.Child(webhook, "clientConfig");
        Uri address;
        string? authority = null;
        if (Trees.Child(config, "service") is { } service)
        {
            string ns = Trees.Text(service, "namespace") ?? "";
            string name = Trees.Text(service, "name") ?? "";
            int port = (int)(Trees.Number(service, "port") ?? 443);
            string host = $"{name}.{ns}.svc";
            authority = Resolve(ns, name, port)
                ?? throw new ApiStatusException(503, "ServiceUnavailable", string.Create(CultureInfo.InvariantCulture, $"Post \"https://{host}:{port}\": no endpoints available for service \"{name}\""));
            address = new Uri(string.Create(CultureInfo.InvariantCulture, $"https://{host}:{port}{Trees.Text(service, "path") ?? "/"}"));
        }
        else
        {
            address = new Uri(Trees.Text(config, "url") ?? throw new ApiStatusException(503, "ServiceUnavailable", "the webhook names no address"));
        }

        long seconds = Trees.Number(webhook, "timeoutSeconds") ?? 10;
        using CancellationTokenSource late = new(TimeSpan.FromSeconds(seconds), options.Time);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(late.Token, ct);
        using SocketsHttpHandler handler = new();
        if (authority is not null)
        {
            // The certificate must have the service's name, wherever the service listens.
            IPEndPoint place = IPEndPoint.Parse(authority);
            handler.ConnectCallback = async (_, token) =>
            {
                Socket socket = options.NewSocket(place.AddressFamily);
                try
                {
                    await socket.ConnectAsync(place, token);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }

                return new NetworkStream(socket, ownsSocket: true);
            };
        }

        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, errors) => IsTrusted(Trees.Text(config, "caBundle"), certificate, errors);
        using HttpClient client = new(handler);
        using ByteArrayContent body = new(Trees.ToBytes(review));
        body.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using HttpResponseMessage response = await client.PostAsync(address, body, linked.Token);
        byte[] answer = await response.Content.ReadAsByteArrayAsync(linked.Token);
        return response.IsSuccessStatusCode
            ? Trees.ParseObject(answer)
            : throw new ApiStatusException(500, "InternalError", $"the server answered {(int)response.StatusCode}: {Encoding.UTF8.GetString(answer)}");
    }

    /// <summary>Whether the bundle's certificates vouch for the webhook's, and the name is right.</summary>
    private static bool IsTrusted(string? bundle, X509Certificate? certificate, SslPolicyErrors errors)
    {
        if (string.IsNullOrEmpty(bundle) || certificate is not X509Certificate2 shown || (errors & SslPolicyErrors.RemoteCertificateNameMismatch) != 0)
        {
            return false;
        }

        X509Certificate2Collection roots = [];
        try
        {
            roots.ImportFromPem(Encoding.UTF8.GetString(Convert.FromBase64String(bundle)));
        }
        catch (Exception broken) when (broken is FormatException or CryptographicException)
        {
            // A bundle that cannot be read vouches for nobody.
            return false;
        }

        using X509Chain chain = new();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(roots);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        bool isGood = chain.Build(shown);
        foreach (X509Certificate2 root in roots)
        {
            root.Dispose();
        }

        return isGood;
    }
}
