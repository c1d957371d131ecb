using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Istiod.Testing.Networks;

/// <summary>
/// A network namespace of its own, as a pod has one: processes in it have all ports to themselves, and tests reach them with sockets that
/// are made in it. Needs root.
/// </summary>
/// <remarks>A socket belongs to the namespace of the thread that made it, for ever: so a thread that goes there and ends is all it takes.</remarks>
public sealed class PodNetwork : IDisposable
{
    private const int NewNetwork = 0x40000000; // CLONE_NEWNET
    private const int CloseOnExec = 0x80000; // O_CLOEXEC
    private readonly int _handle;

    private PodNetwork(int handle) => _handle = handle;

    /// <summary>A file that stands for the namespace while this object is not disposed.</summary>
    public string Path => string.Create(CultureInfo.InvariantCulture, $"/proc/{Environment.ProcessId}/fd/{_handle}");

    /// <summary>How the kernel calls it: <c>net:[…]</c>.</summary>
    public string Name => File.ResolveLinkTarget(Path, returnFinalTarget: false)?.Name ?? "";

    /// <summary>Makes a namespace with loopback and some more addresses on it.</summary>
    /// <returns><c>null</c> if this process may not.</returns>
    public static PodNetwork? TryCreate(params IPAddress[] addresses)
    {
        ArgumentNullException.ThrowIfNull(addresses);
        int handle = -1;
        OnThread(() =>
        {
            if (Unshare(NewNetwork) == 0)
            {
                LoopbackDevice.Start(addresses);
                handle = Open("/proc/thread-self/ns/net", CloseOnExec);
            }
        });
        return handle < 0 ? null : new PodNetwork(handle);
    }

    /// <summary>Makes a TCP socket of this network.</summary>
    public Socket NewSocket(AddressFamily family)
    {
        Socket? made = null;
        OnThread(() =>
        {
            if (SetNamespace(_handle, NewNetwork) != 0)
            {
                throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"setns: {Marshal.GetLastPInvokeError()}"));
            }

            made = new Socket(family, SocketType.Stream, ProtocolType.Tcp);
        });
        return made!; // set, or the thread's exception came through
    }

    /// <summary>Ids of the processes of a program that run in this network.</summary>
    /// <param name="program">As <c>/proc/PID/comm</c> says, at most 15 characters.</param>
    public IReadOnlyList<int> Processes(string program)
    {
        List<int> found = [];
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            if (!int.TryParse(System.IO.Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out int id))
            {
                continue;
            }

            try
            {
                if (File.ReadAllText(directory + "/comm").TrimEnd() == program
                    && File.ResolveLinkTarget(directory + "/ns/net", returnFinalTarget: false)?.Name == Name)
                {
                    found.Add(id);
                }
            }
            catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
            {
                // it has just ended
            }
        }

        return found;
    }

    /// <inheritdoc/>
    public void Dispose() => _ = Close(_handle);

    private static void OnThread(Action action)
    {
        Exception? fault = null;
        Thread thread = new(() =>
        {
            try
            {
                action();
            }
            catch (Exception e) when (e is InvalidOperationException or SocketException)
            {
                fault = e; // thrown where it was asked for
            }
        });
        thread.Start();
        thread.Join();
        if (fault is not null)
        {
            throw fault;
        }
    }

    [DllImport("libc", EntryPoint = "unshare", SetLastError = true)]
    private static extern int Unshare(int flags);

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    private static extern int SetNamespace(int handle, int type);

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern int Open(string path, int flags);

    [DllImport("libc", EntryPoint = "close", SetLastError = true)]
    private static extern int Close(int handle);
}
