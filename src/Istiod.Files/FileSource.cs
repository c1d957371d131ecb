using Istiod.Primitives;

namespace Istiod.Files;

/// <summary>
/// Feeds objects of YAML and JSON files to a sink: everything once, then what changes. A faulty document is reported and keeps its
/// object's last good state; of an object in two files the first file by name counts.
/// </summary>
/// <remarks><see cref="ReadOnce"/> and <see cref="WatchAsync"/> are called one after the other; the sink is never called by two threads.</remarks>
public sealed class FileSource
{
    private readonly FileSourceOptions _options;
    private readonly IConfigSink _sink;
    private readonly FileSet _files;
    private volatile IReadOnlyList<Finding> _findings = [];
    private int _findingsVersion;

    /// <summary>Reads nothing yet.</summary>
    public FileSource(FileSourceOptions options, IConfigSink sink)
    {
        _options = options;
        _sink = sink;
        _files = new FileSet(options);
    }

    /// <summary>Faults of all files as of the last reading, by file. Any thread may ask.</summary>
    public IReadOnlyList<Finding> Findings => _findings;

    /// <summary>Reads what has changed since the last call (at first: everything) and gives it as one batch, if it is something.</summary>
    public void ReadOnce() => Rescan(new List<string>());

    /// <summary>Watches the paths until cancelled; sees also what changed since <see cref="ReadOnce"/>. Linux only.</summary>
    /// <remarks>
    /// A file counts when its writer closes it, or when it is renamed or linked into place; an unfinished file is not read. Costs one
    /// thread, which sleeps between events.
    /// </remarks>
    public async Task WatchAsync(CancellationToken cancel)
    {
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        using Inotify inotify = new();
        Thread thread = new(() =>
        {
            try
            {
                Watch(inotify);
                done.SetResult();
            }
            catch (Exception fault)
            {
                // Whoever awaits owns it.
                done.SetException(fault);
            }
        })
        {
            IsBackground = true,
            Name = "file watch",
        };
        thread.Start();
        using CancellationTokenRegistration stop = cancel.Register(inotify.Stop);
        await done.Task;
    }

    private void Watch(Inotify inotify)
    {
        Watches watches = new(inotify, _options.Paths);
        List<string> directories = [];
        Rescan(directories);
        watches.Set(directories);

        // What changed before the watches stood.
        Rescan([]);
        List<string> changed = [];
        while (inotify.Wait(watches, changed, out bool rescan))
        {
            if (rescan)
            {
                directories.Clear();
                Rescan(directories);
                if (watches.Set(directories))
                {
                    // New directories may have been filled before their watches stood.
                    Rescan([]);
                }
            }

            foreach (string path in changed)
            {
                if (watches.Covers(path))
                {
                    _files.Read(path);
                }
            }

            changed.Clear();
            Flush();
        }
    }

    private void Rescan(List<string> directories)
    {
        SortedSet<string> found = new(StringComparer.Ordinal);
        bool isComplete = true;
        foreach (string path in _options.Paths)
        {
            isComplete &= FileWalk.Add(Path.GetFullPath(path), found, directories);
        }

        List<string> gone = [];
        foreach (string path in _files.Paths)
        {
            if (isComplete && !found.Contains(path))
            {
                gone.Add(path);
            }
        }

        foreach (string path in gone)
        {
            _files.Remove(path);
        }

        _files.Expect(found);
        foreach (string path in found)
        {
            if (!FileStamp.TryGet(path, out FileStamp stamp) || !_files.IsCurrent(path, stamp))
            {
                _files.Read(path);
            }
        }

        Flush();
    }

    private void Flush()
    {
        ConfigBatch? batch = _files.Flush();
        if (_files.FindingsVersion != _findingsVersion)
        {
            _findingsVersion = _files.FindingsVersion;
            _findings = [.. _files.Findings()];
        }

        if (batch is not null)
        {
            _sink.Apply(batch);
        }
    }
}
