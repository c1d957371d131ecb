using System.Buffers;
using Istiod.Webhooks.Admission;

namespace Istiod.Server;

/// <summary>Reads bodies of webhook calls within limits of size, time and memory.</summary>
/// <remarks>
/// A long body waits until it is the only one, so that many of them take the memory of one; the buffer for it is kept as long as the
/// collector lets it. Time starts anew when it is a body's turn.
/// </remarks>
/// <param name="time">Limits how long a body may take.</param>
internal sealed class WebhookPortBodies(TimeProvider time) : IDisposable
{
    // Far above a usual pod of some kilobytes; few objects are larger.
    private const int LongBody = 128 << 10;

    // Where the garbage of one body is worth a collection, and up to which heap a collection costs less than the body did.
    private const int HugeBody = 1 << 20;
    private const long SmallHeap = 128 << 20;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private readonly SemaphoreSlim _turn = new(1, 1);

    // only touched by whose turn it is
    private readonly WeakReference<byte[]?> _longBuffer = new(null);

    /// <summary>Reads a request's body.</summary>
    /// <returns>The body; to be disposed of when the answer is made.</returns>
    /// <exception cref="TimeoutException">It did not come in time.</exception>
    /// <exception cref="OperationCanceledException">The caller went away.</exception>
    /// <exception cref="IOException">The caller broke the protocol.</exception>
    public async Task<WebhookPortBody> ReadAsync(HttpContext context)
    {
        WebhookPortBody body = new(_turn)
        {
            Buffer = ArrayPool<byte>.Shared.Rent((int)Math.Clamp(context.Request.ContentLength ?? 0, 4096, LongBody)),
        };
        try
        {
            await FillAsync(body, context, LongBody);
            if (body.Length >= LongBody)
            {
                await _turn.WaitAsync(context.RequestAborted);
                if (!_longBuffer.TryGetTarget(out byte[]? buffer))
                {
                    buffer = GC.AllocateUninitializedArray<byte>(AdmissionCall.MaxBytes + 1);
                    _longBuffer.SetTarget(buffer);
                }

                body.MoveTo(buffer);
                await FillAsync(body, context, AdmissionCall.MaxBytes + 1);
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }

        return body;
    }

    /// <summary>
    /// Collects what a huge body left behind: the collector lets large objects pile up to some ten times a body before it looks at them,
    /// and the next body is about to come. On a large heap that is what they are anyway: little beside the rest.
    /// </summary>
    /// <param name="length">Of the body.</param>
    public static void Tidy(int length)
    {
        if (length >= HugeBody && GC.GetGCMemoryInfo(GCKind.Any).HeapSizeBytes < SmallHeap)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: false);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _turn.Dispose();

    /// <summary>Reads until the end of the body or until there is so much.</summary>
    private async Task FillAsync(WebhookPortBody body, HttpContext context, int most)
    {
        using CancellationTokenSource limit = new(s_limit, time);
        using CancellationTokenSource both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        try
        {
            while (body.Length < most)
            {
                if (body.Length == body.Buffer.Length)
                {
                    body.Grow();
                }

                int room = Math.Min(body.Buffer.Length, most) - body.Length;
                int read = await context.Request.Body.ReadAsync(body.Buffer.AsMemory(body.Length, room), both.Token);
                if (read == 0)
                {
                    return;
                }

                body.Length += read;
            }
        }
        catch (OperationCanceledException e) when (limit.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            throw new TimeoutException("body was not received in time", e);
        }
    }
}
