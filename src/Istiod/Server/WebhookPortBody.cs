using System.Buffers;
using Istiod.Webhooks.Admission;

namespace Istiod.Server;

/// <summary>A body that was read, in pooled memory or, if it is long, in the one buffer that its turn gives.</summary>
/// <param name="turn">Is given back with the body, if the body had it.</param>
internal sealed class WebhookPortBody(SemaphoreSlim turn) : IDisposable
{
    private bool _hasTurn;
    private bool _isGiven;

    /// <summary>Holds the body.</summary>
    public required byte[] Buffer { get; set; }

    /// <summary>How much of it is filled.</summary>
    public int Length { get; set; }

    /// <summary>Whether the body is longer than a webhook reads.</summary>
    public bool IsTooLong => Length > AdmissionCall.MaxBytes;

    /// <summary>The body; not to be read after disposal.</summary>
    public ReadOnlyMemory<byte> Bytes => Buffer.AsMemory(0, Length);

    /// <summary>Takes a larger pooled buffer.</summary>
    public void Grow()
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(Buffer.Length * 2);
        Bytes.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(Buffer);
        Buffer = larger;
    }

    /// <summary>Takes the buffer of the turn, which the body has from here on.</summary>
    public void MoveTo(byte[] buffer)
    {
        Bytes.CopyTo(buffer);
        ArrayPool<byte>.Shared.Return(Buffer);
        Buffer = buffer;
        _hasTurn = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isGiven)
        {
            return;
        }

        _isGiven = true;
        if (_hasTurn)
        {
            turn.Release();
        }
        else
        {
            ArrayPool<byte>.Shared.Return(Buffer);
        }
    }
}
