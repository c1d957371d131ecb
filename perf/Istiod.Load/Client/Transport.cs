using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Istiod.Load.Client;

/// <summary>Opens connections, with TLS or without.</summary>
internal static class Transport
{
    /// <summary>Connects.</summary>
    /// <param name="identity"><c>null</c> for no TLS.</param>
    /// <exception cref="IOException">Nobody listens, or the handshake is refused.</exception>
    public static async Task<Stream> ConnectAsync(IPEndPoint server, ClientIdentity? identity)
    {
        Socket? socket = null;
        Stream? stream = null;
        try
        {
            socket = new Socket(server.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(server);
            stream = new NetworkStream(socket, ownsSocket: true);
            socket = null;
            if (identity is not null)
            {
                SslStream tls = new(stream);
                stream = tls;
                await tls.AuthenticateAsClientAsync(identity.Options());
            }

            Stream opened = stream;
            stream = null;
            return opened;
        }
        catch (Exception e) when (e is SocketException or AuthenticationException)
        {
            throw new IOException(e.Message, e);
        }
        finally
        {
            socket?.Dispose();
            if (stream is not null)
            {
                await stream.DisposeAsync();
            }
        }
    }
}
