using System.Text;
using System.Text.Json.Nodes;
using Grpc.Core;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Admin.V3;
using Istiod.Protos.Envoy.Service.Discovery.V3;
using Istiod.Protos.Envoy.Service.Status.V3;
using Istiod.Resources;

namespace Istiod.Tests.Debug;

/// <summary><c>istio.io/debug</c> and the types below it: who gets what, once.</summary>
public sealed class DebugOverXdsTests(LiveMesh mesh) : IClassFixture<LiveMesh>
{
    private const string Type = "istio.io/debug";
    private const string System = "spiffe://cluster.local/ns/istio-system/sa/app";
    private const string Workload = "spiffe://cluster.local/ns/load/sa/app";
    private const string Foreign = "spiffe://cluster.local/ns/shop/sa/app";

    [Fact]
    public async Task Page_AskedWithoutIdentity_IsRefused()
    {
        using DebugProxy caller = mesh.Connect(LiveMesh.Node("tool", "istio-system", "10.9.9.1"));
        await caller.AskAsync(Type, "list");

        Status status = await caller.EndAsync();
        Assert.Equal((StatusCode.Unauthenticated, "authentication required"), (status.StatusCode, status.Detail));
    }

    [Theory]
    [InlineData("istio.io/debug/syncz")]
    [InlineData("istio.io/debug/config_dump")]
    public async Task State_AskedWithoutIdentity_IsRefused(string type)
    {
        using DebugProxy caller = mesh.Connect(LiveMesh.Node("tool", "istio-system", "10.9.9.1"));
        await caller.AskAsync(type, "client-0.load");

        Assert.Equal(StatusCode.Unauthenticated, (await caller.EndAsync()).StatusCode);
    }

    [Fact]
    public async Task Page_AskedBySystemNamespace_IsTheHttpBody()
    {
        using DebugProxy caller = mesh.Connect(LiveMesh.Node("tool", "istio-system", "10.9.9.1"), System);
        await caller.AskAsync(Type, "config_dump?proxyID=client-0.load&types=CDS");

        DeltaDiscoveryResponse answer = await caller.ReadAsync(Type);
        Resource resource = Assert.Single(answer.Resources);
        Assert.Equal("config_dump?proxyID=client-0.load&types=CDS", resource.Name);
        Assert.Equal(Type, resource.Resource_?.TypeUrl);
        string expected = await mesh.Http.GetStringAsync(new Uri("/debug/config_dump?proxyID=client-0.load&types=CDS", UriKind.Relative));
        Assert.Equal(expected, TextOf(resource));
        Assert.NotEqual("", answer.Nonce);
        Assert.Null(answer.ControlPlane);
    }

