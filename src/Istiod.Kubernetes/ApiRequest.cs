namespace Istiod.Kubernetes;

/// <summary>One request to an API server.</summary>
/// <param name="Method">HTTP method.</param>
/// <param name="PathAndQuery">Escaped, from <c>/api</c> on.</param>
public sealed record ApiRequest(HttpMethod Method, string PathAndQuery)
{
    /// <summary>Accepted content type.</summary>
    public string Accept { get; init; } = "application/json";

    /// <summary>Body; empty for none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>Content type of the body.</summary>
    public string ContentType { get; init; } = "application/json";

    /// <summary>Whose rate it counts against.</summary>
    public RequestBudget Budget { get; init; } = RequestBudget.Common;

    /// <summary>Whether the answer may be gzipped: for long lists.</summary>
    public bool AcceptsGzip { get; init; }
}
