using System.Buffers;
using Istiod.Diagnostics.Metrics;

namespace Istiod.Server;

/// <summary>The page <c>/metrics</c>.</summary>
/// <param name="localOnly">Whether only this machine may read it (<c>METRICS_LOCALHOST_ACCESS_ONLY</c>).</param>
/// <remarks>istiod: pilot/pkg/bootstrap/monitoring.go:addMonitor.</remarks>
internal sealed class MetricsPage(MetricRegistry metrics, bool localOnly)
{
    /// <summary>Serves a request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        if (localOnly && !HttpPages.IsLoopback(context))
        {
            return HttpPages.TextAsync(context, 403, "Only requests from localhost are allowed\n");
        }

        ArrayBufferWriter<byte> text = new(16 * 1024);
        metrics.WriteTo(text);
        context.Response.ContentType = MetricRegistry.ContentType;
        return HttpPages.BodyAsync(context, text.WrittenMemory);
    }
}
