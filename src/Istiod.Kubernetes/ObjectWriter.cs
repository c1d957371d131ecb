using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Istiod.Primitives;

namespace Istiod.Kubernetes;

/// <summary>Reads and writes single objects as JSON trees. Stateless and thread-safe; rates are the connection's.</summary>
/// <remarks>Every method throws <see cref="ApiException"/> if the server refuses or cannot be reached.</remarks>
public sealed class ObjectWriter(ClusterConnection connection, TimeProvider time)
{
    private const int MaxConflicts = 5;

    /// <summary>Gets one object.</summary>
    public Task<JsonObject> GetAsync(
        ApiResource resource, NamespacedName key, CancellationToken cancel, RequestBudget budget = RequestBudget.Common) =>
        ExchangeAsync(new ApiRequest(HttpMethod.Get, resource.Path(key.Namespace, key.Name)) { Budget = budget }, cancel);

    /// <summary>Gets one object; <c>null</c> if it does not exist.</summary>
    public async Task<JsonObject?> FindAsync(
        ApiResource resource, NamespacedName key, CancellationToken cancel, RequestBudget budget = RequestBudget.Common)
    {
        try
        {
            return await GetAsync(resource, key, cancel, budget);
        }
        catch (ApiException absent) when (absent.IsNotFound)
        {
            return null; // no is normal here
        }
    }

    /// <summary>Creates an object.</summary>
    /// <param name="ns">Its namespace; empty for cluster-wide kinds.</param>
    /// <returns>The stored object.</returns>
    public Task<JsonObject> CreateAsync(
        ApiResource resource, string ns, JsonObject body, CancellationToken cancel, WriteOptions? options = null) =>
        ExchangeAsync(Write(HttpMethod.Post, resource.Path(ns), body, options), cancel);

    /// <summary>Replaces an object, or its status.</summary>
    /// <param name="body">With name and namespace; with <c>resourceVersion</c> only if that is still the stored one.</param>
    /// <returns>The stored object.</returns>
    public Task<JsonObject> UpdateAsync(ApiResource resource, JsonObject body, CancellationToken cancel, WriteOptions? options = null)
    {
        NamespacedName key = KeyOf(body);
        return ExchangeAsync(
            Write(HttpMethod.Put, resource.Path(key.Namespace, key.Name, options?.Subresource ?? ""), body, options), cancel);
    }

    /// <summary>Merges a patch (RFC 7396) into an object, or its status.</summary>
    /// <returns>The stored object.</returns>
    public Task<JsonObject> MergePatchAsync(
        ApiResource resource, NamespacedName key, JsonObject patch, CancellationToken cancel, WriteOptions? options = null) =>
        PatchAsync(resource, key, patch, "application/merge-patch+json", options, cancel);

    /// <summary>Applies an object on the server's side; <see cref="WriteOptions.FieldManager"/> is needed.</summary>
    /// <returns>The stored object.</returns>
    public Task<JsonObject> ApplyAsync(
        ApiResource resource, NamespacedName key, JsonObject body, WriteOptions options, CancellationToken cancel) =>
        options.FieldManager.Length > 0
            ? PatchAsync(resource, key, body, "application/apply-patch+yaml", options, cancel) // JSON is YAML
            : throw new ArgumentException("applying needs a field manager", nameof(options));

    /// <summary>Deletes an object.</summary>
    /// <param name="uid">Only the object with this uid; empty for any.</param>
    /// <returns>False if there is none.</returns>
    public async Task<bool> DeleteAsync(ApiResource resource, NamespacedName key, CancellationToken cancel, string uid = "")
    {
        ApiRequest request = new(HttpMethod.Delete, resource.Path(key.Namespace, key.Name));
        if (uid.Length > 0)
        {
            JsonObject body = new()
            {
                ["apiVersion"] = "v1",
                ["kind"] = "DeleteOptions",
                ["preconditions"] = new JsonObject { ["uid"] = uid },
            };
            request = request with { Body = Bytes(body) };
        }

        try
        {
            await connection.SendAsync(request, cancel);
            return true;
        }
        catch (ApiException absent) when (absent.IsNotFound)
        {
            return false; // deleted by somebody else: as wanted
        }
    }

    /// <summary>Reads an object, changes it and writes it; again if somebody else wrote in between.</summary>
    /// <param name="change">Changes the object in place; false if nothing is to be written. May be called several times.</param>
    /// <returns>The stored object; <c>null</c> if it does not exist.</returns>
    public async Task<JsonObject?> ChangeAsync(
        ApiResource resource, NamespacedName key, Func<JsonObject, bool> change, CancellationToken cancel, WriteOptions? options = null)
    {
        for (int attempt = 1; ; attempt++)
        {
            JsonObject? stored = await FindAsync(resource, key, cancel, options?.Budget ?? RequestBudget.Common);
            if (stored is null || !change(stored))
            {
                return stored;
            }

            try
            {
                return await UpdateAsync(resource, stored, cancel, options);
            }
            catch (ApiException conflict) when (conflict.IsConflict && attempt < MaxConflicts)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10 * attempt), time, cancel); // client-go's retry.DefaultRetry, a little longer
            }
            catch (ApiException gone) when (gone.IsNotFound)
            {
                return null; // deleted in between
            }
        }
    }

    /// <summary>Namespace and name of an object.</summary>
    public static NamespacedName KeyOf(JsonObject body)
    {
        JsonObject? meta = body["metadata"] as JsonObject;
        return new NamespacedName(TextOf(meta, "namespace"), TextOf(meta, "name"));
    }

    /// <summary>A text member; empty if it is absent or no text.</summary>
    public static string TextOf(JsonObject? parent, string name) =>
        parent?[name] is JsonValue value && value.TryGetValue(out string? text) ? text : "";

    private Task<JsonObject> PatchAsync(
        ApiResource resource, NamespacedName key, JsonObject body, string type, WriteOptions? options, CancellationToken cancel) =>
        ExchangeAsync(
            Write(HttpMethod.Patch, resource.Path(key.Namespace, key.Name, options?.Subresource ?? ""), body, options) with
            {
                ContentType = type,
            },
            cancel);

    private static ApiRequest Write(HttpMethod method, string path, JsonObject body, WriteOptions? options)
    {
        options ??= WriteOptions.Default;
        StringBuilder query = new();
        if (options.IsDryRun)
        {
            query.Append("&dryRun=All");
        }

        if (options.FieldManager.Length > 0)
        {
            query.Append("&fieldManager=").Append(Uri.EscapeDataString(options.FieldManager));
        }

        if (options.Forces)
        {
            query.Append("&force=true");
        }

        return new ApiRequest(method, query.Length == 0 ? path : path + "?" + query.ToString(1, query.Length - 1))
        {
            Body = Bytes(body),
            Budget = options.Budget,
        };
    }

    private async Task<JsonObject> ExchangeAsync(ApiRequest request, CancellationToken cancel)
    {
        byte[] answer = await connection.SendAsync(request, cancel);
        try
        {
            return JsonNode.Parse(answer) as JsonObject ?? throw new ApiException(new ApiStatus(500, "", "the answer is no object"));
        }
        catch (JsonException broken)
        {
            throw new ApiException("the answer is broken JSON", broken);
        }
    }

    private static ReadOnlyMemory<byte> Bytes(JsonObject body)
    {
        ArrayBufferWriter<byte> buffer = new(1024);
        using (Utf8JsonWriter writer = new(buffer))
        {
            body.WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }
}
