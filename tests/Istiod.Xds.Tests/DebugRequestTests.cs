using Grpc.Core;
using Grpc.Net.Client;
using Istiod.Grpc;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Service.Discovery.V3;

namespace Istiod.Xds.Tests;

/// <summary>How questions of debug types and their answers are carried.</summary>
public sealed class DebugRequestTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Request_Answered_CarriesTypesAndControlPlane(bool isDelta)
    {
        await using TestServer server = await TestServer.StartAsync();
        Source source = new(new DebugAnswer([new DebugItem("one", "test/Other", new byte[100_000]), new DebugItem("", "test/Third", new byte[] { 7 })], "me"));
        server.Server.Debug = source;
        using GrpcChannel channel = server.Connect();
        using AsyncDuplexStreamingCall<byte[], byte[]> call = TestServer.Call(channel, isDelta);
        await call.RequestStream.WriteAsync(Request(isDelta, "istio.io/debug/test", "x", "x", "y", "z"));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));

        (string type, string? identifier, AnyValue[] items) = Read(call.ResponseStream.Current, isDelta);
        Assert.Equal(("istio.io/debug/test", "me"), (type, identifier));
        Assert.Equal([("test/Other", 100_000), ("test/Third", 1)], items.Select(static i => (i.TypeUrl, i.ToValueBytes().Length)));
        DebugQuery query = Assert.Single(source.Asked);
        Assert.Equal("istio.io/debug/test", query.TypeUrl);
        Assert.Equal(["x", "y"], query.Names); // a third one matters to nobody
        Assert.Empty(query.Connection.Types);
    }

    [Fact]
    public async Task Request_Refused_EndsTheStreamWithThatStatus()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Server.Debug = new Source(null);
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta: true);
        await proxy.SendAsync("istio.io/debug", ["x"], "");

        Status status = await proxy.EndAsync();
        Assert.Equal((StatusCode.PermissionDenied, "not you"), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task Requests_Several_AreAnsweredInTheirOrderWithOthersBetween()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Server.Debug = new Source(new DebugAnswer([]));
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta: true);
        await proxy.SendAsync("istio.io/debug/one", [], "");
        await proxy.SendAsync("test/Unknown", [], "");
        await proxy.SendAsync("istio.io/debug/two", [], "");

        Assert.Equal("istio.io/debug/one", (await proxy.ReadAsync()).TypeUrl);
        Assert.Equal("test/Unknown", (await proxy.ReadAsync()).TypeUrl);
        Assert.Equal("istio.io/debug/two", (await proxy.ReadAsync()).TypeUrl);
    }

    private static byte[] Request(bool isDelta, string type, params string[] names)
    {
        Istiod.Protos.Envoy.Config.Core.V3.Node node = new() { Id = "sidecar~10.0.0.1~web-1.default~default.svc.cluster.local" };
        if (isDelta)
        {
            DeltaDiscoveryRequest delta = new() { TypeUrl = type, Node = node };
            delta.ResourceNamesSubscribe.AddRange(names);
            return delta.ToByteArray();
        }

        DiscoveryRequest whole = new() { TypeUrl = type, Node = node };
        whole.ResourceNames.AddRange(names);
        return whole.ToByteArray();
    }

    private static (string Type, string? Identifier, AnyValue[] Items) Read(byte[] message, bool isDelta)
    {
        if (isDelta)
        {
            DeltaDiscoveryResponse delta = DeltaDiscoveryResponse.Parse(message);
            Assert.Equal(["one", ""], delta.Resources.Select(static r => r.Name));
            return (delta.TypeUrl, delta.ControlPlane?.Identifier, [.. delta.Resources.Select(static r => r.Resource_!)]);
        }

        DiscoveryResponse whole = DiscoveryResponse.Parse(message);
        return (whole.TypeUrl, whole.ControlPlane?.Identifier, [.. whole.Resources]);
    }

    private sealed class Source(DebugAnswer? answer) : IDebugSource
    {
        public List<DebugQuery> Asked { get; } = [];

        public ValueTask<DebugAnswer> AnswerAsync(DebugQuery query, CancellationToken cancellation)
        {
            Asked.Add(query);
            return answer is null
                ? throw new GrpcException(GrpcStatusCode.PermissionDenied, "not you")
                : ValueTask.FromResult(answer);
        }
    }
}
