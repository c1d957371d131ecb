using System.Buffers.Binary;
using System.ComponentModel;
using System.Runtime.InteropServices;
using System.Text;

namespace Istiod.Files;

/// <summary>Linux inotify: sleeps until a watched directory changes. One thread waits; any may stop it.</summary>
internal sealed partial class Inotify : IDisposable
{
    private const uint CloseWrite = 0x8;
    private const uint MovedFrom = 0x40;
    private const uint MovedTo = 0x80;
    private const uint Create = 0x100;
    private const uint Delete = 0x200;
    private const uint DeleteSelf = 0x400;
    private const uint MoveSelf = 0x800;
    private const uint Overflow = 0x4000;
    private const uint Ignored = 0x8000;
    private const uint IsDirectory = 0x4000_0000;
    private const uint OnlyDirectory = 0x0100_0000;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;
    private const int HeaderSize = 16;
    private readonly byte[] _buffer = new byte[64 << 10];
    private readonly int _watch;
    private readonly int _stop;

    public Inotify()
    {
        _watch = inotify_init1(NonBlocking | CloseOnExec);
        _stop = eventfd(0, NonBlocking | CloseOnExec);
        if (_watch < 0 || _stop < 0)
        {
            throw new Win32Exception(Marshal.GetLastPInvokeError());
        }
    }

    /// <summary>Watches one directory; below 0 if it cannot be watched.</summary>
    public int AddDirectory(string path) => inotify_add_watch(
        _watch, path, CloseWrite | MovedFrom | MovedTo | Create | Delete | DeleteSelf | MoveSelf | OnlyDirectory);

    /// <summary>Ends the present and every later <see cref="Wait"/>.</summary>
    public void Stop()
    {
        byte[] one = new byte[8];
        one[0] = 1;
        _ = write(_stop, one, 8);
    }

    /// <summary>Sleeps until something changes, then tells all that has by now.</summary>
    /// <param name="changed">Gets paths of files that were finished, moved or removed.</param>
    /// <param name="rescan">Whether directories or links changed, or events were lost.</param>
    /// <returns>False once stopped.</returns>
    public bool Wait(Watches watches, List<string> changed, out bool rescan)
    {
        rescan = false;
        PollEntry[] entries = [new() { Descriptor = _watch, Events = 1 }, new() { Descriptor = _stop, Events = 1 }];
        int ready = poll(entries, 2, -1);
        if (entries[1].Returned != 0)
        {
            return false;
        }

        // A signal wakes too; then there is nothing to read.
        if (ready <= 0)
        {
            return true;
        }

        while (true)
        {
            int length = (int)read(_watch, _buffer, _buffer.Length);
            if (length <= 0)
            {
                return true;
            }

            Decode(_buffer.AsSpan(0, length), watches, changed, ref rescan);
        }
    }

    public void Dispose()
    {
        _ = close(_watch);
        _ = close(_stop);
    }

    private static void Decode(ReadOnlySpan<byte> events, Watches watches, List<string> changed, ref bool rescan)
    {
        while (events.Length >= HeaderSize)
        {
            int descriptor = BinaryPrimitives.ReadInt32LittleEndian(events);
            uint mask = BinaryPrimitives.ReadUInt32LittleEndian(events[4..]);
            int size = BinaryPrimitives.ReadInt32LittleEndian(events[12..]);
            ReadOnlySpan<byte> name = events.Slice(HeaderSize, size);
            events = events[(HeaderSize + size)..];
            if ((mask & Ignored) != 0)
            {
                watches.Drop(descriptor);
            }
            else if ((mask & (Overflow | DeleteSelf | MoveSelf | IsDirectory)) != 0)
            {
                rescan = true;
            }
            else if (watches.TryGet(descriptor, out string directory))
            {
                int end = name.IndexOf((byte)0);
                string file = Encoding.UTF8.GetString(end < 0 ? name : name[..end]);
                Note(Path.Join(directory, file), file, mask, changed, ref rescan);
            }
        }
    }

    private static void Note(string path, string name, uint mask, List<string> changed, ref bool rescan)
    {
        // Mounted ConfigMaps swap one link (..data) under all their files.
        if (name.StartsWith("..", StringComparison.Ordinal))
        {
            rescan = true;
        }
        else if ((mask & Create) != 0)
        {
            // A file being created is read when its writer closes it; a link is complete at once, and may lead to a directory.
            if (new FileInfo(path).LinkTarget is not null)
            {
                rescan |= Directory.Exists(path);
                changed.Add(path);
            }
        }
        else
        {
            changed.Add(path);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int inotify_init1(int flags);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int inotify_add_watch(int descriptor, string path, uint mask);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int eventfd(uint initial, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int poll([In, Out] PollEntry[] entries, nuint count, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(int descriptor, [Out] byte[] buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(int descriptor, byte[] buffer, nint count);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);
}
