using System.Text;
using Istiod.Diagnostics;
using Istiod.Server;

namespace Istiod.Debug;

/// <summary>The debug pages of a process, and the ways to them.</summary>
internal sealed class DebugPages : IDisposable
{
    private readonly Dictionary<string, IDebugEndpoint> _endpoints = new(StringComparer.Ordinal);
    private readonly DebugHttp _http;
    private readonly List<IDebugEndpoint> _all;

    /// <summary>Makes them; no page is written yet.</summary>
    public DebugPages(DebugContext context, DebugAccess access, EffectGuard guard, TimeProvider time)
    {
        _http = new DebugHttp(access, guard, time);
        IReadOnlyList<IDebugEndpoint> pages = DebugCatalog.Create(context);
        _all = [.. pages, DebugIndex.List(pages)];
        foreach (IDebugEndpoint endpoint in _all)
        {
            _endpoints.Add(endpoint.Path, endpoint);
        }
    }

    /// <summary>Pages below <c>/debug/pprof/</c>: on ports only, and not in the list for tools.</summary>
    public IReadOnlyList<IDebugEndpoint> Profiles { get; init; } = [];

    /// <summary>The page of a path, if there is one.</summary>
    public IDebugEndpoint? Find(string path) => _endpoints.GetValueOrDefault(path);

    /// <summary>Puts them onto a port.</summary>
    public void AddTo(HttpPages pages)
    {
        foreach (IDebugEndpoint endpoint in _all.Concat(Profiles))
        {
            pages.Add(endpoint.Path, _http.For(endpoint));
        }

        pages.Add("/debug", IndexAsync);
    }

    /// <summary>A page of another kind behind the rule who may read debug pages, for those that are no endpoints.</summary>
    public RequestDelegate Guarded(RequestDelegate page) => _http.Guarded(page);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private Task IndexAsync(HttpContext context)
    {
        context.Response.ContentType = "text/html; charset=utf-8";
        return HttpPages.BodyAsync(context, Encoding.UTF8.GetBytes(DebugIndex.Html(_all.Concat(Profiles))));
    }
}
