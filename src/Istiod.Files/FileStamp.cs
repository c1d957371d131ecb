namespace Istiod.Files;

/// <summary>Tells whether a file has changed without reading it: where links lead to, time of last write, size.</summary>
internal readonly record struct FileStamp(string Target, DateTime Written, long Size)
{
    /// <summary>The stamp of a file; false if there is no such file.</summary>
    public static bool TryGet(string path, out FileStamp stamp)
    {
        stamp = default;
        try
        {
            FileInfo file = new(path);
            FileSystemInfo? target = file.LinkTarget is null ? null : file.ResolveLinkTarget(returnFinalTarget: true);
            if (target is not null)
            {
                file = new FileInfo(target.FullName);
            }

            if (!file.Exists)
            {
                return false;
            }

            stamp = new FileStamp(file.FullName, file.LastWriteTimeUtc, file.Length);
            return true;
        }
        catch (IOException)
        {
            // Gone or swapped between two looks: as good as absent, the next event looks again.
            return false;
        }
    }
}
