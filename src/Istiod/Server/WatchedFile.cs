namespace Istiod.Server;

/// <summary>Notices when a file's text changes, also if the folder is a mounted ConfigMap whose <c>..data</c> link is swapped.</summary>
internal sealed class WatchedFile : IDisposable
{
    private const int MaxBytes = 16 << 20;
    private readonly string _path;
    private readonly Action<byte[]> _changed;
    private readonly DirectoryWatch _watch;
    private byte[] _text;

    /// <summary>Begins to watch.</summary>
    /// <param name="text">As it was read last.</param>
    /// <param name="changed">Hears the new text, by one thread at a time; a file that is gone or broken off is not told.</param>
    /// <exception cref="IOException">The folder cannot be watched.</exception>
    public WatchedFile(string path, byte[] text, Action<byte[]> changed, TimeProvider time)
    {
        _path = Path.GetFullPath(path);
        _text = text;
        _changed = changed;
        _watch = new DirectoryWatch(Path.GetDirectoryName(_path) ?? "/", Look, time);
        _watch.LookSoon();
    }

    /// <inheritdoc/>
    public void Dispose() => _watch.Dispose();

    // the watch never calls it twice at once
    private void Look()
    {
        byte[] text;
        try
        {
            FileInfo file = new(_path);
            if (!file.Exists || file.Length > MaxBytes)
            {
                return;
            }

            text = File.ReadAllBytes(_path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return; // being replaced: the next event brings it
        }

        if (!text.AsSpan().SequenceEqual(_text))
        {
            _text = text;
            _changed(text);
        }
    }
}
