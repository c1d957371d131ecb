using System.Threading.Channels;
using Grpc.Core;
using Grpc.Net.Client;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Service.Discovery.V3;
using Istiod.Resources;

namespace Istiod.Golden.Clients;

/// <summary>One ADS stream of one proxy over a real socket, state of the world or delta; acknowledges every answer.</summary>
/// <remarks>Behaves as <c>xdsdump.py</c>, so that both dump the same.</remarks>
internal sealed class StreamClient : IXdsClient
{
    private static readonly Method<DiscoveryRequest, DiscoveryResponse> s_sotw =
        ByteMarshalling.Duplex<DiscoveryRequest, DiscoveryResponse>("StreamAggregatedResources");

    private static readonly Method<DeltaDiscoveryRequest, DeltaDiscoveryResponse> s_delta =
        ByteMarshalling.Duplex<DeltaDiscoveryRequest, DeltaDiscoveryResponse>("DeltaAggregatedResources");

    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Answer> _answers = Channel.CreateUnbounded<Answer>();
    private readonly Dictionary<string, IReadOnlyList<string>> _subscribed = new(StringComparer.Ordinal);
    private readonly TimeSpan _patience;
    private readonly AsyncDuplexStreamingCall<DiscoveryRequest, DiscoveryResponse>? _sotw;
    private readonly AsyncDuplexStreamingCall<DeltaDiscoveryRequest, DeltaDiscoveryResponse>? _delta;
    private readonly Task _pump;
    private Node? _node;

    /// <summary>Opens a stream; nothing is asked yet.</summary>
    /// <param name="patience">How long an answer may take before it counts as none.</param>
    public StreamClient(GrpcChannel channel, ProxyNode node, bool isDelta, TimeSpan patience)
    {
        _patience = patience;
        _node = ToNode(node);
        CallInvoker invoker = channel.CreateCallInvoker();
        global::Grpc.Core.Metadata headers = [];
        if (node.Verified is { } account)
        {
            headers.Add(SaidAccount.Header, $"spiffe://cluster.local/ns/{account.Namespace}/sa/{account.ServiceAccount}");
        }

        CallOptions options = new(headers, cancellationToken: _stop.Token);
        if (isDelta)
        {
            _delta = invoker.AsyncDuplexStreamingCall(s_delta, null, options);
            _pump = PumpAsync(_delta.ResponseStream, static m => new Answer(
                m.TypeUrl, "", m.Nonce, [.. m.Resources.Select(r => r.Resource_?.ToValueBytes() ?? default)], [.. m.RemovedResources]));
        }
        else
        {
            _sotw = invoker.AsyncDuplexStreamingCall(s_sotw, null, options);
            _pump = PumpAsync(_sotw.ResponseStream, static m => new Answer(
                m.TypeUrl, m.VersionInfo, m.Nonce, [.. m.Resources.Select(r => r.ToValueBytes())], []));
        }
    }

    public async Task<IReadOnlyList<ReadOnlyMemory<byte>>?> FetchAsync(XdsType type, IReadOnlyList<string> names)
    {
        await SubscribeAsync(type, names);
        return (await NextAsync(type, _patience))?.Bodies;
    }

    /// <summary>Asks for names of a type (none: all of it).</summary>
    public async Task SubscribeAsync(XdsType type, IReadOnlyList<string> names)
    {
        bool isAmbient = type == XdsType.Address || type == XdsType.Workload || type == XdsType.Authorization;
        _subscribed[type.TypeUrl] = names;
        if (_delta is not null)
        {
            DeltaDiscoveryRequest request = new() { TypeUrl = type.TypeUrl, Node = TakeNode() };
            request.ResourceNamesSubscribe.AddRange(isAmbient && names.Count == 0 ? ["*"] : names);
            await _delta.RequestStream.WriteAsync(request, CancellationToken.None);
        }
        else
        {
            DiscoveryRequest request = new() { TypeUrl = type.TypeUrl, Node = TakeNode() };
            request.ResourceNames.AddRange(names);
            await Sotw.RequestStream.WriteAsync(request, CancellationToken.None);
        }
    }

    /// <summary>The next answer of a type; answers of other types are acknowledged on the way.</summary>
    /// <returns><c>null</c> if none comes in time.</returns>
    /// <exception cref="RpcException">The stream ended with an error.</exception>
    public async Task<Answer?> NextAsync(XdsType type, TimeSpan patience)
    {
        using CancellationTokenSource limit = new(patience);
        try
        {
            while (true)
            {
                Answer answer = await _answers.Reader.ReadAsync(limit.Token);
                await AcknowledgeAsync(answer);
                if (answer.TypeUrl == type.TypeUrl)
                {
                    return answer;
                }
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return null;
        }
        catch (ChannelClosedException e)
        {
            throw e.InnerException ?? new RpcException(new Status(StatusCode.Unavailable, "the server ended the stream"));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _pump;
        _sotw?.Dispose();
        _delta?.Dispose();
        _stop.Dispose();
    }

    private AsyncDuplexStreamingCall<DiscoveryRequest, DiscoveryResponse> Sotw =>
        _sotw ?? throw new InvalidOperationException("a delta stream");

    // cancelling a read would end the call, so one reader takes everything and waiting happens elsewhere
    private async Task PumpAsync<T>(IAsyncStreamReader<T> reader, Func<T, Answer> take)
    {
        try
        {
            while (await reader.MoveNext(CancellationToken.None))
            {
                await _answers.Writer.WriteAsync(take(reader.Current));
            }

            _answers.Writer.TryComplete();
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException or IOException)
        {
            _answers.Writer.TryComplete(e); // whoever waits for an answer gets it
        }
    }

    private async Task AcknowledgeAsync(Answer answer)
    {
        if (_delta is not null)
        {
            await _delta.RequestStream.WriteAsync(
                new DeltaDiscoveryRequest { TypeUrl = answer.TypeUrl, ResponseNonce = answer.Nonce },
                CancellationToken.None);
            return;
        }

        DiscoveryRequest acknowledgement = new() { TypeUrl = answer.TypeUrl, ResponseNonce = answer.Nonce, VersionInfo = answer.Version };
        acknowledgement.ResourceNames.AddRange(_subscribed.GetValueOrDefault(answer.TypeUrl) ?? []);
        await Sotw.RequestStream.WriteAsync(acknowledgement, CancellationToken.None);
    }

    private static Node ToNode(ProxyNode node)
    {
        Node made = new() { Id = node.Id, Cluster = node.Cluster, Metadata = node.Metadata, UserAgentName = "envoy" };
        if (node.Region.Length + node.Zone.Length + node.SubZone.Length > 0)
        {
            made.Locality = new Locality { Region = node.Region, Zone = node.Zone, SubZone = node.SubZone };
        }

        return made;
    }

    // only the first request of a stream says who asks
    private Node? TakeNode()
    {
        Node? node = _node;
        _node = null;
        return node;
    }

    /// <summary>One response.</summary>
    /// <param name="Removed">Names that are gone (delta only).</param>
    internal sealed record Answer(
        string TypeUrl,
        string Version,
        string Nonce,
        IReadOnlyList<ReadOnlyMemory<byte>> Bodies,
        IReadOnlyList<string> Removed);
}
