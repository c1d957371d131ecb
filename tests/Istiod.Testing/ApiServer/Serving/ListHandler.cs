using System.Buffers;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Storage;
using Microsoft.AspNetCore.Http;

namespace Istiod.Testing.ApiServer.Serving;

/// <summary>GET of collections: consistent pages, revisions, selectors, gzip.</summary>
internal sealed class ListHandler(ObjectStore store, ListTokens tokens, Func<ApiResource, Snapshot?> stale, TimeProvider time)
{
    // As the API server: smaller answers are not worth compressing.
    private const int GzipFrom = 128 * 1024;

    public async Task HandleAsync(HttpContext context, ApiResource resource, RequestTarget target)
    {
        IQueryCollection query = context.Request.Query;
        Selection selection = Selection.Of(query, target, resource);
        ObjectForm form = ObjectForm.Choose(resource, context.Request.Headers.Accept, time);
        int limit = Number(query, "limit");
        (Snapshot snapshot, string after) = Begin(query, resource);

        List<StoredObject> items = [];
        string? next = null;
        int remaining = 0;
        foreach (StoredObject stored in snapshot.Objects)
        {
            if ((after.Length > 0 && IsBefore(stored, after)) || !selection.Matches(stored))
            {
                continue;
            }

            if (limit > 0 && items.Count == limit)
            {
                next ??= tokens.Issue(resource, snapshot, items[^1].Key);
                remaining++;
                continue;
            }

            items.Add(stored);
        }

        bool tellsRemaining = next is not null && selection.Labels.IsEmpty && selection.Fields.IsEmpty;
        byte[] body = Write(form, snapshot, items, next, tellsRemaining ? remaining : 0);
        context.Response.ContentType = "application/json";
        if (body.Length >= GzipFrom && context.Request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.Ordinal))
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await using GZipStream zip = new(context.Response.Body, CompressionLevel.Fastest);
            await zip.WriteAsync(body, context.RequestAborted);
            return;
        }

        context.Response.ContentLength = body.Length;
        await context.Response.Body.WriteAsync(body, context.RequestAborted);
    }

    private (Snapshot Snapshot, string After) Begin(IQueryCollection query, ApiResource resource)
    {
        string revision = query["resourceVersion"].ToString();
        string match = query["resourceVersionMatch"].ToString();
        string token = query["continue"].ToString();
        if (token.Length > 0)
        {
            if (match.Length > 0)
            {
                throw ApiStatusException.BadRequest("resourceVersionMatch is forbidden when continue is provided");
            }

            return tokens.Resume(resource, store, token);
        }

        if (match.Length > 0 && revision.Length == 0)
        {
            throw ApiStatusException.BadRequest("resourceVersionMatch is forbidden unless resourceVersion is provided");
        }

        long asked = ParseRevision(revision);
        if (match == "Exact")
        {
            return asked > store.Revision
                ? throw ApiStatusException.TooLargeRevision(asked, store.Revision)
                : (store.ListAt(resource, asked), "");
        }

        if (match is not ("" or "NotOlderThan"))
        {
            throw ApiStatusException.BadRequest($"resourceVersionMatch: Unsupported value: \"{match}\"");
        }

        if (asked > store.Revision)
        {
            throw ApiStatusException.TooLargeRevision(asked, store.Revision);
        }

        // "0" may be answered from a cache that lags behind.
        return (revision == "0" && stale(resource) is { } old ? old : store.List(resource), "");
    }

    private static bool IsBefore(StoredObject stored, string after)
    {
        int slash = after.IndexOf('/', StringComparison.Ordinal);
        int order = string.CompareOrdinal(stored.Namespace, after[..slash]);
        return order < 0 || (order == 0 && string.CompareOrdinal(stored.Name, after[(slash + 1)..]) <= 0);
    }

    private static byte[] Write(ObjectForm form, Snapshot snapshot, List<StoredObject> items, string? next, int remaining)
    {
        string revision = snapshot.Revision.ToString(CultureInfo.InvariantCulture);
        if (form.Kind == FormKind.Table)
        {
            return Trees.ToBytes(form.Table(items, revision));
        }

        StringBuilder head = new();
        head.Append(form.Kind == FormKind.Metadata
            ? """{"kind":"PartialObjectMetadataList","apiVersion":"meta.k8s.io/v1","""
            : $$"""{"kind":"{{form.Resource.ListKindOrDefault}}","apiVersion":"{{form.Resource.ApiVersion}}",""");
        head.Append(CultureInfo.InvariantCulture, $"\"metadata\":{{\"resourceVersion\":\"{revision}\"");
        if (next is not null)
        {
            head.Append(CultureInfo.InvariantCulture, $",\"continue\":\"{next}\"");
        }

        if (remaining > 0)
        {
            head.Append(CultureInfo.InvariantCulture, $",\"remainingItemCount\":{remaining}");
        }

        head.Append("},\"items\":[");
        int size = head.Length + 2;
        foreach (StoredObject item in items)
        {
            size += item.Body.Length + 100;
        }

        ArrayBufferWriter<byte> output = new(size);
        output.Write(Encoding.UTF8.GetBytes(head.ToString()));
        bool isFirst = true;
        foreach (StoredObject item in items)
        {
            if (!isFirst)
            {
                output.Write(","u8);
            }

            isFirst = false;
            form.WriteItem(output, item);
        }

        output.Write("]}"u8);
        return output.WrittenSpan.ToArray();
    }

    internal static long ParseRevision(string text)
    {
        if (text.Length == 0)
        {
            return 0;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long revision)
            ? revision
            : throw ApiStatusException.BadRequest($"invalid resource version \"{text}\"");
    }

    internal static int Number(IQueryCollection query, string name)
    {
        string text = query[name].ToString();
        if (text.Length == 0)
        {
            return 0;
        }

        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw ApiStatusException.BadRequest($"{name}: \"{text}\" is no number");
    }
}
