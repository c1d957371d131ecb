using Istiod.Webhooks.Admission;

namespace Istiod.Server;

/// <summary>Turns HTTP requests into webhook calls, within limits of size, time and memory.</summary>
/// <remarks>Paths are cleaned as Go's ServeMux does: one with <c>//</c>, <c>.</c> or <c>..</c> is answered with 307.</remarks>
/// <param name="time">Limits how long a body may take.</param>
internal sealed class WebhookPortPages(TimeProvider time) : IDisposable
{
    private readonly WebhookPortBodies _bodies = new(time);
    private readonly List<Page> _pages = [];
    private readonly HttpPages _others = new();

    /// <summary>Adds a webhook.</summary>
    /// <param name="owns">Whether a decoded path is the webhook's.</param>
    /// <param name="handle">Answers a call.</param>
    /// <param name="refuse">Hears of a call whose body could not be read, and gives back what to answer.</param>
    public void Add(Func<string, bool> owns, Func<AdmissionCall, AdmissionAnswer> handle, Func<AdmissionAnswer, AdmissionAnswer> refuse) =>
        _pages.Add(new Page(owns, handle, refuse));

    /// <summary>Adds a page that is no webhook.</summary>
    public void Add(string path, RequestDelegate page) => _others.Add(path, page);

    /// <summary>Whether a path is a webhook's.</summary>
    public bool Owns(string path) => Find(path) is not null;

    /// <summary>Serves a request.</summary>
    public Task HandleAsync(HttpContext context)
    {
        string path = WebhookPortPath.Of(context);
        string clean = WebhookPortPath.Clean(path);
        if (!string.Equals(path, clean, StringComparison.Ordinal))
        {
            context.Response.Headers.Location = WebhookPortPath.Encode(clean) + context.Request.QueryString.Value;
            return HttpPages.Status(context, 307);
        }

        return Find(path) is { } page ? CallAsync(context, page, path) : _others.HandleAsync(context);
    }

    /// <inheritdoc/>
    public void Dispose() => _bodies.Dispose();

    private Page? Find(string path)
    {
        foreach (Page page in _pages)
        {
            if (page.Owns(path))
            {
                return page;
            }
        }

        return null;
    }

    private async Task CallAsync(HttpContext context, Page page, string path)
    {
        try
        {
            using WebhookPortBody body = await _bodies.ReadAsync(context);
            AdmissionAnswer answer = body.IsTooLong
                ? page.Refuse(AdmissionCall.TooLarge)
                : page.Handle(new AdmissionCall(path, context.Request.ContentType ?? "", body.Bytes));
            WebhookPortBodies.Tidy(body.Length);
            await WriteAsync(context, answer);
        }
        catch (TimeoutException late)
        {
            // The caller is told; what it sends from here on is of no more use.
            if (HttpProtocol.IsHttp11(context.Request.Protocol))
            {
                context.Response.Headers.Connection = "close";
            }

            await WriteAsync(context, page.Refuse(AdmissionAnswer.Text(400, late.Message)));
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // The caller went away or broke the protocol.
            page.Refuse(AdmissionAnswer.Text(400, "body was not received"));
            context.Abort();
        }
    }

    private static Task WriteAsync(HttpContext context, AdmissionAnswer answer)
    {
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = AdmissionAnswer.ContentType;
        if (answer.Status >= 400)
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
        }

        return HttpPages.BodyAsync(context, answer.Body);
    }

    private sealed record Page(
        Func<string, bool> Owns, Func<AdmissionCall, AdmissionAnswer> Handle, Func<AdmissionAnswer, AdmissionAnswer> Refuse);
}
