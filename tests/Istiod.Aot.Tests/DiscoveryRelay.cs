using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Istiod.Aot.Tests;

/// <summary>Stands between Envoy and a control plane: breaks connections, and changes the order of requests, where a test wants that.</summary>
/// <remarks>Reads HTTP/2 frames of the client; those of the server pass unread.</remarks>
internal sealed class DiscoveryRelay : IDisposable
{
    private const int PrefaceLength = 24;
    private const int FrameHeaderLength = 9;
    private const int DataFrame = 0;
    private const int MessageHeaderLength = 5;

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> _clients = new();
    private int _cuts;
    private int _swaps;
    private volatile int _target;
    private volatile int _cutsLeft;
    private volatile bool _isOpen = true;
    private volatile bool _swapsRequests;

    /// <param name="target">Port of the control plane on 127.0.0.1.</param>
    public DiscoveryRelay(int target)
    {
        _target = target;
        _listener.Start();
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections were broken because endpoints were asked for.</summary>
    public int Cuts => Volatile.Read(ref _cuts);

    /// <summary>How many connections got their first request for endpoints before the one for clusters.</summary>
    public int Swaps => Volatile.Read(ref _swaps);

    /// <summary>Connections to come lead to another port.</summary>
    public void LeadTo(int target) => _target = target;

    /// <summary>The next connections that ask for endpoints are broken before the server hears of it.</summary>
    public void CutBeforeEndpoints(int connections) => _cutsLeft = connections;

    /// <summary>Connections to come ask for endpoints first, then for clusters.</summary>
    public void AskForEndpointsFirst() => _swapsRequests = true;

    /// <summary>Breaks all connections; new ones are let in only if <paramref name="isOpen"/>.</summary>
    public void Break(bool isOpen)
    {
        _isOpen = isOpen;
        foreach (TcpClient client in _clients.Keys)
        {
            client.Close();
        }
    }

    /// <summary>Lets connections in again.</summary>
    public void Open() => _isOpen = true;

    /// <inheritdoc/>
    public void Dispose()
    {
        _listener.Dispose();
        Break(isOpen: false);
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // stopped
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using TcpClient server = new();
        using (client)
        {
            _clients[client] = true;
            try
            {
                if (_isOpen)
                {
                    await server.ConnectAsync(IPAddress.Loopback, _target);
                    NetworkStream down = client.GetStream();
                    NetworkStream up = server.GetStream();
                    await await Task.WhenAny(ForwardAsync(down, up), up.CopyToAsync(down));
                }
            }
            catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // one side went away: the other one goes too
            }
            finally
            {
                _clients.TryRemove(client, out _);
            }
        }
    }

    /// <summary>Passes the client's frames on; returns where the connection is to be broken.</summary>
    private async Task ForwardAsync(NetworkStream from, NetworkStream to)
    {
        byte[] buffer = new byte[FrameHeaderLength + 0xffffff];
        await from.ReadExactlyAsync(buffer.AsMemory(0, PrefaceLength));
        await to.WriteAsync(buffer.AsMemory(0, PrefaceLength));
        bool swaps = _swapsRequests;
        byte[]? held = null;
        while (true)
        {
            await from.ReadExactlyAsync(buffer.AsMemory(0, FrameHeaderLength));
            int length = BinaryPrimitives.ReadInt32BigEndian(buffer) >>> 8;
            await from.ReadExactlyAsync(buffer.AsMemory(FrameHeaderLength, length));
            Memory<byte> frame = buffer.AsMemory(0, FrameHeaderLength + length);
            bool isData = buffer[3] == DataFrame;
            bool asksEndpoints = isData && frame.Span.IndexOf("v3.ClusterLoadAssignment"u8) >= 0;
            if (asksEndpoints && _cutsLeft > 0)
            {
                _cutsLeft--;
                Interlocked.Increment(ref _cuts);
                return;
            }

            if (swaps && isData && !asksEndpoints && held is null && frame.Span.IndexOf("cluster.v3.Cluster"u8) >= 0)
            {
                held = frame.ToArray();
                continue;
            }

            if (swaps && asksEndpoints)
            {
                swaps = false;
                if (held is not null || TrySwap(frame.Span[FrameHeaderLength..]))
                {
                    Interlocked.Increment(ref _swaps);
                }
            }

            await to.WriteAsync(frame);
            if (!swaps && held is not null)
            {
                await to.WriteAsync(held);
                held = null;
            }
        }
    }

    /// <summary>Puts the last of the messages of a frame that asks for endpoints before all others.</summary>
    private static bool TrySwap(Span<byte> payload)
    {
        int at = 0;
        while (at + MessageHeaderLength <= payload.Length)
        {
            int end = at + MessageHeaderLength + (int)BinaryPrimitives.ReadUInt32BigEndian(payload[(at + 1)..]);
            if (end > payload.Length)
            {
                return false;
            }

            if (at > 0 && payload[at..end].IndexOf("v3.ClusterLoadAssignment"u8) >= 0)
            {
                byte[] endpoints = payload[at..end].ToArray();
                payload[..at].ToArray().CopyTo(payload[endpoints.Length..]);
                endpoints.CopyTo(payload);
                return true;
            }

            at = end;
        }

        return false;
    }
}
