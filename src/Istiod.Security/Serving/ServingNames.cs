namespace Istiod.Security;

/// <summary>The DNS names under which proxies and API servers know istiod.</summary>
public static class ServingNames
{
    /// <summary>All names, sorted.</summary>
    /// <param name="systemNamespace">istiod's own namespace.</param>
    /// <param name="revision">Empty or <c>default</c> add no name.</param>
    /// <param name="discoveryHost">Host of the default proxy config's discovery address.</param>
    /// <param name="customHosts">Comma list (<c>ISTIOD_CUSTOM_HOST</c>).</param>
    /// <remarks>istiod: pilot/pkg/bootstrap/server.go:getDNSNames.</remarks>
    public static IReadOnlyList<string> For(string systemNamespace, string revision, string discoveryHost, string customHosts)
    {
        SortedSet<string> names = new(StringComparer.Ordinal) { discoveryHost };
        if (customHosts.Length > 0)
        {
            names.UnionWith(customHosts.Split(','));
        }

        foreach (string service in (ReadOnlySpan<string>)["istiod", "istiod-remote", "istio-pilot"])
        {
            names.Add($"{service}.{systemNamespace}.svc");
        }

        if (revision.Length > 0 && revision != "default")
        {
            names.Add($"istiod-{revision}.{systemNamespace}.svc");
        }

        return [.. names];
    }
}
