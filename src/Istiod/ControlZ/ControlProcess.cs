using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Istiod.ControlZ;

/// <summary>What the process is to the system it runs on.</summary>
internal static partial class ControlProcess
{
    /// <summary>Signal 10 on Linux, whatever the processor.</summary>
    public const int SigUsr1 = 10;

    /// <summary>The program as it was called.</summary>
    public static string Name => System.Environment.GetCommandLineArgs() is [string name, ..] ? name : "";

    /// <summary>The machine's name, with its domain if it has one.</summary>
    public static string HostName => Dns.GetHostName();

    /// <summary>Threads of the pool and what waits for them: the nearest there is to goroutines.</summary>
    public static long WorkItems => ThreadPool.ThreadCount + ThreadPool.PendingWorkItemCount;

    /// <summary>The IPv4 address that other machines see; empty without a network.</summary>
    /// <remarks>Asked of the routing table by "connecting" a datagram socket, which sends nothing; 192.0.2.1 is nobody's (RFC 5737).</remarks>
    public static string Address()
    {
        try
        {
            using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            socket.Connect(new IPEndPoint(new IPAddress([192, 0, 2, 1]), 9));
            return socket.LocalEndPoint is IPEndPoint { Address: { } address } && !IPAddress.IsLoopback(address) ? address.ToString() : "";
        }
        catch (SocketException)
        {
            return ""; // no route
        }
    }

    /// <summary>Numbers of a line of <c>/proc/self/status</c>, e.g. <c>Uid</c>; empty if there is none.</summary>
    public static IReadOnlyList<int> Status(string name)
    {
        List<int> numbers = [];
        try
        {
            foreach (string line in File.ReadLines("/proc/self/status"))
            {
                if (line.StartsWith(name, StringComparison.Ordinal) && line.Length > name.Length && line[name.Length] == ':')
                {
                    foreach (Range part in line.AsSpan(name.Length + 1).SplitAny(' ', '\t'))
                    {
                        if (int.TryParse(line.AsSpan(name.Length + 1)[part], NumberStyles.None, CultureInfo.InvariantCulture, out int number))
                        {
                            numbers.Add(number);
                        }
                    }
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // no procfs
        }

        return numbers;
    }

    /// <summary>Sends a signal to this process.</summary>
    /// <returns>Whether it was sent.</returns>
    public static bool Signal(int number) => Kill(System.Environment.ProcessId, number) == 0;

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
