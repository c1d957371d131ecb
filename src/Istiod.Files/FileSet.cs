using Istiod.Config;
using Istiod.Primitives;

namespace Istiod.Files;

/// <summary>All files and what they hold: which file an object counts from, and what a new reading changes. Used by one thread.</summary>
internal sealed class FileSet(FileSourceOptions options)
{
    // Room for new files between two others.
    private const long RankStep = 1 << 18;
    private readonly SortedDictionary<string, FileEntry> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<ObjectId, List<FileEntry>> _claims = [];
    private readonly Dictionary<ObjectId, ConfigObject> _given = [];
    private readonly FileParser _parser = new();
    private readonly HashSet<ObjectId> _touched = [];
    private readonly List<Finding> _findings = [];

    /// <summary>Paths, in order.</summary>
    public IReadOnlyCollection<string> Paths => _files.Keys;

    /// <summary>Counts changes of the faults that <see cref="Findings"/> gives.</summary>
    public int FindingsVersion { get; private set; }

    /// <summary>Faults of all files, by file.</summary>
    public IEnumerable<Finding> Findings()
    {
        foreach (FileEntry file in _files.Values)
        {
            foreach (Finding finding in file.Findings)
            {
                yield return finding;
            }
        }
    }

    /// <summary>Whether the file has not changed since it was read.</summary>
    public bool IsCurrent(string path, FileStamp stamp) => _files.TryGetValue(path, out FileEntry? file) && file.Stamp == stamp;

    /// <summary>Makes places for files that will be read, so that their order is that of their names.</summary>
    public void Expect(IEnumerable<string> paths)
    {
        bool isNew = false;
        foreach (string path in paths)
        {
            if (!_files.ContainsKey(path) && _files.Count < options.MaxFiles)
            {
                _files.Add(path, new FileEntry(path, -1));
                isNew = true;
            }
        }

        if (isNew)
        {
            Rank();
        }
    }

