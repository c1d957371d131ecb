using Istiod.Config;

namespace Istiod.Kubernetes.Tests;

public sealed class DefinitionTests
{
    private const string VirtualServices = "virtualservices.networking.istio.io";
    private const string TlsRoutes = "tlsroutes.gateway.networking.k8s.io";
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Kind_WithoutDefinition_IsSyncedAndNotWatched()
    {
        await using WatchFixture fixture = await WatchFixture.StartAsync(new WatchScript());

        Informer informer = fixture.Watch(new InformerSpec(KindCatalog.VirtualService));

        await fixture.Set.WaitForSyncAsync(CancellationToken.None).WaitAsync(s_limit);
        Assert.Empty(fixture.Requests("virtualservices"));
        Assert.Equal(0, informer.Count);
    }

    [Fact]
    public async Task Definition_ComesAndGoes_SoDoObjects()
    {
        TaskCompletionSource comes = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource goes = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using WatchFixture fixture = await WatchFixture.StartRawAsync(async context =>
        {
            if (!context.Request.Path.Value!.Contains("customresourcedefinitions", StringComparison.Ordinal)) // a request has a path
            {
                await WatchScript.SendAsync(context, [Json.Event("ADDED", Json.Object("a", 3)), Json.Bookmark(5, isEnd: true)], holds: true);
                return;
            }

            Assert.StartsWith("application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1", context.Request.Headers.Accept, StringComparison.Ordinal);
            await WatchScript.SendAsync(context, [Json.Bookmark(1, isEnd: true)], holds: false);
            await comes.Task;
            await WatchScript.SendAsync(context, [Json.Event("ADDED", Json.Object(VirtualServices, 2, ns: ""))], holds: false);
            await goes.Task;
            await WatchScript.SendAsync(context, [Json.Event("DELETED", Json.Object(VirtualServices, 9, ns: ""))], holds: true);
        });
        Informer informer = fixture.Watch(new InformerSpec(KindCatalog.VirtualService));
        await informer.Synced.WaitAsync(s_limit);
        Assert.Empty(fixture.Requests("networking.istio.io"));

        comes.SetResult();
        await fixture.Listener.WaitForNamesAsync("a");
        goes.SetResult();
        await fixture.Listener.WaitForNamesAsync();

        Assert.Equal("+a | -a", fixture.Listener.Heard);
    }

    [Theory]
    [InlineData(TlsRoutes, "v1.5.0", true)]
    [InlineData(TlsRoutes, "v1.5.0-rc.1", true)]
    [InlineData(TlsRoutes, "v1.6", true)]
    [InlineData(TlsRoutes, "v1.4.9", false)]
    [InlineData(TlsRoutes, "", false)]
    [InlineData(TlsRoutes, "next", false)]
    [InlineData(VirtualServices, "", true)]
    [InlineData("sidecars.networking.istio.io", "", false)]
    [InlineData("wasmplugins.extensions.istio.io", "", true)]
    public async Task Definition_Rules_DecideWhetherItIsUsed(string name, string bundle, bool isUsed)
    {
        string definition = "{\"metadata\":{\"name\":\"" + name + "\",\"resourceVersion\":\"2\",\"annotations\":{"
            + (bundle.Length > 0 ? "\"gateway.networking.k8s.io/bundle-version\":\"" + bundle + "\"" : "") + "}}}";
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => WatchScript.SendAsync(
            context,
            context.Request.Path.Value!.Contains("customresourcedefinitions", StringComparison.Ordinal) // a request has a path
                ? [Json.Event("ADDED", definition), Json.Bookmark(3, isEnd: true)]
                : [Json.Event("ADDED", Json.Object("a", 3)), Json.Bookmark(5, isEnd: true)],
            holds: true));
        using ClusterConnection connection = server.Connect(new EagerTime());
        await using InformerSet set = new(
            connection,
            new InformerSetOptions(new Primitives.ClusterId("c"), Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance)
            {
                IgnoredDefinitions = "sidecars.networking.istio.io, *.extensions.istio.io",
                IncludedDefinitions = "wasmplugins.extensions.istio.io",
            },
            new EagerTime());
        string[] parts = name.Split('.', 2);
        Assert.True(KindCatalog.TryGetByPlural(parts[1], parts[0], out KindDescriptor? kind));
        Informer informer = set.Add(new InformerSpec(kind));

        set.Start();

        await informer.Synced.WaitAsync(s_limit);
        Assert.Equal(isUsed ? 1 : 0, informer.Count);
    }
}
