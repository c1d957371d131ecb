using System.Buffers;
using System.IO.Pipelines;
using System.Net.Security;
using System.Security.Authentication;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;

namespace Istiod.Grpc;

/// <summary>TLS for a Kestrel listener, with settings made anew for each connection.</summary>
/// <remarks>
/// Kestrel's own needs services that only its host registers; this one is the TLS stream and its pipes. An idle connection holds no
/// buffer.
/// </remarks>
public static class TlsConnections
{
    private const int BufferSize = 4096;

    // grpc-go's limit, which is the reference's. It is long because a handshake that is cut off at a server under load comes again and
    // makes the load worse; a peer that wants to hold a connection needs no unfinished handshake for it.
    private static readonly TimeSpan HandshakeLimit = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan FarewellLimit = TimeSpan.FromSeconds(1);

    /// <summary>Puts TLS before what the listener does from here on.</summary>
    /// <param name="listen">The listener.</param>
    /// <param name="options">Settings for a handshake that begins now; <see cref="AuthenticationException"/> refuses it.</param>
    /// <param name="time">Limits handshakes.</param>
    public static void Use(ListenOptions listen, Func<SslServerAuthenticationOptions> options, TimeProvider time) =>
        listen.Use(next => connection => RunAsync(connection, next, options, time));

    private static async Task RunAsync(
        ConnectionContext connection, ConnectionDelegate next, Func<SslServerAuthenticationOptions> options, TimeProvider time)
    {
        IDuplexPipe transport = connection.Transport;
        await using SslStream tls = new(new DuplexPipeStream(transport), leaveInnerStreamOpen: true);
        if (!await HandshakeAsync(tls, options, time, connection.ConnectionClosed))
        {
            return;
        }

        TlsBuffers.Release(tls);
        TlsFeature feature = new(tls);
        connection.Features.Set<ITlsConnectionFeature>(feature);
        connection.Features.Set<ITlsApplicationProtocolFeature>(feature);
        MemoryPool<byte> pool = connection.Features.Get<IMemoryPoolFeature>()?.MemoryPool ?? MemoryPool<byte>.Shared;
        PipeReader input = PipeReader.Create(
            tls, new StreamPipeReaderOptions(pool, BufferSize, BufferSize / 2, leaveOpen: true, useZeroByteReads: true));
        PipeWriter output = PipeWriter.Create(tls, new StreamPipeWriterOptions(pool, BufferSize, leaveOpen: true));
        try
        {
            connection.Transport = new Pipes(input, output);
            await next(connection);
        }
        finally
        {
            await input.CompleteAsync();
            await CompleteAsync(output);
            await FarewellAsync(tls, time);
            connection.Transport = transport;
        }
    }

    private static async Task<bool> HandshakeAsync(
        SslStream tls, Func<SslServerAuthenticationOptions> options, TimeProvider time, CancellationToken closed)
    {
        using CancellationTokenSource limit = new(HandshakeLimit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, closed);
        try
        {
            await tls.AuthenticateAsServerAsync(options(), either.Token);
            return true;
        }
        catch (Exception e) when (e is AuthenticationException or IOException or OperationCanceledException or ObjectDisposedException)
        {
            return false; // the peer's fault, or its end: nobody is left to be told
        }
    }

    private static async ValueTask CompleteAsync(PipeWriter output)
    {
        try
        {
            await output.CompleteAsync(); // sends what is left
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or ObjectDisposedException)
        {
            // the peer is gone
        }
    }

    // Tells the peer that this is the end and no truncation.
    private static async ValueTask FarewellAsync(SslStream tls, TimeProvider time)
    {
        try
        {
            await tls.ShutdownAsync().WaitAsync(FarewellLimit, time);
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or ObjectDisposedException or TimeoutException or OperationCanceledException)
        {
            // the peer is gone
        }
    }

    private sealed class Pipes(PipeReader input, PipeWriter output) : IDuplexPipe
    {
        public PipeReader Input => input;

        public PipeWriter Output => output;
    }
}
