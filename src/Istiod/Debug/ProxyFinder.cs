using System.Diagnostics.CodeAnalysis;
using Istiod.Diagnostics;
using Istiod.Model;
using Istiod.Xds;

namespace Istiod.Debug;

/// <summary>Finds the streams that pages are about, within what the caller may see.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:getDebugConnection, errorHandler. Differs: of several matches the first by id counts, not any.</remarks>
internal static class ProxyFinder
{
    private const string NotConnected = "Proxy not connected to this Pilot instance. It may be connected to another instance.";

    /// <summary>All streams, by id.</summary>
    public static List<XdsConnection> All(DebugContext context)
    {
        List<XdsConnection> all = [.. context.Xds.Connections];
        all.Sort(static (a, b) => string.CompareOrdinal(a.Id, b.Id));
        return all;
    }

    /// <summary>The stream whose id holds the request's <c>proxyID</c>.</summary>
    /// <param name="writer">Gets the error if there is none.</param>
    public static bool TryFind(DebugContext context, DebugRequest request, DebugWriter writer, [NotNullWhen(true)] out XdsConnection? connection)
    {
        connection = null;
        if (request["proxyID"].Length == 0)
        {
            writer.Fail(400, "You must provide a proxyID in the query string");
            return false;
        }

        return TryFindNamed(context, request, writer, out connection);
    }

    /// <summary>As <see cref="TryFind"/>, for pages that also answer without a <c>proxyID</c>, which then must not be asked for.</summary>
    public static bool TryFindNamed(DebugContext context, DebugRequest request, DebugWriter writer, [NotNullWhen(true)] out XdsConnection? connection)
    {
        connection = Find(context, request["proxyID"], request.CallerNamespace);
        if (connection is null)
        {
            writer.Fail(404, NotConnected);
        }

        return connection is not null;
    }

    /// <summary>The first stream, by id, whose id holds a text and whose proxy the caller may see.</summary>
    /// <param name="callerNamespace"><c>null</c>, and the system namespace, see all; others the proxies of their own namespace.</param>
    public static XdsConnection? Find(DebugContext context, string text, string? callerNamespace)
    {
        string? visible = callerNamespace is null or "" || string.Equals(callerNamespace, context.SystemNamespace, StringComparison.Ordinal)
            ? null
            : callerNamespace;
        XdsConnection? found = null;
        foreach (XdsConnection connection in context.Xds.Connections)
        {
            if (connection.Id.Contains(text, StringComparison.Ordinal)
                && (found is null || string.CompareOrdinal(connection.Id, found.Id) < 0)
                && DebugContext.TryGetProxy(connection, out ProxyIdentity? proxy)
                && (visible is null || string.Equals(proxy.Namespace, visible, StringComparison.Ordinal)))
            {
                found = connection;
            }
        }

        return found;
    }
}
