using System.Runtime.InteropServices;
using System.Text;

namespace Istiod.Files;

/// <summary>Tells whether a file has changed without reading it: where links lead to, time of last write, size.</summary>
/// <remarks>Two writes within one tick of the file system's clock look alike; events make up for that.</remarks>
internal readonly partial record struct FileStamp(string Target, DateTime Written, long Size)
{
    private const int MaxPath = 4096;

    /// <summary>The stamp of a file; false if there is no such file.</summary>
    public static bool TryGet(string path, out FileStamp stamp)
    {
        stamp = default;
        try
        {
            FileInfo file = new(path);
            if (file.LinkTarget is not null)
            {
                byte[] target = new byte[MaxPath];
                if (realpath(path, target) == 0)
                {
                    return false;
                }

                file = new FileInfo(Encoding.UTF8.GetString(target, 0, Array.IndexOf(target, (byte)0)));
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

    // The managed API follows the last link only, not those among the directories, which is where ..data is.
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint realpath(string path, [Out] byte[] resolved);
}
