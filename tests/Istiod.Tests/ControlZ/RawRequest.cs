using System.Net.Sockets;
using System.Text;

namespace Istiod.Tests.ControlZ;

/// <summary>Sends text as it is: HTTP clients mend what is to be tested.</summary>
internal static class RawRequest
{
    public static async Task<byte[]> SendAsync(Uri server, string request)
    {
        using TcpClient client = new();
        await client.ConnectAsync(server.Host, server.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request));
        using MemoryStream answer = new();
        await stream.CopyToAsync(answer);
        return answer.ToArray();
    }
}
