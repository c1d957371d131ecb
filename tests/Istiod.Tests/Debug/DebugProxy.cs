using Grpc.Core;
using Grpc.Net.Client;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Service.Discovery.V3;
using Istiod.Resources;

namespace Istiod.Tests.Debug;

/// <summary>One ADS stream over a real connection.</summary>
internal sealed class DebugProxy : IDisposable
{
    public const string IdentityHeader = "said-identity";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse>? _delta;
    private readonly AsyncDuplexStreamingCall<DiscoveryRequest, DiscoveryResponse>? _whole;
    private Node? _node;

    public DebugProxy(GrpcChannel channel, ProxyNode node, string? identity, bool isDelta)
    {
        _node = new Node
        {
            Id = node.Id,
            Cluster = node.Cluster,
            Metadata = node.Metadata,
            Locality = new Locality { Region = node.Region, Zone = node.Zone, SubZone = node.SubZone },
        };
        global::Grpc.Core.Metadata headers = [];
        if (identity is not null)
        {
            headers.Add(IdentityHeader, identity);
        }

        CallOptions options = new(headers);
        if (isDelta)
        {
            _delta = channel.CreateCallInvoker().AsyncDuplexStreamingCall(
                Method<DeltaDiscoveryRequest, DeltaDiscoveryResponse>("DeltaAggregatedResources"), null, options);
        }
        else
        {
            _whole = channel.CreateCallInvoker().AsyncDuplexStreamingCall(
                Method<DiscoveryRequest, DiscoveryResponse>("StreamAggregatedResources"), null, options);
        }
    }

    public async Task AskAsync(string type, params string[] names)
    {
        if (_delta is not null)
        {
            DeltaDiscoveryRequest request = new() { TypeUrl = type, Node = TakeNode() };
            request.ResourceNamesSubscribe.AddRange(names);
            await _delta.RequestStream.WriteAsync(request).WaitAsync(s_patience);
        }
        else
        {
            DiscoveryRequest request = new() { TypeUrl = type, Node = TakeNode() };
            request.ResourceNames.AddRange(names);
            await _whole!.RequestStream.WriteAsync(request).WaitAsync(s_patience);
        }
    }

    public Task AcknowledgeAsync(DeltaDiscoveryResponse response) =>
        _delta!.RequestStream.WriteAsync(new DeltaDiscoveryRequest { TypeUrl = response.TypeUrl, ResponseNonce = response.Nonce }).WaitAsync(s_patience);

    /// <summary>The next answer, which is of this type.</summary>
    public async Task<DeltaDiscoveryResponse> ReadAsync(string type)
    {
        Assert.True(await _delta!.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_patience), "stream ended");
        Assert.Equal(type, _delta.ResponseStream.Current.TypeUrl);
        return _delta.ResponseStream.Current;
    }

    /// <summary>The next answer of the other variant.</summary>
    public async Task<DiscoveryResponse> ReadWholeAsync()
    {
        Assert.True(await _whole!.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_patience), "stream ended");
        return _whole.ResponseStream.Current;
    }

    /// <summary>Ends once the server has read all that was sent: it answers a type it does not serve, in its turn.</summary>
    public async Task SettleAsync()
    {
        await AskAsync("test/Unknown");
        await ReadAsync("test/Unknown");
    }

    /// <summary>The status with which the stream ends, without a further answer.</summary>
    public async Task<Status> EndAsync()
    {
        try
        {
            bool more = _delta is not null
                ? await _delta.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_patience)
                : await _whole!.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_patience);
            Assert.False(more, "an answer came");
            return _delta?.GetStatus() ?? _whole!.GetStatus();
        }
        catch (RpcException e)
        {
            return e.Status;
        }
    }

    public void Dispose()
    {
        _delta?.Dispose();
        _whole?.Dispose();
    }

    private Node? TakeNode()
    {
        Node? node = _node;
        _node = null;
        return node;
    }

    private static Method<TRequest, TResponse> Method<TRequest, TResponse>(string name)
        where TRequest : class, IProtoMessage<TRequest>
        where TResponse : class, IProtoMessage<TResponse> =>
        new(MethodType.DuplexStreaming, "envoy.service.discovery.v3.AggregatedDiscoveryService", name, Of<TRequest>(), Of<TResponse>());

    private static Marshaller<T> Of<T>()
        where T : class, IProtoMessage<T> =>
        Marshallers.Create(static message => message.ToByteArray(), static bytes => T.Parse(bytes));
}
