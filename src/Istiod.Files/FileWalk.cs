namespace Istiod.Files;

/// <summary>Finds the files of a source.</summary>
internal static class FileWalk
{
    private const int MaxDepth = 32;

    /// <summary>Whether a file is one of ours by its name; hidden ones (also those of <c>..data</c>) are not.</summary>
    public static bool IsConfig(string path)
    {
        ReadOnlySpan<char> name = Path.GetFileName(path.AsSpan());
        return !IsHidden(name)
            && (name.EndsWith(".yaml", StringComparison.Ordinal)
                || name.EndsWith(".yml", StringComparison.Ordinal)
                || name.EndsWith(".json", StringComparison.Ordinal));
    }

    /// <summary>Whether a file or directory is passed over.</summary>
    public static bool IsHidden(ReadOnlySpan<char> name) => name.IsEmpty || name[0] == '.';

    /// <summary>Adds files and directories at and below <paramref name="root"/>; links are followed.</summary>
    /// <returns>False if some directory could not be read, so that what is missing may still be there.</returns>
    public static bool Add(string root, ICollection<string> files, ICollection<string> directories, int depth = 0)
    {
        if (!Directory.Exists(root))
        {
            if (File.Exists(root) && (depth == 0 || IsConfig(root)))
            {
                files.Add(root);
            }

            return true;
        }

        // A directory that links to one above it would never end.
        if (depth > MaxDepth)
        {
            return true;
        }

        try
        {
            return AddContent(root, files, directories, depth);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone while we looked: its watch tells, too.
            return true;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool AddContent(string root, ICollection<string> files, ICollection<string> directories, int depth)
    {
        directories.Add(root);
        foreach (string file in Directory.EnumerateFiles(root))
        {
            if (IsConfig(file))
            {
                files.Add(file);
            }
        }

        bool isComplete = true;
        foreach (string directory in Directory.EnumerateDirectories(root))
        {
            if (!IsHidden(Path.GetFileName(directory.AsSpan())))
            {
                isComplete &= Add(directory, files, directories, depth + 1);
            }
        }

        return isComplete;
    }
}
