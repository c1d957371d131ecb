using Istiod.Benchmarks.Harness;
using Istiod.Benchmarks.Meshes;
using Istiod.Resources;
using Istiod.Xds.Streams;
using Istiod.Xds.Wire;

namespace Istiod.Benchmarks.Acknowledge;

/// <summary>Stage 11, and what goes before it on a stream: requests in, plans out.</summary>
internal sealed class AcknowledgeStage : IStage
{
    private const ulong Server = 1;
    private const ulong Response = 7;
    private const string Version = "2026-11-24T22:00:00Z/12";

    public string Name => "acknowledge";

    public IEnumerable<Sample> Samples()
    {
        ResourceView view = ResourceView.Take(MadeResources.All(0));
        using MadeViews views = new(view);
        byte[] subscription = RequestBytes.Delta(XdsType.Endpoint, "", view);
        byte[] acknowledgement = RequestBytes.Delta(XdsType.Endpoint, Nonce.Text(Version, Server, Response), ResourceView.Empty);
        yield return new Operation("delta request of 1001 names, read", 500, _ => Parse(subscription));
        yield return new Operation("acknowledgement, read", 50_000, _ => Parse(acknowledgement));
        yield return new Operation("1001 names subscribed and planned on a new stream", 100, _ => Begin(views, subscription));
        yield return new Retention("a stream of 1001 names", 1000, () => Streams(views, subscription, 1000));

        StreamState stream = Begin(views, subscription);
        stream.Receive(XdsRequest.Parse(acknowledgement, isDelta: true));
        using MadeViews other = new(view.With([new(MadeResources.Name(500), MadeResources.One(500, 1))]));
        MadeViews[] sides = [views, other];
        yield return new Operation("one of 1001 changed: planned, recorded, acknowledged", 2000, i =>
        {
            Push(stream, sides[(i + 1) & 1]);
            stream.Receive(XdsRequest.Parse(acknowledgement, isDelta: true));
        });
    }

    private static void Parse(byte[] request)
    {
        if (XdsRequest.Parse(request, isDelta: true).TypeUrl.IsEmpty)
        {
            throw new InvalidOperationException("no type");
        }
    }

    private static StreamState Begin(MadeViews views, byte[] subscription)
    {
        StreamState stream = new(isDelta: true, answersAllNames: false, views, Server, NoEvents.Instance);
        stream.Receive(XdsRequest.Parse(subscription, isDelta: true));
        Push(stream, views);
        return stream;
    }

    private static void Push(StreamState stream, MadeViews views)
    {
        stream.Plan(views, XdsTypeSet.None.With(XdsType.Endpoint));
        PlannedResponse response = stream.TakePlanned() ?? throw new InvalidOperationException("nothing to send");
        StreamState.RecordSent(response, Version, Response, default);
    }

    private static StreamState[] Streams(MadeViews views, byte[] subscription, int count)
    {
        StreamState[] streams = new StreamState[count];
        for (int i = 0; i < count; i++)
        {
            streams[i] = Begin(views, subscription);
        }

        return streams;
    }

    private sealed class NoEvents : IStreamEvents
    {
        public static readonly NoEvents Instance = new();

        public void StaleNonce(XdsType type) => throw new InvalidOperationException("stale");

        public void Rejected(XdsType type, string version, int code, string message) =>
            throw new InvalidOperationException("rejected");
    }
}
