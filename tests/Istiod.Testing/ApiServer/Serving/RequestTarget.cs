namespace Istiod.Testing.ApiServer.Serving;

/// <summary>What a resource URL names.</summary>
/// <param name="Namespace">Empty for cluster-wide kinds and requests over all namespaces.</param>
/// <param name="Name">Empty for collections.</param>
/// <param name="Subresource">E.g. <c>status</c>; empty for the object itself.</param>
internal sealed record RequestTarget(
    string Group, string Version, string Plural, string Namespace, string Name, string Subresource)
{
    /// <summary>Reads <c>/api/v1/…</c> and <c>/apis/GROUP/VERSION/…</c>; null for all other paths.</summary>
    public static RequestTarget? Parse(string path)
    {
        string[] parts = path.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < parts.Length; i++)
        {
            parts[i] = Uri.UnescapeDataString(parts[i]);
        }

        int at;
        string group;
        string version;
        if (parts.Length >= 3 && parts[0] == "api")
        {
            (group, version, at) = ("", parts[1], 2);
        }
        else if (parts.Length >= 4 && parts[0] == "apis")
        {
            (group, version, at) = (parts[1], parts[2], 3);
        }
        else
        {
            return null;
        }

        string ns = "";
        bool isNamespaceItself = group.Length == 0 && parts[at] == "namespaces"
            && (parts.Length <= at + 2 || parts[at + 2] is "status" or "finalize");
        if (parts[at] == "namespaces" && !isNamespaceItself)
        {
            ns = parts[at + 1];
            at += 2;
        }

        return at >= parts.Length
            ? null
            : new RequestTarget(
                group,
                version,
                parts[at],
                ns,
                parts.Length > at + 1 ? parts[at + 1] : "",
                parts.Length > at + 2 ? string.Join('/', parts[(at + 2)..]) : "");
    }
}
