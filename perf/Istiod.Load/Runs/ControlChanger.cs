using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Istiod.Load.Runs;

/// <summary>Tells a synthetic server what to change, a line for each change.</summary>
internal sealed class ControlChanger : IMeshChanger
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _line = [];

    public ControlChanger(IPEndPoint control) => _socket.Connect(control);

    public void Prepare(bool isRoute, int service, int number) =>
        _line = Encoding.ASCII.GetBytes($"{(isRoute ? "route" : "endpoint")} {service} {number}\n");

    public void Apply() => _socket.Send(_line);

    public void Dispose() => _socket.Dispose();
}
