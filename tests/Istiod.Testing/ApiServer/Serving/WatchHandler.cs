using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using Istiod.Testing.ApiServer.Faults;
using Istiod.Testing.ApiServer.Json;
using Istiod.Testing.ApiServer.Resources;
using Istiod.Testing.ApiServer.Storage;
using Microsoft.AspNetCore.Http;

namespace Istiod.Testing.ApiServer.Serving;

/// <summary>Watches: replay, synthetic beginnings, selector transitions, bookmarks, time limits.</summary>
internal sealed class WatchHandler(ObjectStore store, ApiServerOptions options, FaultPlan faults)
{
    private const int FlushFrom = 32 * 1024;

    public async Task HandleAsync(HttpContext context, ApiResource resource, RequestTarget target)
    {
        IQueryCollection query = context.Request.Query;
        Selection selection = Selection.Of(query, target, resource);
        ObjectForm form = ObjectForm.Choose(resource, context.Request.Headers.Accept, options.Time);
        bool wantsBookmarks = query["allowWatchBookmarks"].ToString() is "true" or "1";
        bool? initial = InitialEvents(query);
        string revision = query["resourceVersion"].ToString();
        bool isSynthetic = initial ?? revision is "" or "0";
        long? after = initial == true || revision is "" or "0" ? null : ListHandler.ParseRevision(revision);
        if (initial == true && ListHandler.ParseRevision(revision) is var least && least > store.Revision)
        {
            throw ApiStatusException.TooLargeRevision(least, store.Revision);
        }

        int seconds = ListHandler.Number(query, "timeoutSeconds");
        TimeSpan timeout = seconds > 0 ? TimeSpan.FromSeconds(seconds) : options.WatchTimeout;
        context.Response.ContentType = "application/json";
        PipeWriter output = context.Response.BodyWriter;
        WatchSubscription subscription;
        Snapshot snapshot;
        StoreEvent[] replay;
        try
        {
            subscription = store.Subscribe(resource, after, out snapshot, out replay);
        }
        catch (ApiStatusException expired) when (expired.Code == 410)
        {
            // A watch tells it inside of its stream.
            WriteEvent(output, "ERROR"u8, Trees.ToBytes(expired.ToStatus()));
            await output.FlushAsync(context.RequestAborted);
            return;
        }

        using CancellationTokenSource over = new(timeout, options.Time);
        using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(over.Token, context.RequestAborted);
        using ITimer? bookmarks = wantsBookmarks
            ? options.Time.CreateTimer(_ => store.PostBookmark(subscription), null, options.BookmarkInterval, options.BookmarkInterval)
            : null;
        try
        {
            await context.Response.StartAsync(linked.Token);
            if (isSynthetic)
            {
                await WriteInitialAsync(output, form, selection, snapshot, linked.Token);
                if (initial == true && wantsBookmarks)
                {
                    WriteBookmark(output, form, snapshot.Revision, isInitialEnd: true);
                }
            }

            foreach (StoreEvent change in replay)
            {
                WriteChange(output, form, selection, change);
            }

            await output.FlushAsync(linked.Token);
            await PumpAsync(output, form, selection, subscription, resource, linked.Token);
        }
        catch (OperationCanceledException) when (!context.RequestAborted.IsCancellationRequested)
        {
            // The watch's time is over: it ends cleanly, with a last bookmark if it had any.
            if (wantsBookmarks)
            {
                store.PostBookmark(subscription);
                await DrainAsync(output, form, selection, subscription, context.RequestAborted);
            }
        }
        finally
        {
            store.Unsubscribe(resource, subscription);
        }
    }

    private async Task PumpAsync(
        PipeWriter output,
        ObjectForm form,
        Selection selection,
        WatchSubscription subscription,
        ApiResource resource,
        CancellationToken ct)
    {
        while (await subscription.Events.WaitToReadAsync(ct))
        {
            await faults.WaitForWatchesAsync(ct);
            while (subscription.Events.TryRead(out StoreEvent? change))
            {
                WriteChange(output, form, selection, change);
                if (faults.CutsWatch(resource.Plural))
                {
                    // Half an event, then the end of the stream: a reset would take back what the client has not read yet.
                    output.Write("{\"type\":\"MODIFIED\",\"object\":{\"metadata\":{\"na"u8);
                    await output.FlushAsync(ct);
                    return;
                }

                if (output.UnflushedBytes > FlushFrom)
                {
                    await output.FlushAsync(ct);
                }
            }

            await output.FlushAsync(ct);
        }
    }

