using System.IO.Compression;

namespace Istiod.Kubernetes.Connection;

/// <summary>A successful answer whose body is still to come. Owner of the exchange.</summary>
internal sealed class ApiAnswer(HttpResponseMessage message, Stream body) : IDisposable
{
    /// <summary>The body, unpacked.</summary>
    public Stream Body { get; } = message.Content.Headers.ContentEncoding.Contains("gzip")
        ? new GZipStream(body, CompressionMode.Decompress)
        : body;

    public void Dispose()
    {
        Body.Dispose();
        message.Dispose();
    }
}
