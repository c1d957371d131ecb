using System.Globalization;
using System.Text;

namespace Istiod.Kubernetes.Watching;

/// <summary>The requests of one watch.</summary>
internal sealed class WatchAddress(InformerSpec spec)
{
    private const int PageSize = 500;
    private readonly string _path = spec.Resource.Path(spec.Namespace);
    private readonly string _selectors = Selectors(spec);

    /// <summary>One page of the list.</summary>
    /// <param name="next">Token of the page; empty for the first.</param>
    /// <param name="isPaged">Whether the list comes in pages at all.</param>
    public ApiRequest Page(string next, bool isPaged)
    {
        StringBuilder query = new(_selectors);
        if (isPaged)
        {
            query.Append("&limit=").Append(PageSize);
        }

        if (next.Length > 0)
        {
            query.Append("&continue=").Append(Uri.EscapeDataString(next));
        }

        string path = query.Length == 0 ? _path : $"{_path}?{query.ToString(1, query.Length - 1)}";
        return new ApiRequest(HttpMethod.Get, path)
        {
            Accept = spec.IsMetadataOnly
                ? "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json"
                : "application/json",
            AcceptsGzip = true,
        };
    }

    /// <summary>A watch from a version on, or one that first sends what is there.</summary>
    /// <param name="version">The last version seen; empty with initial events: the newest.</param>
    public ApiRequest Watch(string version, bool withInitialEvents, TimeSpan timeout)
    {
        StringBuilder query = new("watch=true&allowWatchBookmarks=true");
        query.Append(_selectors);
        if (withInitialEvents)
        {
            query.Append("&sendInitialEvents=true&resourceVersionMatch=NotOlderThan");
        }

        if (version.Length > 0)
        {
            query.Append("&resourceVersion=").Append(Uri.EscapeDataString(version));
        }

        query.Append("&timeoutSeconds=").Append(((int)timeout.TotalSeconds).ToString(CultureInfo.InvariantCulture));
        return new ApiRequest(HttpMethod.Get, $"{_path}?{query}")
        {
            Accept = spec.IsMetadataOnly
                ? "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json"
                : "application/json",
        };
    }

    private static string Selectors(InformerSpec spec)
    {
        StringBuilder query = new();
        if (spec.LabelSelector.Length > 0)
        {
            query.Append("&labelSelector=").Append(Uri.EscapeDataString(spec.LabelSelector));
        }

        if (spec.FieldSelector.Length > 0)
        {
            query.Append("&fieldSelector=").Append(Uri.EscapeDataString(spec.FieldSelector));
        }

        return query.ToString();
    }
}
