using System.Buffers;
using Istiod.Webhooks.Admission;

namespace Istiod.Server;

/// <summary>Turns HTTP requests into webhook calls, within limits of size, time and memory.</summary>
/// <remarks>
/// Paths are cleaned as Go's ServeMux does: one with <c>//</c>, <c>.</c> or <c>..</c> is answered with 307. A long body waits until it is
/// the only one, so that many of them take the memory of one.
/// </remarks>
/// <param name="time">Limits how long a body may take.</param>
internal sealed class WebhookPortPages(TimeProvider time) : IDisposable
{
    // Far above a usual pod of some kilobytes; few objects are larger.
    private const int LongBody = 256 << 10;
    private static readonly TimeSpan s_bodyLimit = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _longBodies = new(1, 1);
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
    public void Dispose() => _longBodies.Dispose();

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
        byte[] body = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(context.Request.ContentLength ?? 0, 4096, LongBody));
        bool isAlone = false;
        using CancellationTokenSource limit = new(s_bodyLimit, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            int length = 0;
            while (true)
            {
                if (length == body.Length)
                {
                    if (length > AdmissionCall.MaxBytes)
                    {
                        break;
                    }

                    if (!isAlone && length >= LongBody)
                    {
                        await _longBodies.WaitAsync(context.RequestAborted);
                        isAlone = true;
                        limit.CancelAfter(s_bodyLimit);
                    }

                    byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(length * 2, AdmissionCall.MaxBytes + 1));
                    body.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(body);
                    body = larger;
                }

                int read = await context.Request.Body.ReadAsync(body.AsMemory(length), both.Token);
                if (read == 0)
                {
                    break;
                }

                length += read;
            }

            AdmissionAnswer answer = length > AdmissionCall.MaxBytes
                ? page.Refuse(AdmissionCall.TooLarge)
                : page.Handle(new AdmissionCall(path, context.Request.ContentType ?? "", body.AsMemory(0, length)));
            await WriteAsync(context, answer);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            // The body took too long; the connection is of no more use.
            await WriteAsync(context, page.Refuse(AdmissionAnswer.Text(400, "body was not received in time")));
            context.Abort();
        }
        catch (Exception e) when (e is OperationCanceledException or BadHttpRequestException or IOException)
        {
            // The caller went away or broke the protocol.
            page.Refuse(AdmissionAnswer.Text(400, "body was not received"));
            context.Abort();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
            if (isAlone)
            {
                _longBodies.Release();
            }
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
