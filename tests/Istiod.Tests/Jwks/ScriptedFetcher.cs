using Istiod.Jwks;
using Istiod.Model;

namespace Istiod.Tests.Jwks;

/// <summary>Answers fetches as a test says; each waits until it is answered.</summary>
internal sealed class ScriptedFetcher : IJwksFetcher, IDisposable
{
    private readonly SemaphoreSlim _asked = new(0);
    private readonly Queue<(JwtKeysDemand Demand, TaskCompletionSource<string> Answer)> _waiting = new();

    /// <summary>Fetches so far.</summary>
    public int Count { get; private set; }

    public async Task<string> FetchAsync(JwtKeysDemand demand, TimeSpan timeout, CancellationToken cancellation)
    {
        TaskCompletionSource<string> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_waiting)
        {
            Count++;
            _waiting.Enqueue((demand, answer));
        }

        _asked.Release();
        return await answer.Task.WaitAsync(cancellation);
    }

    public void Dispose() => _asked.Dispose();

    /// <summary>Waits for the next fetch and answers it; null fails it.</summary>
    public async Task<JwtKeysDemand> AnswerAsync(string? text)
    {
        Assert.True(await _asked.WaitAsync(TimeSpan.FromSeconds(30)), "no fetch");
        (JwtKeysDemand Demand, TaskCompletionSource<string> Answer) next;
        lock (_waiting)
        {
            next = _waiting.Dequeue();
        }

        if (text is null)
        {
            next.Answer.SetException(new IOException("scripted"));
        }
        else
        {
            next.Answer.SetResult(text);
        }

        return next.Demand;
    }
}
