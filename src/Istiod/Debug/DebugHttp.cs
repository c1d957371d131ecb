using Istiod.Diagnostics;
using Istiod.Server;
using Microsoft.Extensions.Primitives;

namespace Istiod.Debug;

/// <summary>Serves debug pages over HTTP, within limits: few at once, each for a while only, in batches.</summary>
/// <remarks>A slow reader is cut off by Kestrel's smallest data rate, too.</remarks>
internal sealed class DebugHttp(DebugAccess access, EffectGuard guard, TimeProvider time) : IDisposable
{
    private const int AtOnce = 8;
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);
    private readonly SemaphoreSlim _slots = new(AtOnce);

    /// <summary>A page behind the rule who may read it; the same for every page below <c>/debug/</c>.</summary>
    public RequestDelegate Guarded(RequestDelegate page) => async context =>
    {
        (int status, _) = await access.CheckAsync(context, context.Request.Path.Value ?? "/debug/");
        await (status == 200 ? page(context) : HttpPages.Status(context, status));
    };

    /// <summary>Serves one endpoint.</summary>
    public RequestDelegate For(IDebugEndpoint endpoint) => async context =>
    {
        (int status, string? caller) = await access.CheckAsync(context, endpoint.Path);
        if (status != 200)
        {
            await HttpPages.Status(context, status);
            return;
        }

        DebugRequest request = new(QueryOf(context.Request), caller);
        if (endpoint.HasEffect(request) && guard.Refuses(context, out Task refused))
        {
            await refused;
            return;
        }

        if (!await _slots.WaitAsync(TimeSpan.Zero))
        {
            await HttpPages.TextAsync(context, 503, "too many debug pages are being read\n");
            return;
        }

        try
        {
            await WriteAsync(context, endpoint, request);
        }
        finally
        {
            _slots.Release();
        }
    };

    /// <inheritdoc/>
    public void Dispose() => _slots.Dispose();

    private async Task WriteAsync(HttpContext context, IDebugEndpoint endpoint, DebugRequest request)
    {
        using CancellationTokenSource limit = new(s_limit, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        HttpResponse response = context.Response;
        bool hasBody = !HttpMethods.IsHead(context.Request.Method);
        using DebugWriter writer = new(request.Has("pretty"), output: GiveAsync);
        try
        {
            await endpoint.WriteAsync(request, writer);
            if (writer.HasStarted)
            {
                await response.Body.WriteAsync(hasBody ? writer.Body : default, both.Token);
                return;
            }

            Begin(writer);
            await HttpPages.BodyAsync(context, writer.Body);
        }
        catch (OperationCanceledException)
        {
            context.Abort(); // what was sent is not whole, and must not look so
        }

        void Begin(DebugWriter answer)
        {
            response.StatusCode = answer.Status;
            if (answer.ContentType.Length > 0)
            {
                response.ContentType = answer.ContentType;
            }
        }

        async ValueTask GiveAsync(DebugWriter answer, ReadOnlyMemory<byte> part)
        {
            if (!response.HasStarted)
            {
                Begin(answer);
            }

            both.Token.ThrowIfCancellationRequested();
            if (hasBody)
            {
                await response.Body.WriteAsync(part, both.Token);
            }
        }
    }

    private static Dictionary<string, string> QueryOf(HttpRequest request)
    {
        Dictionary<string, string> query = new(StringComparer.Ordinal);
        foreach ((string name, StringValues values) in request.Query)
        {
            query[name] = values.Count > 0 ? values[0] ?? "" : "";
        }

        return query;
    }
}