    /// <summary>Reads a file; if it cannot be read, its last good state stays and a fault is noted.</summary>
    public void Read(string path)
    {
        Expect([path]);
        if (!_files.TryGetValue(path, out FileEntry? file))
        {
            _findings.Add(new Finding("file.limit", path, $"more than {options.MaxFiles} files"));
            return;
        }

        if (!FileStamp.TryGet(path, out FileStamp stamp))
        {
            Remove(path);
            return;
        }

        try
        {
            if (stamp.Size > options.MaxFileBytes)
            {
                Note(file, [new Finding("file.limit", path, $"file is larger than {options.MaxFileBytes} bytes")]);
                return;
            }

            byte[] bytes = File.ReadAllBytes(path);
            file.Stamp = stamp;
            Replace(file, _parser.Parse(bytes, path, file.Rank));
        }
        catch (FileNotFoundException)
        {
            // Gone since the look at it.
            Remove(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            // Kept as it was; the next event reads it again.
            Note(file, [new Finding("file.read", path, fault.Message)]);
        }
    }

    /// <summary>Forgets a file.</summary>
    public void Remove(string path)
    {
        if (_files.Remove(path, out FileEntry? file))
        {
            FindingsVersion += file.Findings.Count;
            foreach (ObjectId id in file.Objects.Keys)
            {
                Unclaim(id, file);
            }
        }
    }

    /// <summary>Gives what has changed since the last call; null if nothing has.</summary>
    public ConfigBatch? Flush()
    {
        List<ConfigChange> changes = [];
        List<ConfigChange> upserts = [];
        foreach (ObjectId id in _touched)
        {
            ConfigObject? now = _claims.TryGetValue(id, out List<FileEntry>? claims) ? claims[0].Objects[id] : null;
            _given.TryGetValue(id, out ConfigObject? before);
            if (now is null)
            {
                if (_given.Remove(id))
                {
                    changes.Add(new ConfigChange(id.Kind, id.Key, null));
                }
            }
            else if (!now.Equals(before))
            {
                _given[id] = now;
                upserts.Add(new ConfigChange(id.Kind, id.Key, now));
            }
        }

        upserts.Sort(static (left, right) => left.Object!.Meta.CreationTime.CompareTo(right.Object!.Meta.CreationTime)); // upserts have one
        changes.AddRange(upserts);
        ConfigBatch? batch = changes.Count + _findings.Count == 0 ? null : new ConfigBatch(changes, [.. _findings]);
        _touched.Clear();
        _findings.Clear();
        return batch;
    }

    private void Replace(FileEntry file, ParsedFile parsed)
    {
        Dictionary<ObjectId, ConfigObject> objects = parsed.Objects;
        foreach ((ObjectId id, ConfigObject old) in file.Objects)
        {
            if (objects.ContainsKey(id))
            {
                continue;
            }

            if (parsed.HasBrokenDocument || parsed.Kept.Contains(id))
            {
                objects.Add(id, old);
            }
            else
            {
                Unclaim(id, file);
            }
        }

        bool isFull = _claims.Count >= options.MaxObjects;
        foreach (ObjectId id in objects.Keys)
        {
            _touched.Add(id);
            if (!isFull || _claims.ContainsKey(id))
            {
                Claim(id, file, parsed.Findings);
            }
        }

        if (isFull)
        {
            parsed.Findings.Add(new Finding("file.limit", file.Path, $"more than {options.MaxObjects} objects"));
        }

        file.Objects = objects;
        Note(file, parsed.Findings);
    }

    private void Note(FileEntry file, List<Finding> findings)
    {
        FindingsVersion += file.Findings.Count + findings.Count;
        foreach (Finding finding in findings)
        {
            if (!file.Findings.Contains(finding))
            {
                _findings.Add(finding);
            }
        }

        file.Findings = findings;
    }

    /// <summary>The first file by name gives the object; later ones are told.</summary>
    private void Claim(ObjectId id, FileEntry file, List<Finding> findings)
    {
        if (!_claims.TryGetValue(id, out List<FileEntry>? claims))
        {
            _claims.Add(id, [file]);
            return;
        }

        if (!claims.Contains(file))
        {
            claims.Add(file);
            claims.Sort(static (left, right) => string.CompareOrdinal(left.Path, right.Path));
        }

        if (claims.Count > 1)
        {
            findings.Add(new Finding(
                "object.duplicate", file.Path, $"{id} is also defined in {(claims[0] == file ? claims[1] : claims[0]).Path}; {claims[0].Path} counts"));
        }
    }

    private void Unclaim(ObjectId id, FileEntry file)
    {
        _touched.Add(id);
        if (_claims.TryGetValue(id, out List<FileEntry>? claims))
        {
            claims.Remove(file);
            if (claims.Count == 0)
            {
                _claims.Remove(id);
            }
        }
    }

    /// <summary>Gives ranks to new files between their neighbours; where there is no room left, to all.</summary>
    private void Rank()
    {
        List<FileEntry> files = [.. _files.Values];
        long before = 0;
        for (int i = 0; i < files.Count; i++)
        {
            if (files[i].Rank >= 0)
            {
                before = files[i].Rank;
                continue;
            }

            int end = i;
            while (end < files.Count && files[end].Rank < 0)
            {
                end++;
            }

            long step = end == files.Count ? RankStep : (files[end].Rank - before) / (end - i + 1);
            if (step == 0)
            {
                RankAll(files);
                return;
            }

            for (; i < end; i++)
            {
                before += step;
                files[i].Rank = before;
            }

            i--;
        }
    }

    private void RankAll(List<FileEntry> files)
    {
        for (int i = 0; i < files.Count; i++)
        {
            FileEntry file = files[i];
            file.Rank = (i + 1) * RankStep;
            int document = 0;
            Dictionary<ObjectId, ConfigObject> moved = [];
            foreach ((ObjectId id, ConfigObject item) in file.Objects)
            {
                _touched.Add(id);
                bool isOurs = item.Meta.CreationTime < FileParser.TimeOf(long.MaxValue >> 25, 0);
                moved.Add(id, isOurs ? item.WithMeta(item.Meta.WithCreationTime(FileParser.TimeOf(file.Rank, document))) : item);
                document++;
            }

            file.Objects = moved;
        }
    }
}
