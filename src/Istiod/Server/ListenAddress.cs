using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Istiod.Server;

/// <summary>A Go listen address: <c>:8080</c>, <c>127.0.0.1:8080</c>, <c>[::1]:8080</c>, <c>localhost:8080</c>; port 0 is any free one.</summary>
/// <param name="Host">Empty for all interfaces, IPv4 and IPv6.</param>
/// <param name="Port">The port.</param>
internal readonly record struct ListenAddress(string Host, int Port)
{
    /// <summary>Reads an address.</summary>
    /// <exception cref="FormatException">It is not one; the message is Go's.</exception>
    public static ListenAddress Parse(string text)
    {
        int colon = text.LastIndexOf(':');
        if (colon < 0)
        {
            throw new FormatException($"address {text}: missing port in address");
        }

        string host = text[..colon];
        if (host.StartsWith('[') && host.EndsWith(']'))
        {
            host = host[1..^1];
        }
        else if (host.Contains(':', StringComparison.Ordinal))
        {
            throw new FormatException($"address {text}: too many colons in address");
        }

        return int.TryParse(text[(colon + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port <= ushort.MaxValue
            ? new ListenAddress(host, port)
            : throw new FormatException($"address {text[(colon + 1)..]}: invalid port");
    }

    /// <summary>The end point to bind; names are resolved, IPv4 first.</summary>
    /// <exception cref="SocketException">The name has no address.</exception>
    public IPEndPoint ToEndPoint()
    {
        if (Host.Length == 0)
        {
            return new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, Port);
        }

        if (IPAddress.TryParse(Host, out IPAddress? address))
        {
            return new IPEndPoint(address, Port);
        }

        IPAddress[] found = Dns.GetHostAddresses(Host);
        IPAddress? v4 = Array.Find(found, a => a.AddressFamily == AddressFamily.InterNetwork);
        return new IPEndPoint(v4 ?? (found.Length > 0 ? found[0] : throw new SocketException((int)SocketError.HostNotFound)), Port);
    }
}
