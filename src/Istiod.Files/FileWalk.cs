namespace Istiod.Files;

/// <summary>Finds the files of a source.</summary>
internal static class FileWalk
{
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

    /// <summary>Adds files and directories at and below <paramref name="root"/>; links are followed, a link back up only once.</summary>
    public static void Add(string root, ICollection<string> files, ICollection<string> directories, int depth = 0)
    {
        if (!Directory.Exists(root))
        {
            if (File.Exists(root) && (depth == 0 || IsConfig(root)))
            {
                files.Add(root);
            }

            return;
        }

        // A directory that links to one above it would never end.
        if (depth > 32)
        {
            return;
        }

        directories.Add(root);
        foreach (string file in Directory.EnumerateFiles(root))
        {
            if (IsConfig(file))
            {
                files.Add(file);
            }
        }

        foreach (string directory in Directory.EnumerateDirectories(root))
        {
            if (!IsHidden(Path.GetFileName(directory.AsSpan())))
            {
                Add(directory, files, directories, depth + 1);
            }
        }
    }
}
