using Grpc.Core;
using Grpc.Net.Client;
using Istiod.Golden.Clients;
using Istiod.Protos.Envoy.Config.Endpoint.V3;
using Istiod.Resources;

namespace Istiod.Aot.Tests;

/// <summary>The native binary end to end.</summary>
[Collection(BinaryCollection.Name)]
public sealed class PublishedBinaryTests(PublishedBinary binary)
{
    private const string CartCluster = "outbound|8080||cart.shop.svc.cluster.local";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);

    [Fact]
    public void Binary_Size_IsWithinItsBudget() => Assert.InRange(new FileInfo(binary.Path).Length, 1, 30_000_000);

    [Fact]
    public void Command_Version_IsPrinted()
    {
        (int code, string output) = PublishedBinary.Execute(binary.Path, "version", "-s");
        Assert.Equal((0, "client version: 1.30.3\n"), (code, output));
    }

    [Fact]
    public void Command_Unknown_EndsWith255() => Assert.Equal(255, PublishedBinary.Execute(binary.Path, "nosuch").Code);

    [Fact]
    public void Command_Render_GivesTheBytesOfAPod()
    {
        (int code, string output) = PublishedBinary.Execute(
            binary.Path,
            "render", "--files", Repository.PathOf("samples", "shop"), "--proxy", "storefront-v1-0.shop", "--type", "cds,eds", "-o", "yaml");
        Assert.Equal(0, code);
        Assert.Contains("outbound|80|v2|catalog.shop.svc.cluster.local", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_Start_IsQuickAndReady()
    {
        await using RunningServer server = await RunningServer.StartAsync(binary.Path);
        Assert.Equal((200, ""), await server.GetAsync("/ready"));

        // 43 ms on an idle machine; the bound leaves room for a busy one
        Assert.InRange(server.TimeToServe, TimeSpan.Zero, TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Server_IdleMemory_IsWithinItsBudget()
    {
        await using RunningServer server = await RunningServer.StartAsync(binary.Path);
        Assert.InRange(ResidentKilobytes(server.Id), 1, 24_000); // 16 MB seen; perf/layout/record when code has moved
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stream_Proxy_GetsItsMeshAndChanges(bool isDelta)
    {
        await using RunningServer server = await RunningServer.StartAsync(binary.Path);
        await AssertStreamAsync(server, isDelta);
    }

    [Fact]
    public async Task Server_Sigterm_EndsStreamsAndProcess()
    {
        await using RunningServer server = await RunningServer.StartAsync(binary.Path);
        using GrpcChannel channel = server.OpenChannel();
        await using StreamClient client = new(channel, ProxyFixture.Storefront, isDelta: true, s_patience);
        Assert.NotNull(await client.FetchAsync(XdsType.Cluster, []));

        (int code, TimeSpan time) = await server.TerminateAsync();

        Assert.Equal(0, code);
        Assert.InRange(time, TimeSpan.Zero, TimeSpan.FromSeconds(10));
        await Assert.ThrowsAsync<RpcException>(() => client.NextAsync(XdsType.Cluster, s_patience));
    }

    [Fact]
    public async Task File_BrokenDocument_KeepsTheLastGoodState()
    {
        await using RunningServer server = await RunningServer.StartAsync(binary.Path);
        using GrpcChannel channel = server.OpenChannel();
        await File.WriteAllTextAsync(Path.Combine(server.Files, "20-services.yaml"), "apiVersion: v1\nkind: [Service\n");
        await using StreamClient client = new(channel, ProxyFixture.Storefront, isDelta: false, s_patience);
        IReadOnlyList<ReadOnlyMemory<byte>>? clusters = await client.FetchAsync(XdsType.Cluster, []);
        Assert.True(clusters?.Count > 10);
        Assert.Equal(200, (await server.GetAsync("/ready")).Status);
    }

    [Fact]
    public async Task Image_RootFilesystem_ServesAsTheImageDoes()
    {
        await using RunningServer server = await RunningServer.StartInContainerAsync(binary.RootFilesystem);
        await AssertStreamAsync(server, isDelta: true);
        string status = InsideStatus();
        Assert.Contains("Uid:\t1337\t1337\t1337\t1337", status, StringComparison.Ordinal);
        Assert.Contains("Gid:\t1337\t1337\t1337\t1337", status, StringComparison.Ordinal);
        Assert.Contains("CapEff:\t0000000000000000", status, StringComparison.Ordinal);
        Assert.Contains("CapPrm:\t0000000000000000", status, StringComparison.Ordinal);
        Assert.Contains("NoNewPrivs:\t1", status, StringComparison.Ordinal);
    }

    private static async Task AssertStreamAsync(RunningServer server, bool isDelta)
    {
        using GrpcChannel channel = server.OpenChannel();
        await using StreamClient client = new(channel, ProxyFixture.Storefront, isDelta, s_patience);
        Assert.True((await client.FetchAsync(XdsType.Cluster, []))?.Count > 10);
        Assert.Equal(["10.244.0.14"], Addresses(await client.FetchAsync(XdsType.Endpoint, [CartCluster])));
        Assert.True((await client.FetchAsync(XdsType.Listener, []))?.Count > 3);

        // an endpoint moves: the file is replaced as an editor or a git checkout does it
        string file = Path.Combine(server.Files, "40-endpoints.yaml");
        string text = (await File.ReadAllTextAsync(file)).Replace("- 10.244.0.14\n", "- 10.244.7.7\n", StringComparison.Ordinal);
        await File.WriteAllTextAsync(file + ".new", text);
        File.Move(file + ".new", file, overwrite: true);

        StreamClient.Answer? push = await client.NextAsync(XdsType.Endpoint, s_patience);
        Assert.Equal(["10.244.7.7"], Addresses(push?.Bodies));
    }

    private static string[] Addresses(IReadOnlyList<ReadOnlyMemory<byte>>? bodies) =>
    [
        .. (bodies ?? []).Select(b => ClusterLoadAssignment.Parse(b.Span))
            .SelectMany(a => a.Endpoints)
            .SelectMany(l => l.LbEndpoints)
            .Select(e => e.Endpoint?.Address?.SocketAddress?.Address ?? ""),
    ];

    private static long ResidentKilobytes(int process)
    {
        string line = File.ReadLines($"/proc/{process}/status").First(l => l.StartsWith("VmRSS:", StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], System.Globalization.CultureInfo.InvariantCulture);
    }

    // the program inside the container: the one process of uid 1337 that is our binary
    private static string InsideStatus()
    {
        foreach (string directory in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                string status = File.ReadAllText(Path.Combine(directory, "status"));
                if (status.StartsWith("Name:\tpilot-discovery", StringComparison.Ordinal)
                    && status.Contains("Uid:\t1337", StringComparison.Ordinal))
                {
                    return status;
                }
            }
            catch (IOException)
            {
                // not a process, or one that just ended
            }
        }

        throw new InvalidOperationException("no pilot-discovery of uid 1337 runs");
    }
}