    private static async Task DrainAsync(
        PipeWriter output, ObjectForm form, Selection selection, WatchSubscription subscription, CancellationToken ct)
    {
        while (subscription.Events.TryRead(out StoreEvent? change))
        {
            WriteChange(output, form, selection, change);
        }

        await output.FlushAsync(ct);
    }

    private bool? InitialEvents(IQueryCollection query)
    {
        string text = query["sendInitialEvents"].ToString();
        string match = query["resourceVersionMatch"].ToString();
        if (text.Length == 0)
        {
            return match.Length == 0
                ? null
                : throw Refused("resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided");
        }

        if (!options.HasWatchList)
        {
            throw Refused("sendInitialEvents", "sendInitialEvents is forbidden for watch unless the WatchList feature gate is enabled");
        }

        return match == "NotOlderThan"
            ? text is "true" or "1"
            : throw Refused("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
    }

    private static ApiStatusException Refused(string field, string detail) =>
        ApiStatusException.Invalid("meta.k8s.io", "ListOptions", "", [FieldFault.Forbidden(field, detail)]);

    private static async Task WriteInitialAsync(
        PipeWriter output, ObjectForm form, Selection selection, Snapshot snapshot, CancellationToken ct)
    {
        foreach (StoredObject stored in snapshot.Objects)
        {
            if (!selection.Matches(stored))
            {
                continue;
            }

            WriteObject(output, "ADDED"u8, form, stored);
            if (output.UnflushedBytes > FlushFrom)
            {
                await output.FlushAsync(ct);
            }
        }
    }

    /// <summary>What a change is to a watcher that sees only what its selector takes.</summary>
    private static void WriteChange(PipeWriter output, ObjectForm form, Selection selection, StoreEvent change)
    {
        if (change.Current is not { } current)
        {
            WriteBookmark(output, form, change.Revision, isInitialEnd: false);
            return;
        }

        bool was = change.Previous is { } previous && selection.Matches(previous);
        bool isNow = !change.IsDelete && selection.Matches(current);
        if (isNow)
        {
            WriteObject(output, was ? "MODIFIED"u8 : "ADDED"u8, form, current);
        }
        else if (was)
        {
            // What leaves the selection is told as it last was, with the revision of the change.
            WriteObject(output, "DELETED"u8, form, change.IsDelete ? current : change.Previous!.WithRevision(change.Revision));
        }
    }

    private static void WriteObject(PipeWriter output, ReadOnlySpan<byte> type, ObjectForm form, StoredObject stored)
    {
        output.Write("{\"type\":\""u8);
        output.Write(type);
        output.Write("\",\"object\":"u8);
        form.Write(output, stored);
        output.Write("}\n"u8);
    }

    private static void WriteBookmark(PipeWriter output, ObjectForm form, long revision, bool isInitialEnd)
    {
        (string kind, string version) = form.Kind switch
        {
            FormKind.Metadata => ("PartialObjectMetadata", "meta.k8s.io/v1"),
            _ => (form.Resource.Kind, form.Resource.ApiVersion),
        };
        string annotations = isInitialEnd ? ",\"annotations\":{\"k8s.io/initial-events-end\":\"true\"}" : "";
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{{\"kind\":\"{kind}\",\"apiVersion\":\"{version}\",\"metadata\":{{\"resourceVersion\":\"{revision}\",\"creationTimestamp\":null{annotations}}}}}");
        WriteEvent(output, "BOOKMARK"u8, Encoding.UTF8.GetBytes(text));
    }

    private static void WriteEvent(PipeWriter output, ReadOnlySpan<byte> type, ReadOnlySpan<byte> json)
    {
        output.Write("{\"type\":\""u8);
        output.Write(type);
        output.Write("\",\"object\":"u8);
        output.Write(json);
        output.Write("}\n"u8);
    }
}
