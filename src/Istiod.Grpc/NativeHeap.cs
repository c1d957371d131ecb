using System.Runtime.InteropServices;

namespace Istiod.Grpc;

/// <summary>The C library's heap, where TLS sessions and certificates are.</summary>
public static partial class NativeHeap
{
    private static volatile bool s_isUnknown;

    /// <summary>Gives pages that are free back to the system. Takes milliseconds; stops no thread but those that allocate meanwhile.</summary>
    /// <returns>Whether the C library can do that (glibc can).</returns>
    public static bool Trim()
    {
        if (s_isUnknown || !OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            _ = TrimKeeping(0);
            return true;
        }
        catch (Exception e) when (e is EntryPointNotFoundException or DllNotFoundException)
        {
            s_isUnknown = true; // another C library
            return false;
        }
    }

    [LibraryImport("libc", EntryPoint = "malloc_trim")]
    private static partial int TrimKeeping(nuint bytes);
}
