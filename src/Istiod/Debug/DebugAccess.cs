using Istiod.Grpc;
using Istiod.Primitives;
using Istiod.Server;

namespace Istiod.Debug;

/// <summary>Who may read debug pages over HTTP: this machine everything, others what their identity allows.</summary>
/// <remarks>istiod: pilot/pkg/xds/debug.go:allowAuthenticatedOrLocalhost, AuthorizeDebugRequest; debuggen.go:activeNamespaceDebuggers.</remarks>
/// <param name="authenticator">Who finds out who calls; <c>null</c> as long as there is nobody.</param>
/// <param name="systemNamespace">The namespace that may read everything.</param>
internal sealed class DebugAccess(Func<IPeerAuthenticator?> authenticator, Func<string> systemNamespace)
{
    private const string Folder = "/debug/";

    /// <summary>Pages that every workload may ask for, about proxies of its own namespace.</summary>
    public static bool IsForWorkloads(string page) => page is "config_dump" or "ndsz" or "edsz";

    /// <summary>Whether namespaces count at all (<c>ENABLE_DEBUG_ENDPOINT_AUTH</c>); if not, whoever is known may read everything.</summary>
    public bool ChecksNamespace { get; init; } = true;

    /// <summary>More namespaces that may ask for every page (<c>DEBUG_ENDPOINT_AUTH_ALLOWED_NAMESPACES</c>).</summary>
    public IReadOnlySet<string> AllowedNamespaces { get; init; } = new HashSet<string>();

    /// <summary>Decides about one request.</summary>
    /// <returns>Status 200, 401 or 403; the caller's namespace if that limits what it may see.</returns>
    public async ValueTask<(int Status, string? Namespace)> CheckAsync(HttpContext context, string path)
    {
        if (HttpPages.IsLoopback(context))
        {
            return (200, null);
        }

        if (await IdentityOfAsync(context) is not { } identity)
        {
            return (401, null);
        }

        if (!ChecksNamespace)
        {
            return (200, null);
        }

        string ns = NamespaceOf(identity);
        bool isAllowed = ns.Length > 0
            && (string.Equals(ns, systemNamespace(), StringComparison.Ordinal)
                || AllowedNamespaces.Contains(ns)
                || (path.StartsWith(Folder, StringComparison.Ordinal) && IsForWorkloads(path[Folder.Length..])));
        return isAllowed ? (200, ns) : (403, null);
    }

    private async ValueTask<PeerIdentity?> IdentityOfAsync(HttpContext context)
    {
        try
        {
            return authenticator() is { } known ? await known.AuthenticateAsync(context, context.RequestAborted) : null;
        }
        catch (GrpcException)
        {
            return null; // nobody knows the caller; why is in the log only
        }
    }

    // the first that is a SPIFFE id decides
    private static string NamespaceOf(PeerIdentity identity)
    {
        foreach (string name in identity.Identities)
        {
            if (SpiffeId.TryParse(name, out SpiffeId id))
            {
                return id.Namespace;
            }
        }

        return "";
    }
}
