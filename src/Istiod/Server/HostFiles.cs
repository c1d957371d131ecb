namespace Istiod.Server;

/// <summary>Small text files that may or may not be there.</summary>
internal static class HostFiles
{
    private const int MaxBytes = 4 * 1024 * 1024;

    /// <summary>A file's text.</summary>
    /// <returns><c>null</c> if it is not there.</returns>
    /// <exception cref="IOException">It is there but cannot be read, or is larger than 4 MiB.</exception>
    public static string? Text(string path)
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            if (file.Length > MaxBytes)
            {
                throw new IOException($"{path} is too large");
            }

            using StreamReader reader = new(file);
            return reader.ReadToEnd();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException($"open {path}: permission denied", e);
        }
    }
}