    [Fact]
    public async Task Page_AskedInTheOtherVariant_IsAnsweredToo()
    {
        using DebugProxy caller = mesh.Connect(LiveMesh.Node("tool", "istio-system", "10.9.9.1"), System, isDelta: false);
        await caller.AskAsync(Type, "list");

        DiscoveryResponse answer = await caller.ReadWholeAsync();
        Assert.Equal(Type, answer.TypeUrl);
        AnyValue value = Assert.Single(answer.Resources);
        Assert.Equal(Type, value.TypeUrl);
        Assert.Contains("\"config_dump\"", Encoding.UTF8.GetString(value.ToValueBytes().Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Page_ThatIsNone_IsGoesAnswer()
    {
        using DebugProxy caller = mesh.Connect(LiveMesh.Node("tool", "istio-system", "10.9.9.1"), System);
        await caller.AskAsync(Type, "nosuchpage");

        Assert.Equal("404 page not found\n", TextOf(Assert.Single((await caller.ReadAsync(Type)).Resources)));
    }

    [Fact]
    public async Task Page_Answered_IsNotWatchedAndNotAnsweredOnAcknowledgement()
    {
        using DebugProxy caller = mesh.Connect(LiveMesh.Node("tool-9", "istio-system", "10.9.9.9"), System);
        await caller.AskAsync(Type, "list");
        await caller.AcknowledgeAsync(await caller.ReadAsync(Type));
        await caller.SettleAsync(); // no other answer comes before

        JsonNode? streams = JsonNode.Parse(await mesh.Http.GetStringAsync(new Uri("/debug/adsz?proxyID=tool-9.istio-system", UriKind.Relative)));
        Assert.Null(streams!["clients"]![0]!["watches"]);
    }

    [Fact]
    public async Task Page_AskedByAWorkload_MustBeOneForWorkloads()
    {
        using DebugProxy caller = mesh.Connect(LiveMesh.Node("peer", "load", "10.100.1.3"), Workload);
        await caller.AskAsync(Type, "syncz");

        Status status = await caller.EndAsync();
        Assert.Equal(StatusCode.PermissionDenied, status.StatusCode);
        Assert.Equal($"the debug info is not available for current identity: \"{Workload}\"", status.Detail);
    }

    [Theory]
    [InlineData(Workload, "load", true)]
    [InlineData(Foreign, "shop", false)]
    public async Task Dump_AskedByAWorkload_IsOfItsOwnNamespaceOnly(string identity, string ns, bool isThere)
    {
        using DebugProxy caller = mesh.Connect(LiveMesh.Node("peer", ns, "10.100.1.4"), identity);
        await caller.AskAsync(Type, "edsz?proxyID=client-0.load");

        string text = TextOf(Assert.Single((await caller.ReadAsync(Type)).Resources));
        Assert.Equal(isThere, text.StartsWith("{\"configs\"", StringComparison.Ordinal));
        Assert.Equal(!isThere, text.StartsWith("Proxy not connected", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData]
    [InlineData("list", "mesh")]
    public async Task Page_AskedByAnotherNumberThanOne_IsRefused(params string[] names)
    {
        using DebugProxy caller = mesh.Connect(LiveMesh.Node("tool", "istio-system", "10.9.9.1"), System);
        await caller.AskAsync(Type, names);

        Status status = await caller.EndAsync();
        Assert.Equal((StatusCode.InvalidArgument, "exactly one debug request is required"), (status.StatusCode, status.Detail));
    }

    [Theory]
    [InlineData(System, "istio-system", true)]
    [InlineData(Workload, "load", true)]
    [InlineData(Foreign, "shop", false)]
    public async Task SyncStates_Asked_AreOfProxiesThatTheCallerMaySee(string identity, string ns, bool isThere)
    {
        using DebugProxy proxy = mesh.Connect(LiveMesh.Node("web", "load", "10.100.1.5", hasConfig: true));
        await proxy.AskAsync(XdsType.Cluster.TypeUrl);
        await proxy.AcknowledgeAsync(await proxy.ReadAsync(XdsType.Cluster.TypeUrl));
        await proxy.SettleAsync();
        using DebugProxy caller = mesh.Connect(LiveMesh.Node("tool", ns, "10.9.9.1"), identity);
        await caller.AskAsync("istio.io/debug/syncz");

        DeltaDiscoveryResponse answer = await caller.ReadAsync("istio.io/debug/syncz");
        Assert.Contains("\"Component\":\"istiod\",\"ID\":\"istiod-1\"", answer.ControlPlane?.Identifier, StringComparison.Ordinal);
        if (!isThere)
        {
            Assert.Empty(answer.Resources);
            return;
        }

        Resource resource = answer.Resources.Single(static r => r.Name == "web.load"); // proxies without configuration are tools
        Assert.True(resource.Resource_!.TryUnpack<ClientConfig>(out ClientConfig? config));
        Assert.Equal("web.load", config.Node?.Id);
        Assert.Equal("load", config.Node?.Metadata?.Fields["NAMESPACE"].StringValue);
        ClientConfig.Types.GenericXdsConfig part = Assert.Single(config.GenericXdsConfigs);
        Assert.Equal((XdsType.Cluster.TypeUrl, ConfigStatus.Synced), (part.TypeUrl, part.ConfigStatus));
        Assert.NotNull(part.LastUpdated);
    }

    [Fact]
    public async Task DumpParts_Asked_AreEnvoysMessages()
    {
        using DebugProxy caller = mesh.Connect(LiveMesh.Node("tool", "istio-system", "10.9.9.1"), System);
        await caller.AskAsync("istio.io/debug/config_dump", "client-0.load");

        DeltaDiscoveryResponse answer = await caller.ReadAsync("istio.io/debug/config_dump");
        Assert.Equal(
            ["BootstrapConfigDump", "ClustersConfigDump", "ListenersConfigDump", "ScopedRoutesConfigDump", "RoutesConfigDump", "SecretsConfigDump", "EcdsConfigDump"],
            answer.Resources.Select(static r => r.Resource_!.TypeUrl.Split('.')[^1]));
        Assert.All(answer.Resources, static r => Assert.Equal("", r.Name));
        Assert.True(answer.Resources[1].Resource_!.TryUnpack<ClustersConfigDump>(out ClustersConfigDump? clusters));
        Assert.Equal(
            LiveFiles.Json("adsz")["clients"]![0]!["watches"]![XdsType.Cluster.TypeUrl]!.AsArray().Count, clusters.DynamicActiveClusters.Count);
        Assert.Null(answer.ControlPlane);
    }

    [Theory]
    [InlineData("istio.io/debug/config_dump", "nobody")]
    [InlineData("istio.io/debug/config_dump", "client-0.load", "client-1.load")]
    [InlineData("istio.io/debug/other", "client-0.load")]
    public async Task State_ThatIsNotThere_IsEmpty(string type, params string[] names)
    {
        using DebugProxy caller = mesh.Connect(LiveMesh.Node("tool", "istio-system", "10.9.9.1"), System);
        await caller.AskAsync(type, names);

        Assert.Empty((await caller.ReadAsync(type)).Resources);
    }

    private static string TextOf(Resource resource) => Encoding.UTF8.GetString(resource.Resource_!.ToValueBytes().Span);
}
