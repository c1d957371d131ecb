using System.Net;
using System.Net.Sockets;

namespace Istiod.Pods;

/// <summary>HTTP over sockets of a chosen network.</summary>
internal static class Dialer
{
    /// <summary>A handler that connects to <paramref name="place"/> (or where the address says), whatever name is asked for.</summary>
    public static SocketsHttpHandler Handler(Func<AddressFamily, Socket>? newSocket, IPEndPoint? place = null)
    {
        SocketsHttpHandler handler = new() { UseProxy = false };
        handler.ConnectCallback = async (context, ct) =>
        {
            IPEndPoint end = place ?? new IPEndPoint(IPAddress.Parse(context.DnsEndPoint.Host), context.DnsEndPoint.Port);
            Socket socket = newSocket?.Invoke(end.AddressFamily) ?? new Socket(end.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.NoDelay = true;
            try
            {
                await socket.ConnectAsync(end, ct);
            }
            catch
            {
                socket.Dispose();
                throw;
            }

            return new NetworkStream(socket, ownsSocket: true);
        };
        return handler;
    }
}
