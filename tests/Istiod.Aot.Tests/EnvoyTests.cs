namespace Istiod.Aot.Tests;

/// <summary>A real Envoy behind the published binary. Without <c>ENVOY_BIN</c> there is nothing to try and the test ends at once.</summary>
[Collection(BinaryCollection.Name)]
public sealed class EnvoyTests(PublishedBinary binary)
{
    [Fact]
    public async Task Envoy_OverAds_RejectsNothingAndReachesEndpoints()
    {
        if (Environment.GetEnvironmentVariable("ENVOY_BIN") is not { Length: > 0 } program)
        {
            return;
        }

        using Backend one = new("one");
        using Backend two = new("two");
        using Backend special = new("special");
        int port = Backend.FreePort();
        Dictionary<string, string> files = new(StringComparer.Ordinal)
        {
            ["00-policy.yaml"] = EnvoyMesh.Policy,
            ["10-hello.yaml"] = EnvoyMesh.Service("hello", port, one.Port),
            ["20-special.yaml"] = EnvoyMesh.Service("special", port, special.Port),
            ["30-routes.yaml"] = EnvoyMesh.Routes(port),
        };
        await using RunningServer server = await RunningServer.StartAsync(binary.Path, files, EnvoyMesh.Settings, EnvoyMesh.Variables);
        using EnvoyProcess envoy = EnvoyProcess.Start(program, server.GrpcPort);
        using HttpClient client = new() { Timeout = TimeSpan.FromSeconds(5) };

        await EnvoyMesh.UntilAsync(async () => await EnvoyMesh.GetAsync(client, port, "hello.example", "/") == "one", envoy, server);
        Assert.Equal("special", await EnvoyMesh.GetAsync(client, port, "hello.example", "/special/x"));
        Assert.Equal("special", await EnvoyMesh.GetAsync(client, port, "special.example", "/"));

        // the endpoint is replaced while requests run; none may fail
        using CancellationTokenSource stop = new();
        Task<(int Total, List<string> Bad)> load = EnvoyMesh.LoadAsync(client, port, stop.Token);
        string file = Path.Combine(server.Files, "config", "10-hello.yaml");
        await File.WriteAllTextAsync(file + ".new", EnvoyMesh.Service("hello", port, two.Port));
        File.Move(file + ".new", file, overwrite: true);
        await EnvoyMesh.UntilAsync(async () => await EnvoyMesh.GetAsync(client, port, "hello.example", "/") == "two", envoy, server);
        await stop.CancelAsync();
        (int total, List<string> bad) = await load;
        Assert.True(total > 0 && bad.Count == 0, $"{bad.Count} of {total} requests failed: {bad.FirstOrDefault()}");

        await EnvoyMesh.AssertHealthyAsync(envoy);
        Assert.All(await envoy.StatsAsync("update_failure"), s => Assert.True(s.Value == 0, s.Key + "\n" + envoy.Log));
    }
}
