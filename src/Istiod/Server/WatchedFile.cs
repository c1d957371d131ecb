namespace Istiod.Server;

/// <summary>Notices when a file's text changes, also if the folder is a mounted ConfigMap whose <c>..data</c> link is swapped.</summary>
internal sealed class WatchedFile : IDisposable
{
    // A swap is several events; the reference waits as long.
    private static readonly TimeSpan s_quiet = TimeSpan.FromMilliseconds(100);
    private const int MaxBytes = 16 << 20;
    private readonly string _path;
    private readonly Action<byte[]> _changed;
    private readonly FileSystemWatcher _watcher;
    private readonly ITimer _timer;
    private readonly Lock _lock = new();
    private byte[] _text;

    /// <summary>Begins to watch.</summary>
    /// <param name="changed">Hears the new text, by one thread at a time; a file that is gone or broken off is not told.</param>
    /// <exception cref="IOException">The folder cannot be watched.</exception>
    public WatchedFile(string path, byte[] text, Action<byte[]> changed, TimeProvider time)
    {
        _path = Path.GetFullPath(path);
        _text = text;
        _changed = changed;
        _timer = time.CreateTimer(static state => ((WatchedFile)state!).Look(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _watcher = new FileSystemWatcher(Path.GetDirectoryName(_path) ?? "/")
        {
            NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite,
        };
        _watcher.Changed += (_, _) => Soon();
        _watcher.Created += (_, _) => Soon();
        _watcher.Renamed += (_, _) => Soon();
        _watcher.Error += (_, _) => Soon();
        _watcher.EnableRaisingEvents = true;
        Soon(); // what changed before the watch stood
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watcher.Dispose();
        _timer.Dispose();
    }

    private void Soon() => _timer.Change(s_quiet, Timeout.InfiniteTimeSpan);

    private void Look()
    {
        lock (_lock)
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
}
