using Istiod.Diagnostics;
using Istiod.Grpc;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Xds;
using Microsoft.AspNetCore.WebUtilities;

namespace Istiod.Debug;

/// <summary>Debug types over xDS: pages as HTTP has them (<c>istio.io/debug</c>), and states of proxies as messages (<c>istio.io/debug/…</c>).</summary>
/// <remarks>
/// istiod: pilot/pkg/xds/debuggen.go:DebugGen, statusgen.go:StatusGen. Callers must have proven who they are; those outside the own namespace
/// get the pages for workloads only.
/// </remarks>
/// <param name="pages">The pages; <c>null</c> if there are none (<c>ENABLE_DEBUG_ON_HTTP=false</c>): then every name is unknown.</param>
internal sealed class DebugOverXds(DebugContext context, DebugAccess access, DebugPages? pages) : IDebugSource
{
    private const string Type = "istio.io/debug";
    private const int MaxBytes = 128 * 1024 * 1024;

    /// <inheritdoc/>
    public ValueTask<DebugAnswer> AnswerAsync(DebugQuery query, CancellationToken cancellation)
    {
        SpiffeId? caller = CallerOf(query.Connection);
        if (query.TypeUrl == Type)
        {
            return PageAsync(query, caller);
        }

        if (access.ChecksNamespace && caller is null)
        {
            throw NotAuthenticated();
        }

        string? visible = access.ChecksNamespace && caller is { Namespace: var ns }
            && !string.Equals(ns, context.SystemNamespace, StringComparison.Ordinal)
            && !access.AllowedNamespaces.Contains(ns)
            ? ns
            : null;
        return ValueTask.FromResult(query.TypeUrl switch
        {
            ProxyStates.SyncType => ProxyStates.Sync(context, visible),
            ProxyStates.DumpType when query.Names.Count == 1 => ProxyStates.Dump(context, query.Names[0], visible),
            _ => new DebugAnswer([]),
        });
    }

    private async ValueTask<DebugAnswer> PageAsync(DebugQuery query, SpiffeId? known)
    {
        if (known is not { } caller)
        {
            throw NotAuthenticated();
        }

        if (query.Names.Count != 1)
        {
            throw new GrpcException(GrpcStatusCode.InvalidArgument, "exactly one debug request is required");
        }

        string name = query.Names[0];
        int mark = name.IndexOf('?', StringComparison.Ordinal);
        string page = Uri.UnescapeDataString(mark < 0 ? name : name[..mark]);
        if (!string.Equals(caller.Namespace, context.OwnNamespace, StringComparison.Ordinal) && !DebugAccess.IsForWorkloads(page))
        {
            throw new GrpcException(
                GrpcStatusCode.PermissionDenied, $"the debug info is not available for current identity: \"{caller}\"");
        }

        return new DebugAnswer([new DebugItem(name, Type, await BodyAsync(page, mark < 0 ? "" : name[mark..], caller.Namespace))]);
    }

    private async ValueTask<byte[]> BodyAsync(string page, string queryText, string callerNamespace)
    {
        DebugRequest request = new(QueryOf(queryText), callerNamespace);
        using DebugWriter writer = new(request.Has("pretty"), limit: MaxBytes);
        if (pages?.Find("/debug/" + page) is not { } endpoint)
        {
            writer.Fail(404, "404 page not found");
            return writer.Body.ToArray();
        }

        try
        {
            await endpoint.WriteAsync(request, writer);
        }
        catch (DebugLimitException limit)
        {
            throw new GrpcException(GrpcStatusCode.ResourceExhausted, limit.Message);
        }

        return writer.Body.ToArray();
    }

    private static Dictionary<string, string> QueryOf(string text)
    {
        Dictionary<string, string> query = new(StringComparer.Ordinal);
        foreach (QueryStringEnumerable.EncodedNameValuePair pair in new QueryStringEnumerable(text))
        {
            query.TryAdd(pair.DecodeName().ToString(), pair.DecodeValue().ToString());
        }

        return query;
    }

    // what the stream's node was found to be, with its trust domain
    private static SpiffeId? CallerOf(XdsConnection connection) =>
        connection.Identity is { } peer
            && DebugContext.TryGetProxy(connection, out ProxyIdentity? proxy)
            && proxy.Verified is { } account
            && SpiffeId.TryFind(peer.Identities, account.Namespace, account.ServiceAccount, out SpiffeId id)
            ? id
            : null;

    private static GrpcException NotAuthenticated() => new(GrpcStatusCode.Unauthenticated, "authentication required");
}
