namespace Istiod.Kubernetes.Watching;

/// <summary>A stream of JSON objects, one after the other: the body of a watch.</summary>
internal sealed class FrameStream(Stream stream, int limit) : IDisposable
{
    private readonly FrameBuffer _buffer = new(stream, limit);
    private JsonObjectScanner _scanner;
    private int _scanned;
    private int _frame;

    /// <summary>The object that <see cref="TryNext"/> found; valid until the next call.</summary>
    public ReadOnlySpan<byte> Current => _buffer.Span[.._frame];

    /// <summary>Goes to the next object that has arrived as a whole.</summary>
    public bool TryNext()
    {
        _buffer.Consume(_frame);
        _frame = 0;
        if (_scanned == 0)
        {
            SkipSpace();
        }

        if (!_scanner.TryFindEnd(_buffer.Span[_scanned..], out int length))
        {
            _scanned = _buffer.Length;
            return false;
        }

        _frame = _scanned + length;
        _scanned = 0;
        _scanner = default;
        return true;
    }

    /// <summary>Waits for more bytes; call it after <see cref="TryNext"/> said no.</summary>
    /// <returns>False at the end.</returns>
    /// <exception cref="IOException">The stream ended within an object, or an object is too large.</exception>
    public async ValueTask<bool> WaitAsync(CancellationToken cancel)
    {
        if (await _buffer.FillAsync(cancel))
        {
            return true;
        }

        return _buffer.Length == 0 ? false : throw new IOException("the watch ended within an event");
    }

    public void Dispose() => _buffer.Dispose();

    private void SkipSpace()
    {
        ReadOnlySpan<byte> bytes = _buffer.Span;
        int at = 0;
        while (at < bytes.Length && bytes[at] is (byte)'\n' or (byte)'\r' or (byte)' ' or (byte)'\t')
        {
            at++;
        }

        if (at < bytes.Length && bytes[at] != '{')
        {
            throw new IOException("the watch holds something that is no event");
        }

        _buffer.Consume(at);
    }
}
