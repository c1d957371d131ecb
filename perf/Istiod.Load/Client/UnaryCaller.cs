using System.Net;

namespace Istiod.Load.Client;

/// <summary>One connection that makes one call after the other, each on a stream of its own.</summary>
internal sealed class UnaryCaller : IFrameListener, IAsyncDisposable
{
    private const string Path = "/istio.v1.auth.IstioCertificateService/CreateCertificate";
    private readonly byte[] _buffer = new byte[16 * 1024];
    private readonly Stream _stream;
    private readonly FrameParser _parser;
    private int _next = 1;
    private int _answerBytes;
    private bool _hasEnded;

    private UnaryCaller(Stream stream)
    {
        _stream = stream;
        _parser = new FrameParser(this);
    }

    /// <summary>Connects.</summary>
    public static async Task<UnaryCaller> ConnectAsync(IPEndPoint server, ClientIdentity identity)
    {
        UnaryCaller caller = new(await Transport.ConnectAsync(server, identity));
        await caller._stream.WriteAsync(Frame.Preface());
        return caller;
    }

    /// <summary>Asks for a certificate.</summary>
    /// <param name="token">Who asks; empty for a client with a certificate.</param>
    /// <returns>Size of the answer in bytes; 0 if the call failed.</returns>
    /// <exception cref="IOException">The connection is gone.</exception>
    public async Task<int> AskAsync(byte[] request, string token)
    {
        int id = _next;
        _next += 2;
        _answerBytes = 0;
        _hasEnded = false;
        byte[] head = Frame.Call(id, "istiod.istio-system.svc", Path, isSecure: true, token);
        byte[] body = Frame.Message(id, request, isLast: true);
        byte[] both = new byte[head.Length + body.Length];
        head.CopyTo(both, 0);
        body.CopyTo(both, head.Length);
        await _stream.WriteAsync(both);
        while (!_hasEnded)
        {
            int read = await _stream.ReadAsync(_buffer);
            if (read == 0)
            {
                throw new IOException("the server closed the connection");
            }

            _parser.Feed(_buffer.AsSpan(0, read));
        }

        return _answerBytes;
    }

    public void OnMessage(ReadOnlySpan<byte> message) => _answerBytes = message.Length;

    public void OnStreamEnd() => _hasEnded = true;

    public void OnSettings() => _stream.Write(Frame.Bare(Frame.Settings, Frame.Ack, []));

    public void OnPing(ReadOnlySpan<byte> payload) => _stream.Write(Frame.Bare(Frame.Ping, Frame.Ack, payload));

    public ValueTask DisposeAsync() => _stream.DisposeAsync();
}
