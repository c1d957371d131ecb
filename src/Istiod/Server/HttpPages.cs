using System.Net;

namespace Istiod.Server;

/// <summary>Answers plain HTTP by path. Paths match exactly; others get Go's 404.</summary>
internal sealed class HttpPages
{
    private readonly Dictionary<string, RequestDelegate> _pages = new(StringComparer.Ordinal);

    /// <summary>Answers what no page is for, if it wants to; null leaves it to the 404.</summary>
    public Func<HttpContext, Task?>? Others { get; set; }

    /// <summary>Adds a page.</summary>
    public void Add(string path, RequestDelegate page) => _pages.Add(path, page);

    /// <summary>Serves a request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        if (_pages.TryGetValue(context.Request.Path.Value ?? "", out RequestDelegate? page))
        {
            return page(context);
        }

        if (Others?.Invoke(context) is { } answered)
        {
            return answered;
        }

        return ErrorAsync(context, 404, "404 page not found");
    }

    /// <summary>Whether the peer is on this machine.</summary>
    public static bool IsLoopback(HttpContext context) =>
        context.Connection.RemoteIpAddress is { } address && IPAddress.IsLoopback(address);

    /// <summary>An answer without a body.</summary>
    public static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    /// <summary>A plain text answer.</summary>
    public static Task TextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return BodyAsync(context, System.Text.Encoding.UTF8.GetBytes(text));
    }

    /// <summary>An error as Go's <c>http.Error</c> answers it: a line of text that no browser takes for anything else.</summary>
    public static Task ErrorAsync(HttpContext context, int status, string message)
    {
        context.Response.Headers.XContentTypeOptions = "nosniff";
        return TextAsync(context, status, message + "\n");
    }

    /// <summary>Writes a body whose headers are set.</summary>
    public static Task BodyAsync(HttpContext context, ReadOnlyMemory<byte> body)
    {
        context.Response.ContentLength = body.Length;
        return HttpMethods.IsHead(context.Request.Method) ? Task.CompletedTask : context.Response.Body.WriteAsync(body).AsTask();
    }
}
