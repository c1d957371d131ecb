using Grpc.Net.Client;
using Istiod.Golden.Clients;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Resources;

namespace Istiod.Aot.Tests;

/// <summary>
/// Streams of a real Envoy that break at bad moments: it never waits for endpoints that the server thinks it has, and requests go on.
/// Without <c>ENVOY_BIN</c> there is nothing to try and the tests end at once.
/// </summary>
[Collection(BinaryCollection.Name)]
public sealed class EnvoyReconnectTests(PublishedBinary binary)
{
    private static readonly string? s_program = Environment.GetEnvironmentVariable("ENVOY_BIN") is { Length: > 0 } program ? program : null;

    [Fact]
    public async Task Stream_BrokenBetweenClustersAndEndpoints_LeavesNothingWarming()
    {
        if (s_program is null)
        {
            return;
        }

        using Backend one = new("one");
        using Backend two = new("two");
        int port = Backend.FreePort();
        await using RunningServer server = await StartAsync(Files(port, one));
        using DiscoveryRelay relay = new(server.GrpcPort);
        relay.CutBeforeEndpoints(2);
        using EnvoyProcess envoy = EnvoyProcess.Start(s_program, relay.Port);
        using HttpClient client = new() { Timeout = TimeSpan.FromSeconds(5) };
        await EnvoyMesh.UntilAsync(async () => await EnvoyMesh.GetAsync(client, port, "hello.example", "/") == "one", envoy, server);
        Assert.Equal(2, relay.Cuts);

        // the same when a cluster is added to a stream that runs: Envoy tells after it that it has the cluster
        relay.CutBeforeEndpoints(1);
        await ReplaceAsync(server, "20-more.yaml", EnvoyMesh.Service("more", port, two.Port));
        await EnvoyMesh.UntilAsync(async () => await EnvoyMesh.GetAsync(client, port, "more.example", "/") == "two", envoy, server);
        Assert.Equal(3, relay.Cuts);
        Assert.Equal("one", await EnvoyMesh.GetAsync(client, port, "hello.example", "/"));
        await EnvoyMesh.AssertHealthyAsync(envoy);
    }

    [Fact]
    public async Task Reconnect_AsksForEndpointsBeforeClusters_ChangedClustersGetTheirsAgain()
    {
        if (s_program is null)
        {
            return;
        }

        using Backend one = new("one");
        using Backend two = new("two");
        int port = Backend.FreePort();
        await using RunningServer server = await StartAsync(Files(port, one));
        using DiscoveryRelay relay = new(server.GrpcPort);
        using EnvoyProcess envoy = EnvoyProcess.Start(s_program, relay.Port);
        using HttpClient client = new() { Timeout = TimeSpan.FromSeconds(5) };
        await EnvoyMesh.UntilAsync(async () => await EnvoyMesh.GetAsync(client, port, "hello.example", "/") == "one", envoy, server);
        using CancellationTokenSource stop = new();
        Task<(int Total, List<string> Bad)> load = EnvoyMesh.LoadAsync(client, port, stop.Token);

        // while Envoy is away its cluster changes, and the endpoints do not
        relay.Break(isOpen: false);
        await ReplaceAsync(server, "40-rule.yaml", Rule);
        await EnvoyMesh.UntilAsync(() => HasTimeoutAsync(server), envoy, server);
        relay.AskForEndpointsFirst();
        relay.Open();

        await EnvoyMesh.UntilAsync(
            async () => (await envoy.AdminAsync("/config_dump?resource=dynamic_active_clusters")).Contains("\"7s\"", StringComparison.Ordinal),
            envoy,
            server);
        Assert.Equal(1, relay.Swaps);
        await ReplaceAsync(server, "10-hello.yaml", EnvoyMesh.Service("hello", port, two.Port));
        await EnvoyMesh.UntilAsync(async () => await EnvoyMesh.GetAsync(client, port, "hello.example", "/") == "two", envoy, server);
        await AssertNoneFailedAsync(stop, load);
        await EnvoyMesh.AssertHealthyAsync(envoy);
    }

    [Fact]
    public async Task Server_RestartedWithOtherEndpoints_NoRequestFails()
    {
        if (s_program is null)
        {
            return;
        }

        using Backend one = new("one");
        using Backend two = new("two");
        int port = Backend.FreePort();
        await using RunningServer first = await StartAsync(Files(port, one));
        using DiscoveryRelay relay = new(first.GrpcPort);
        using EnvoyProcess envoy = EnvoyProcess.Start(s_program, relay.Port);
        using HttpClient client = new() { Timeout = TimeSpan.FromSeconds(5) };
        await EnvoyMesh.UntilAsync(async () => await EnvoyMesh.GetAsync(client, port, "hello.example", "/") == "one", envoy, first);
        using CancellationTokenSource stop = new();
        Task<(int Total, List<string> Bad)> load = EnvoyMesh.LoadAsync(client, port, stop.Token);

        await first.TerminateAsync();
        await using RunningServer second = await StartAsync(Files(port, two));
        relay.LeadTo(second.GrpcPort);

        await EnvoyMesh.UntilAsync(async () => await EnvoyMesh.GetAsync(client, port, "hello.example", "/") == "two", envoy, second);
        await AssertNoneFailedAsync(stop, load);
        await EnvoyMesh.AssertHealthyAsync(envoy);
    }

    private const string Rule = """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: hello, namespace: demo}
        spec: {host: hello.example, trafficPolicy: {connectionPool: {tcp: {connectTimeout: 7s}}}}
        """;

    private static Dictionary<string, string> Files(int port, Backend hello) => new(StringComparer.Ordinal)
    {
        ["00-policy.yaml"] = EnvoyMesh.Policy,
        ["10-hello.yaml"] = EnvoyMesh.Service("hello", port, hello.Port),
    };

    private Task<RunningServer> StartAsync(Dictionary<string, string> files) =>
        RunningServer.StartAsync(binary.Path, files, EnvoyMesh.Settings, EnvoyMesh.Variables);

    private static async Task ReplaceAsync(RunningServer server, string name, string text)
    {
        string file = Path.Combine(server.Files, "config", name);
        await File.WriteAllTextAsync(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);
    }

    private static async Task AssertNoneFailedAsync(CancellationTokenSource stop, Task<(int Total, List<string> Bad)> load)
    {
        await stop.CancelAsync();
        (int total, List<string> bad) = await load;
        Assert.True(total > 0 && bad.Count == 0, $"{bad.Count} of {total} requests failed: {bad.FirstOrDefault()}");
    }

    /// <summary>Whether the server has read the rule.</summary>
    private static async Task<bool> HasTimeoutAsync(RunningServer server)
    {
        using GrpcChannel channel = server.OpenChannel();
        ProxyNode node = new(EnvoyProcess.NodeId, "", new Struct { Fields = { ["NAMESPACE"] = Value.For("demo") } }, "", "", "");
        await using StreamClient client = new(channel, node, isDelta: true, TimeSpan.FromSeconds(10));
        foreach (ReadOnlyMemory<byte> cluster in await client.FetchAsync(XdsType.Cluster, []) ?? [])
        {
            if (Cluster.Parse(cluster.Span).ConnectTimeout?.Seconds == 7)
            {
                return true;
            }
        }

        return false;
    }
}
