using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace Istiod.Testing.Networks;

/// <summary>Brings up loopback in the network namespace of the calling thread.</summary>
/// <remarks>netdevice(7): <c>struct ifreq</c> is a name of 16 bytes, then flags or a <c>sockaddr_in</c>.</remarks>
internal static class LoopbackDevice
{
    private const ulong SetFlags = 0x8914; // SIOCSIFFLAGS
    private const ulong SetAddress = 0x8916; // SIOCSIFADDR
    private const int RequestSize = 40;
    private const short Up = 0x1 | 0x40; // IFF_UP, IFF_RUNNING
    private const short Internet = 2; // AF_INET

    /// <summary>Starts it with 127.0.0.1, ::1 and further IPv4 addresses.</summary>
    public static void Start(IReadOnlyList<IPAddress> addresses)
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        byte[] flags = Request("lo");
        BitConverter.TryWriteBytes(flags.AsSpan(16), Up);
        Call(socket, SetFlags, flags);
        for (int i = 0; i < addresses.Count; i++)
        {
            byte[] address = Request(string.Create(CultureInfo.InvariantCulture, $"lo:{i + 1}"));
            BitConverter.TryWriteBytes(address.AsSpan(16), Internet);
            addresses[i].TryWriteBytes(address.AsSpan(20), out _);
            Call(socket, SetAddress, address);
        }
    }

    private static byte[] Request(string device)
    {
        byte[] request = new byte[RequestSize];
        Encoding.ASCII.GetBytes(device, request);
        return request;
    }

    private static void Call(Socket socket, ulong number, byte[] request)
    {
        if (Control((int)socket.Handle, number, request) != 0)
        {
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"ioctl {number:x}: {Marshal.GetLastPInvokeError()}"));
        }
    }

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    private static extern int Control(int handle, ulong number, byte[] request);
}
