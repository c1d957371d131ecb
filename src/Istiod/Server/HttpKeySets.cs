using Istiod.Security;

namespace Istiod.Server;

/// <summary>Gets key sets over HTTP(S) with the system's roots.</summary>
internal sealed class HttpKeySets : IKeySetFetcher, IDisposable
{
    private readonly HttpClient _client = new()
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = 1024 * 1024,
    };

    /// <inheritdoc/>
    public async ValueTask<byte[]> GetAsync(Uri address, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage response = await _client.GetAsync(address, cancellation);
            return response.IsSuccessStatusCode
                ? await response.Content.ReadAsByteArrayAsync(cancellation)
                : throw new IOException($"{address} answers {(int)response.StatusCode}");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            throw new IOException($"{address}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();
}
