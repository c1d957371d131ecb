using System.Text.Json;
using Grpc.Net.Client;
using Istiod.Diagnostics;
using Istiod.Xds.Debug;
using static Istiod.Resources.XdsType;

namespace Istiod.Xds.Tests;

public sealed class DebugPagesTests
{
    [Fact]
    public async Task Pages_OneProxy_TellOfIt()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Views.Set((Cluster, server.Views.View(("a", "1"))));
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta: true);
        await proxy.AskAsync(Cluster);
        Reply reply = await proxy.ReadAsync();
        await proxy.SendRawAsync(new Protos.Envoy.Service.Discovery.V3.DeltaDiscoveryRequest
        {
            TypeUrl = Cluster.TypeUrl,
            ResponseNonce = reply.Nonce,
            ErrorDetail = new Protos.Google.Rpc.Status { Code = 13, Message = "bad" },
        }.Bytes());
        await proxy.SendAsync("an/unknown/type", [], "");
        await proxy.ReadAsync();

        JsonElement connections = Page(server, "/debug/connections", null);
        Assert.Equal(1, connections.GetProperty("totalClients").GetInt32());
        Assert.Equal("web-1.default-1", connections.GetProperty("clients")[0].GetProperty("connectionId").GetString());
        JsonElement sync = Assert.Single(Page(server, "/debug/syncz", null).EnumerateArray());
        Assert.Equal("web-1.default", sync.GetProperty("proxy").GetString());
        Assert.Equal("sidecar", sync.GetProperty("proxy_type").GetString());
        Assert.Equal(reply.Nonce, sync.GetProperty("cluster_sent").GetString());
        Assert.False(sync.TryGetProperty("cluster_acked", out _));
        JsonElement resource = sync.GetProperty("resources").GetProperty(Cluster.TypeUrl);
        Assert.Equal("bad", resource.GetProperty("lastError").GetString());
        JsonElement nack = Assert.Single(Page(server, "/debug/nacks", null).EnumerateArray());
        Assert.Equal("bad", nack.GetProperty("message").GetString());
    }

    [Fact]
    public async Task Pages_CallerOfAnotherNamespace_SeesNothing()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Views.Set((Cluster, server.Views.View(("a", "1"))));
        using GrpcChannel channel = server.Connect();
        using ScriptedProxy proxy = new(channel, isDelta: true);
        await proxy.AskAsync(Cluster);
        await proxy.ReadAsync();
        Assert.Empty(Page(server, "/debug/syncz", "other").EnumerateArray());
        Assert.Single(Page(server, "/debug/syncz", "default").EnumerateArray());
        Assert.Equal(0, Page(server, "/debug/connections", "other").GetProperty("totalClients").GetInt32());
    }

    private static JsonElement Page(TestServer server, string path, string? ns)
    {
        using DebugWriter writer = new();
        XdsDebugCatalog.All(server.Server).Single(page => page.Path == path)
            .Write(new DebugRequest(new Dictionary<string, string>(), ns), writer);
        return JsonDocument.Parse(writer.Body).RootElement;
    }
}
