using System.Buffers;

namespace Istiod.Kubernetes.Watching;

/// <summary>Pooled bytes of a stream between what has arrived and what has been read. Holds no memory while it is empty and waits.</summary>
internal sealed class FrameBuffer(Stream stream, int limit) : IDisposable
{
    private const int FirstSize = 16 << 10;
    private byte[] _bytes = [];
    private int _start;
    private int _end;

    /// <summary>What has arrived and has not been consumed.</summary>
    public ReadOnlySpan<byte> Span => _bytes.AsSpan(_start, _end - _start);

    /// <summary>Number of bytes in <see cref="Span"/>.</summary>
    public int Length => _end - _start;

    /// <summary>Drops bytes from the front.</summary>
    public void Consume(int count)
    {
        _start += count;
        if (_start == _end)
        {
            _start = _end = 0;
        }
    }

    /// <summary>Waits for more bytes.</summary>
    /// <returns>False at the end of the stream.</returns>
    /// <exception cref="IOException">More than the limit is waiting: an object is too large.</exception>
    public async ValueTask<bool> FillAsync(CancellationToken cancel)
    {
        if (Length == 0)
        {
            // An idle watch must not cost a buffer: wait with none.
            Release();
            _end += await stream.ReadAsync(Memory<byte>.Empty, cancel);
        }

        MakeRoom();
        int read = await stream.ReadAsync(_bytes.AsMemory(_end), cancel);
        _end += read;
        return read > 0;
    }

    public void Dispose()
    {
        _start = _end = 0;
        Release();
    }

    private void MakeRoom()
    {
        if (_bytes.Length == 0)
        {
            _bytes = ArrayPool<byte>.Shared.Rent(FirstSize);
            return;
        }

        if (_end < _bytes.Length)
        {
            return;
        }

        if (_start >= _bytes.Length / 2)
        {
            Span.CopyTo(_bytes);
        }
        else
        {
            if (_bytes.Length >= limit)
            {
                throw new IOException($"an object of more than {limit} bytes");
            }

            byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Min(_bytes.Length * 2, limit));
            Span.CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }

        _end -= _start;
        _start = 0;
    }

    private void Release()
    {
        if (_bytes.Length > 0)
        {
            ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = [];
        }
    }
}
