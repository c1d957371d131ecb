namespace Istiod.Server;

/// <summary>Tells 100 ms after something in a directory has changed; also when a mounted Secret's <c>..data</c> link is swapped.</summary>
/// <remarks>istiod: pilot/pkg/bootstrap/istio_ca.go:handleCACertsFileWatch: the first event starts the wait, later ones do not prolong it.</remarks>
internal sealed class DirectoryWatch : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromMilliseconds(100);

    private readonly FileSystemWatcher _watcher;
    private readonly ITimer _timer;
    private int _isWaiting;

    /// <summary>Watches from now on.</summary>
    /// <param name="directory">Must exist.</param>
    /// <param name="changed">Called on a pool thread, never twice at once.</param>
    /// <param name="time">Drives the wait.</param>
    /// <exception cref="IOException">The directory cannot be watched.</exception>
    public DirectoryWatch(string directory, Action changed, TimeProvider time)
    {
        Lock once = new();
        _timer = time.CreateTimer(
            _ =>
            {
                Volatile.Write(ref _isWaiting, 0);
                lock (once)
                {
                    changed();
                }
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);
        try
        {
            _watcher = new FileSystemWatcher(directory)
            {
                NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite,
            };
            _watcher.Changed += OnChange;
            _watcher.Created += OnChange;
            _watcher.Renamed += OnChange;
            _watcher.Error += OnChange; // events were lost: look
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception e) when (e is ArgumentException or IOException)
        {
            _timer.Dispose();
            throw new IOException($"failed to watch {directory}: {e.Message}", e);
        }
    }

    /// <summary>As if something had changed: for what may have before the watch stood.</summary>
    public void LookSoon()
    {
        if (Interlocked.Exchange(ref _isWaiting, 1) == 0)
        {
            _timer.Change(Wait, Timeout.InfiniteTimeSpan);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _watcher.Dispose();
        _timer.Dispose();
    }

    private void OnChange(object sender, EventArgs e) => LookSoon();
}
