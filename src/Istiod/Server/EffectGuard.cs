using System.Net;
using Istiod.Security;
using Microsoft.Extensions.Primitives;

namespace Istiod.Server;

/// <summary>
/// Tells requests apart that a foreign web page made a browser send (cross-site, or by DNS rebinding) from those of tools and of our
/// own pages. Asked before every page that does something: those may only be called by the latter.
/// </summary>
/// <remarks>
/// Differs: the reference asks nobody. Rules: the <c>Host</c> is an address, <c>localhost</c> or an own name, since a rebound name is
/// the attacker's; <c>Sec-Fetch-Site</c>, if sent, is <c>same-origin</c> or <c>none</c>, since <c>same-site</c> may be another port of this
/// machine; <c>Origin</c>, if sent, and else <c>Referer</c>, are of the host that was called. Tools (curl, istioctl) send none of the three.
/// </remarks>
internal sealed class EffectGuard
{
    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase) { "localhost" };

    /// <summary>A guard of a process that is reached by these DNS names; empty ones are left out.</summary>
    public EffectGuard(params IEnumerable<string> ownNames)
    {
        foreach (string name in ownNames)
        {
            if (name.Length > 0)
            {
                _names.Add(name);
            }
        }
    }

    /// <summary>The guard of this process: its names are the pod's, and those of its Service, short and long.</summary>
    /// <param name="customHosts">Comma list (<c>ISTIOD_CUSTOM_HOST</c>).</param>
    public static EffectGuard Of(HostInputs inputs, string customHosts)
    {
        List<string> names = [System.Environment.MachineName, inputs.Environment.PodName];
        foreach (string name in ServingNames.For(inputs.Options.Namespace, inputs.Environment.Revision, "", customHosts))
        {
            names.Add(name);
            if (name.EndsWith(".svc", StringComparison.Ordinal))
            {
                names.Add(name[..^".svc".Length]);
                names.Add($"{name}.{inputs.Options.Domain}");
            }
        }

        return new EffectGuard(names);
    }

    /// <summary>Why a request must not have an effect; <c>null</c> if it may.</summary>
    public string? Refusal(HttpRequest request)
    {
        if (!IsOwn(request.Host.Host))
        {
            return "the host that was asked for is not this one";
        }

        IHeaderDictionary headers = request.Headers;
        if (!IsAbsent(headers["Sec-Fetch-Site"], out string site) && site is not ("same-origin" or "none"))
        {
            return "the request comes from another site";
        }

        if (!IsAbsent(headers.Origin, out string origin))
        {
            return IsOf(origin, request.Host.Value) ? null : "the request comes from another origin";
        }

        return IsAbsent(headers.Referer, out string referer) || IsOf(referer, request.Host.Value) ? null : "the request comes from another page";
    }

    /// <summary>Answers a request that must not have an effect, with 403.</summary>
    /// <returns>Whether it was answered: then the page does nothing.</returns>
    public bool Refuses(HttpContext context, out Task answered)
    {
        string? refusal = Refusal(context.Request);
        answered = refusal is null ? Task.CompletedTask : HttpPages.ErrorAsync(context, 403, "refused: " + refusal);
        return refusal is not null;
    }

    // HTTP/1.0 may have no host; no browser speaks it
    private bool IsOwn(string host) =>
        host.Length == 0 || _names.Contains(host.TrimEnd('.')) || IPAddress.TryParse(host, out _);

    private static bool IsAbsent(StringValues header, out string value)
    {
        value = header.Count == 1 ? header[0] ?? "" : header.ToString(); // two are of no known meaning, and equal nothing
        return header.Count == 0;
    }

    // Origin and Referer leave the default port out as Host does, so that text can be compared.
    private static bool IsOf(string url, string? host)
    {
        int scheme = url.IndexOf("://", StringComparison.Ordinal);
        if (scheme < 0 || string.IsNullOrEmpty(host))
        {
            return false; // "null": a page that must not tell where it is from
        }

        ReadOnlySpan<char> authority = url.AsSpan(scheme + 3);
        int end = authority.IndexOfAny('/', '?', '#');
        return (end < 0 ? authority : authority[..end]).Equals(host, StringComparison.OrdinalIgnoreCase);
    }
}
