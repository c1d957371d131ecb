namespace Istiod.Files;

/// <summary>The directories that are watched, by watch descriptor. Used by the watching thread.</summary>
internal sealed class Watches
{
    private readonly Inotify _inotify;
    private readonly Dictionary<int, string> _byDescriptor = [];
    private readonly HashSet<string> _directories = new(StringComparer.Ordinal);
    private readonly HashSet<string> _singleFiles = new(StringComparer.Ordinal);
    private readonly List<string> _roots = [];

    public Watches(Inotify inotify, IReadOnlyList<string> paths)
    {
        _inotify = inotify;
        foreach (string path in paths)
        {
            string full = Path.GetFullPath(path);
            if (Directory.Exists(full))
            {
                _roots.Add(full);
            }
            else
            {
                // A single file is replaced within its directory.
                _singleFiles.Add(full);
                Add(Path.GetDirectoryName(full) ?? "/");
            }
        }
    }

    /// <summary>Watches these directories too; true if one of them is new.</summary>
    public bool Set(List<string> directories)
    {
        bool isNew = false;
        foreach (string directory in directories)
        {
            isNew |= Add(directory);
        }

        return isNew;
    }

    /// <summary>The directory of a watch descriptor.</summary>
    public bool TryGet(int descriptor, out string directory)
    {
        bool known = _byDescriptor.TryGetValue(descriptor, out string? path);
        directory = path ?? "";
        return known;
    }

    /// <summary>Forgets a watch that the kernel dropped.</summary>
    public void Drop(int descriptor)
    {
        if (_byDescriptor.Remove(descriptor, out string? directory))
        {
            _directories.Remove(directory);
        }
    }

    /// <summary>Whether a path is one of the given files, or a config file below a given directory.</summary>
    public bool Covers(string path)
    {
        if (_singleFiles.Contains(path))
        {
            return true;
        }

        if (!FileWalk.IsConfig(path))
        {
            return false;
        }

        foreach (string root in _roots)
        {
            if (path.StartsWith(root, StringComparison.Ordinal) && (root[^1] == '/' || path[root.Length] == '/'))
            {
                return true;
            }
        }

        return false;
    }

    private bool Add(string directory)
    {
        if (!_directories.Add(directory))
        {
            return false;
        }

        int descriptor = _inotify.AddDirectory(directory);
        if (descriptor < 0)
        {
            _directories.Remove(directory);
            return false;
        }

        _byDescriptor[descriptor] = directory;
        return true;
    }
}
