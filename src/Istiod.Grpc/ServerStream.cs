using System.Buffers;
using System.IO.Pipelines;
using Istiod.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Istiod.Grpc;

/// <summary>One call, seen from the server: raw request and response pipes, the peer, and the limits.</summary>
/// <remarks>The pipes are the connection's own: bytes written are bytes sent, back-pressure is their flush.</remarks>
public sealed class ServerStream
{
    private readonly HttpContext _context;

    internal ServerStream(HttpContext context, PeerIdentity? identity, int maxMessageBytes, CancellationToken deadline)
    {
        _context = context;
        Identity = identity;
        MaxMessageBytes = maxMessageBytes;
        Deadline = deadline;
        Input = context.Request.BodyReader;
        Output = context.Response.BodyWriter;
    }

    /// <summary>Frames from the peer; see <see cref="GrpcFraming"/>.</summary>
    public PipeReader Input { get; }

    /// <summary>Frames to the peer. Nothing may be written before <see cref="StartAsync"/>.</summary>
    public PipeWriter Output { get; }

    /// <summary>Who calls; <c>null</c> on a plaintext listener or where authentication is off.</summary>
    public PeerIdentity? Identity { get; }

    /// <summary>Largest message that is taken.</summary>
    public int MaxMessageBytes { get; }

    /// <summary>The time limit that the peer gave; cannot be cancelled if it gave none.</summary>
    /// <remarks>For reads and flushes this is enough: both fail by themselves when the peer goes away.</remarks>
    public CancellationToken Deadline { get; }

    /// <summary>Ends with the call: the peer went away, or its time is up. Costs an object for each call that asks.</summary>
    public CancellationToken Cancellation => Deadline.CanBeCanceled ? Deadline : _context.RequestAborted;

    /// <summary>Whether the connection is encrypted.</summary>
    public bool IsSecure => _context.Request.IsHttps;

    /// <summary>Address and port of the peer, for logs.</summary>
    public string Peer
    {
        get
        {
            System.Net.IPAddress? address = _context.Connection.RemoteIpAddress;
            return address is null
                ? "0.0.0.0"
                : new System.Net.IPEndPoint(
                    address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, _context.Connection.RemotePort).ToString();
        }
    }

    /// <summary>A header of the call; empty if it is not there.</summary>
    public string Header(string name) => _context.Request.Headers[name].ToString();

    /// <summary>Sends the response headers now.</summary>
    public Task StartAsync() => _context.Response.StartAsync(Deadline);

    /// <summary>Ends the connection's stream at once, without a status.</summary>
    public void Abort() => _context.Abort();

    /// <summary>The one message of a unary call.</summary>
    /// <exception cref="GrpcException">None came, or its bytes are broken.</exception>
    public async ValueTask<T> ReadOnlyMessageAsync<T>()
        where T : class, IProtoMessage<T>
    {
        while (true)
        {
            ReadResult read = await Input.ReadAsync(Deadline);
            ReadOnlySequence<byte> buffer = read.Buffer;
            if (GrpcFraming.TryRead(ref buffer, MaxMessageBytes, out ReadOnlySequence<byte> message))
            {
                T parsed = Parse<T>(message);
                Input.AdvanceTo(buffer.Start);
                return parsed;
            }

            Input.AdvanceTo(buffer.Start, buffer.End);
            if (read.IsCompleted)
            {
                throw new GrpcException(GrpcStatusCode.Internal, "grpc: no request message");
            }
        }
    }

    /// <summary>Writes and flushes one message.</summary>
    public async ValueTask WriteMessageAsync(IProtoMessage message)
    {
        await StartAsync();
        byte[] body = message.ToByteArray();
        GrpcFraming.WritePrefix(Output.GetSpan(GrpcFraming.PrefixLength), body.Length);
        Output.Advance(GrpcFraming.PrefixLength);
        await Output.WriteAsync(body, Deadline);
    }

    private static T Parse<T>(ReadOnlySequence<byte> message)
        where T : class, IProtoMessage<T>
    {
        int length = checked((int)message.Length);
        byte[] rented = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            message.CopyTo(rented);
            return T.Parse(rented.AsSpan(0, length));
        }
        catch (ProtoException e)
        {
            throw new GrpcException(GrpcStatusCode.Internal, "grpc: error unmarshalling request: " + e.Message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }
}
