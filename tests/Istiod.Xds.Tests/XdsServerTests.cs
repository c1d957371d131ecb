using Grpc.Core;
using Grpc.Net.Client;
using static Istiod.Resources.XdsType;

namespace Istiod.Xds.Tests;

/// <summary>Streams over real sockets.</summary>
public sealed class XdsServerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_SubscribeAckPush_Works(bool isDelta)
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Views.Set((Cluster, server.Views.View(("a", "1"), ("b", new string('x', 300_000)))));
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta);
        await proxy.AskAsync(Cluster);
        Reply first = await proxy.ReadAsync();
        Assert.Equal(["a", "b"], first.Names);
        Assert.Equal(300_000, first.Contents["b"].Length);
        await proxy.AckAsync(first);
        server.Views.Set((Cluster, server.Views.View(("a", "2"), ("b", new string('x', 300_000)))));
        Reply second = await proxy.ReadAsync();
        Assert.Equal("2", second.Contents["a"]);
        Assert.Equal(isDelta ? ["a"] : ["a", "b"], second.Names);
        await proxy.AckAsync(second);
        await proxy.SendAsync("an/unknown/type", [], "");
        await proxy.ReadAsync();
        XdsConnection connection = Assert.Single(server.Server.Connections);
        Assert.Equal("web-1.default-1", connection.Id);
        Assert.Equal(isDelta, connection.IsDelta);
        Assert.Equal(second.Nonce, Assert.Single(connection.Types).AckedNonce);
    }

    [Fact]
    public async Task Stream_ManyRequestsAtOnce_AreAnsweredInPushOrder()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Views.Set((Cluster, server.Views.View(("a", "1"))), (Listener, server.Views.View(("l", "1"))));
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta: true);
        await proxy.AskAsync(Cluster);
        await proxy.AskAsync(Listener);
        Assert.Equal([Cluster, Listener], [(await proxy.ReadAsync()).Type, (await proxy.ReadAsync()).Type]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stream_SecretsUnderReview_AreInTheFirstAnswer(bool isDelta)
    {
        await using TestServer server = await TestServer.StartAsync();
        TaskCompletionSource review = new();
        server.Review = review.Task;
        server.Views.Set((Secret, server.Views.View()));
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta);
        await proxy.AskAsync(Secret, "s");
        await server.SecretsAreAsked;
        server.Views.Set((Secret, server.Views.View(("s", "1"))));
        review.SetResult();
        Assert.Equal(["s"], (await proxy.ReadAsync()).Names);
    }

    [Fact]
    public async Task Stream_HalfClosedByClient_IsAnsweredAndEndsWell()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Views.Set((Cluster, server.Views.View(("a", "1"))));
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta: false);
        await proxy.AskAsync(Cluster);
        await proxy.CompleteAsync();
        Assert.Equal(["a"], (await proxy.ReadAsync()).Names);
        Assert.Equal(StatusCode.OK, (await proxy.EndAsync()).StatusCode);
    }

    [Theory]
    [InlineData(null, "missing node information")]
    [InlineData("", "missing node information")]
    [InlineData("refuse me", "bad node id")]
    public async Task Stream_BadNode_EndsAsInvalidArgument(string? id, string message)
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Views.Refusal = id == "refuse me" ? "bad node id" : null;
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta: false, id);
        await proxy.AskAsync(Cluster);
        Status status = await proxy.EndAsync();
        Assert.Equal((StatusCode.InvalidArgument, message), (status.StatusCode, status.Detail));
        Assert.Empty(server.Server.Connections);
    }

    [Fact]
    public async Task Stream_HealthReportFirst_IsDropped()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Views.Set((Cluster, server.Views.View(("a", "1"))));
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta: true, id: null);
        await proxy.SendAsync("type.googleapis.com/istio.v1.HealthInformation", [], "");
        await proxy.AskAsync(Cluster);
        Assert.Equal(StatusCode.InvalidArgument, (await proxy.EndAsync()).StatusCode);
    }

    [Theory]
    [InlineData(true, StatusCode.Unknown)]
    [InlineData(false, StatusCode.Unavailable)]
    public async Task Stream_ServerNotReady_IsRefused(bool isDelta, StatusCode code)
    {
        await using TestServer server = await TestServer.StartAsync(new XdsSettings { IsReady = () => false });
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta);
        Status status = await proxy.EndAsync();
        Assert.Equal((code, "server is not ready to serve discovery information"), (status.StatusCode, status.Detail));
    }

    [Fact]
    public async Task Stream_FirstOfKnative_IsRefused()
    {
        await using TestServer server = await TestServer.StartAsync(new XdsSettings { RefusesFirstStream = true });
        server.Views.Set((Cluster, server.Views.View(("a", "1"))));
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy first = new(channel, isDelta: true);
        Assert.Equal(StatusCode.Unavailable, (await first.EndAsync()).StatusCode);
        using ScriptedProxy second = new(channel, isDelta: true);
        await second.AskAsync(Cluster);
        Assert.Equal(["a"], (await second.ReadAsync()).Names);
    }

    [Fact]
    public async Task Stream_OverTheLimit_IsResourceExhausted()
    {
        await using TestServer server = await TestServer.StartAsync(new XdsSettings { MaxRequestsPerSecond = 0.1 });
        server.Views.Set((Cluster, server.Views.View(("a", "1"))));
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy first = new(channel, isDelta: true);
        await first.AskAsync(Cluster);
        await first.ReadAsync();
        using ScriptedProxy second = new(channel, isDelta: true);
        Assert.Equal(StatusCode.ResourceExhausted, (await second.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task Stream_DebugTypeWithoutIdentity_IsUnauthenticated()
    {
        await using TestServer server = await TestServer.StartAsync();
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta: true);
        await proxy.SendAsync("istio.io/debug/syncz", [], "");
        Assert.Equal(StatusCode.Unauthenticated, (await proxy.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task Stream_BrokenBytes_EndAsInternal()
    {
        await using TestServer server = await TestServer.StartAsync();
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta: true);
        await proxy.SendRawAsync([0xff, 0xff, 0xff]);
        Assert.Equal(StatusCode.Internal, (await proxy.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task Stream_RequestTooLarge_IsResourceExhausted()
    {
        await using TestServer server = await TestServer.StartAsync();
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta: true);
        Task sending = proxy.SendRawAsync(new byte[5 * 1024 * 1024]);
        Status status = await proxy.EndAsync();
        Assert.Equal(StatusCode.ResourceExhausted, status.StatusCode);
        Assert.Equal("grpc: received message larger than max (5242880 vs. 4194304)", status.Detail);
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
    }

    [Fact]
    public async Task Stream_LargeRequest_IsTaken()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Views.Set((Endpoint, server.Views.View(("a", "1"))));
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta: false);
        string[] names = [.. Enumerable.Range(0, 40_000).Select(i => $"outbound|80||svc-{i}.a-namespace.svc.cluster.local"), "a"];
        await proxy.AskAsync(Endpoint, names);
        Assert.Equal(["a"], (await proxy.ReadAsync()).Names);
        Assert.InRange(server.Metrics.LargestReceived, 1_900_000, 4_000_000);
    }

    [Fact]
    public async Task Stream_Nack_IsCountedAndShown()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Views.Set((Cluster, server.Views.View(("a", "1"))), (Listener, server.Views.View(("l", "1"))));
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta: true);
        await proxy.AskAsync(Cluster);
        Reply reply = await proxy.ReadAsync();
        await proxy.SendRawAsync(new Protos.Envoy.Service.Discovery.V3.DeltaDiscoveryRequest
        {
            TypeUrl = Cluster.TypeUrl,
            ResponseNonce = reply.Nonce,
            ErrorDetail = new Protos.Google.Rpc.Status { Code = 13, Message = "Proto constraint validation failed" },
        }.Bytes());
        await proxy.AskAsync(Listener);
        Assert.Equal(Listener, (await proxy.ReadAsync()).Type);
        NackRecord nack = Assert.Single(server.Server.Nacks.Records);
        Assert.Equal(("web-1.default-1", Cluster, 13, reply.Version), (nack.ConnectionId, nack.Type, nack.Code, nack.Version));
        Assert.Equal(1, server.Metrics.Rejects(Cluster));
    }

    [Fact]
    public async Task Connection_ClosedByServer_EndsItsStream()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Views.Set((Cluster, server.Views.View(("a", "1"))));
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta: true);
        await proxy.AskAsync(Cluster);
        await proxy.ReadAsync();
        Assert.Single(server.Server.Connections).Close();
        Assert.Equal(StatusCode.OK, (await proxy.EndAsync()).StatusCode);
    }
}
