using Grpc.Core;
using Grpc.Net.Client;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Service.Discovery.V3;
using Istiod.Resources;

namespace Istiod.Xds.Tests;

/// <summary>A client of one stream over a real connection.</summary>
internal sealed class ScriptedProxy : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly AsyncDuplexStreamingCall<byte[], byte[]> _call;
    private readonly bool _isDelta;
    private Node? _node;

    public ScriptedProxy(GrpcChannel channel, bool isDelta, string? id = "sidecar~10.0.0.1~web-1.default~default.svc.cluster.local")
    {
        _isDelta = isDelta;
        _call = TestServer.Call(channel, isDelta);
        _node = id is null ? null : new Node { Id = id };
    }

    public Task AskAsync(XdsType type, params string[] names) => SendAsync(type.TypeUrl, names, "");

    public Task AckAsync(Reply reply, params string[] names) => SendAsync(reply.TypeUrl, names, reply.Nonce);

    public async Task SendAsync(string typeUrl, string[] names, string nonce)
    {
        byte[] bytes;
        if (_isDelta)
        {
            DeltaDiscoveryRequest delta = new() { TypeUrl = typeUrl, ResponseNonce = nonce, Node = _node };
            delta.ResourceNamesSubscribe.AddRange(names);
            bytes = delta.ToByteArray();
        }
        else
        {
            DiscoveryRequest whole = new() { TypeUrl = typeUrl, ResponseNonce = nonce, Node = _node };
            whole.ResourceNames.AddRange(names);
            bytes = whole.ToByteArray();
        }

        _node = null;
        await _call.RequestStream.WriteAsync(bytes).WaitAsync(Patience);
    }

    public Task SendRawAsync(byte[] bytes) => _call.RequestStream.WriteAsync(bytes).WaitAsync(Patience);

    public Task CompleteAsync() => _call.RequestStream.CompleteAsync().WaitAsync(Patience);

    /// <summary>The next response.</summary>
    public async Task<Reply> ReadAsync()
    {
        Assert.True(await _call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience), "stream ended");
        return Reply.Parse(_call.ResponseStream.Current, _isDelta);
    }

    /// <summary>The status with which the stream ends, without a further response.</summary>
    public async Task<Status> EndAsync()
    {
        try
        {
            Assert.False(await _call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(Patience), "a response came");
            return _call.GetStatus();
        }
        catch (RpcException e)
        {
            return e.Status;
        }
    }

    public void Dispose() => _call.Dispose();
}
