using Microsoft.AspNetCore.Http;

namespace Istiod.Kubernetes.Tests;

/// <summary>Answers of a server to one watch after the other; after the last one requests hang until their end.</summary>
internal sealed class WatchScript
{
    private readonly Queue<Func<HttpContext, Task>> _answers = new();
    private readonly Lock _lock = new();

    /// <summary>Sends text and keeps the stream open.</summary>
    public WatchScript Hold(params string[] events) => Then(context => SendAsync(context, events, holds: true));

    /// <summary>Sends text and ends the stream in order.</summary>
    public WatchScript End(params string[] events) => Then(context => SendAsync(context, events, holds: false));

    /// <summary>Sends text and breaks the connection.</summary>
    public WatchScript Break(params string[] events) => Then(async context =>
    {
        await SendAsync(context, events, holds: false);
        context.Abort();
    });

    /// <summary>Refuses.</summary>
    public WatchScript Refuse(int code, string reason) => Then(context =>
    {
        context.Response.StatusCode = code;
        return context.Response.WriteAsync(Json.Status(code, reason));
    });

    public WatchScript Then(Func<HttpContext, Task> answer)
    {
        _answers.Enqueue(answer);
        return this;
    }

    public Task AnswerAsync(HttpContext context)
    {
        lock (_lock)
        {
            return _answers.TryDequeue(out Func<HttpContext, Task>? answer) ? answer(context) : HoldAsync(context);
        }
    }

    public static async Task SendAsync(HttpContext context, IEnumerable<string> events, bool holds)
    {
        foreach (string text in events)
        {
            await context.Response.WriteAsync(text);
            await context.Response.Body.FlushAsync();
        }

        if (holds)
        {
            await HoldAsync(context);
        }
    }

    public static async Task HoldAsync(HttpContext context)
    {
        TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration aborted = context.RequestAborted.Register(end.SetResult);
        await context.Response.Body.FlushAsync();
        await end.Task;
    }
}
