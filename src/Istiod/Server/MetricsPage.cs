using System.Buffers;
using System.IO.Compression;
using Istiod.Diagnostics.Metrics;
using Microsoft.Net.Http.Headers;

namespace Istiod.Server;

/// <summary>The page <c>/metrics</c>.</summary>
/// <param name="localOnly">Whether only this machine may read it (<c>METRICS_LOCALHOST_ACCESS_ONLY</c>).</param>
/// <remarks>
/// istiod: pilot/pkg/bootstrap/monitoring.go:addMonitor; what a scraper is given: prometheus/common expfmt:Negotiate, without OpenMetrics, which
/// the reference does not give either. Differs: no protobuf; whoever asks for it gets text, as the protocol has it.
/// </remarks>
internal sealed class MetricsPage(MetricRegistry metrics, bool localOnly)
{
    private const int LargestAccept = 4096;

    /// <summary>Serves a request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        if (localOnly && !HttpPages.IsLoopback(context))
        {
            return HttpPages.ErrorAsync(context, 403, "Only requests from localhost are allowed");
        }

        ArrayBufferWriter<byte> text = new(16 * 1024);
        metrics.WriteTo(text);
        context.Response.ContentType = ContentType(context.Request.Headers.Accept.ToString());
        return AcceptsGzip(context.Request.Headers.AcceptEncoding.ToString())
            ? CompressedAsync(context, text.WrittenMemory)
            : HttpPages.BodyAsync(context, text.WrittenMemory);
    }

    /// <summary>The content type that an <c>Accept</c> header asks for: version 0.0.4 or 1.0.0 of the text format, which differ in nothing here.</summary>
    public static string ContentType(string accept)
    {
        string escaping = "underscores";
        if (accept.Length is > 0 and <= LargestAccept && MediaTypeHeaderValue.TryParseList(accept.Split(','), out IList<MediaTypeHeaderValue>? types))
        {
            foreach (MediaTypeHeaderValue type in types.OrderByDescending(t => t.Quality ?? 1)) // stable
            {
                if (Parameter(type, "escaping") is "allow-utf-8" or "underscores" or "dots" or "values")
                {
                    escaping = Parameter(type, "escaping");
                }

                if (type.MediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase) && Parameter(type, "version") is "0.0.4" or "1.0.0" or "")
                {
                    return $"text/plain; version={(Parameter(type, "version") == "1.0.0" ? "1.0.0" : "0.0.4")}; charset=utf-8; escaping={escaping}";
                }
            }
        }

        return "text/plain; version=0.0.4; charset=utf-8; escaping=" + escaping;
    }

    private static string Parameter(MediaTypeHeaderValue type, string name)
    {
        foreach (NameValueHeaderValue parameter in type.Parameters)
        {
            if (parameter.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return parameter.GetUnescapedValue().ToString();
            }
        }

        return "";
    }

    private static bool AcceptsGzip(string header)
    {
        foreach (string part in header.Split(','))
        {
            string[] pieces = part.Split(';', StringSplitOptions.TrimEntries);
            if (pieces[0].Trim().Equals("gzip", StringComparison.OrdinalIgnoreCase))
            {
                return !(pieces.Length > 1 && pieces[1] is "q=0" or "q=0.0" or "q=0.00" or "q=0.000");
            }
        }

        return false;
    }

    private static Task CompressedAsync(HttpContext context, ReadOnlyMemory<byte> text)
    {
        using MemoryStream packed = new(text.Length / 4);
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write(text.Span);
        }

        context.Response.Headers.ContentEncoding = "gzip";
        return HttpPages.BodyAsync(context, packed.ToArray());
    }
}
