using System.Diagnostics;
using System.Globalization;

namespace Istiod.Aot.Tests;

/// <summary>A real Envoy behind the published binary. Without <c>ENVOY_BIN</c> there is nothing to try and the test ends at once.</summary>
[Collection(BinaryCollection.Name)]
public sealed class EnvoyTests(PublishedBinary binary)
{
    private const string Mesh = "defaultProviders: {}\nenableAutoMtls: false\n";
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    // this Envoy has none of Istio's own extensions
    private static readonly Dictionary<string, string> s_environment = new(StringComparer.Ordinal)
    {
        ["PILOT_ENABLE_METADATA_EXCHANGE"] = "false",
        ["PILOT_ENABLE_ALPN_FILTER"] = "false",
    };

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
            ["00-policy.yaml"] = Policy,
            ["10-hello.yaml"] = Service("hello", port, one.Port),
            ["20-special.yaml"] = Service("special", port, special.Port),
            ["30-routes.yaml"] = Routes(port),
        };
        await using RunningServer server = await RunningServer.StartAsync(binary.Path, files, Mesh, s_environment);
        using EnvoyProcess envoy = EnvoyProcess.Start(program, server.GrpcPort);
        using HttpClient client = new() { Timeout = TimeSpan.FromSeconds(5) };

        await UntilAsync(async () => await GetAsync(client, port, "hello.example", "/") == "one", envoy, server);
        Assert.Equal("special", await GetAsync(client, port, "hello.example", "/special/x"));
        Assert.Equal("special", await GetAsync(client, port, "special.example", "/"));

        // the endpoint is replaced while requests run; none may fail
        using CancellationTokenSource stop = new();
        Task<(int Total, List<string> Bad)> load = LoadAsync(client, port, stop.Token);
        string file = Path.Combine(server.Files, "config", "10-hello.yaml");
        await File.WriteAllTextAsync(file + ".new", Service("hello", port, two.Port));
        File.Move(file + ".new", file, overwrite: true);
        await UntilAsync(async () => await GetAsync(client, port, "hello.example", "/") == "two", envoy, server);
        await stop.CancelAsync();
        (int total, List<string> bad) = await load;
        Assert.True(total > 0 && bad.Count == 0, $"{bad.Count} of {total} requests failed: {bad.FirstOrDefault()}");

        foreach (string stat in new[] { "update_rejected", "update_failure" })
        {
            Assert.All(await envoy.StatsAsync(stat), s => Assert.True(s.Value == 0, s.Key + "\n" + envoy.Log));
        }

        Assert.DoesNotContain("error_state", await envoy.AdminAsync("/config_dump"), StringComparison.Ordinal);
        Assert.Equal(0, (await envoy.StatsAsync("cluster_manager.warming_clusters")).Values.Sum());
    }

    private const string Policy = """
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: default, namespace: istio-system}
        spec: {mtls: {mode: DISABLE}}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: demo}
        """;

    private static string Service(string name, int port, int backend) => """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: NAME, namespace: demo}
        spec:
          hosts: [NAME.example]
          resolution: STATIC
          location: MESH_INTERNAL
          ports: [{number: PORT, name: http, protocol: HTTP}]
          endpoints: [{address: 127.0.0.1, ports: {http: BACKEND}}]
        """
        .Replace("NAME", name, StringComparison.Ordinal)
        .Replace("PORT", Text(port), StringComparison.Ordinal)
        .Replace("BACKEND", Text(backend), StringComparison.Ordinal);

    private static string Routes(int port) => """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: hello, namespace: demo}
        spec:
          hosts: [hello.example]
          http:
          - match: [{uri: {prefix: /special/}}]
            route: [{destination: {host: special.example, port: {number: PORT}}}]
          - route: [{destination: {host: hello.example, port: {number: PORT}}}]
        """.Replace("PORT", Text(port), StringComparison.Ordinal);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static async Task<string> GetAsync(HttpClient client, int port, string host, string path)
    {
        using HttpRequestMessage request = new(
            HttpMethod.Get, new Uri("http://127.0.0.1:" + port.ToString(CultureInfo.InvariantCulture) + path));
        request.Headers.Host = host + ":" + port.ToString(CultureInfo.InvariantCulture);
        try
        {
            using HttpResponseMessage answer = await client.SendAsync(request);
            string body = await answer.Content.ReadAsStringAsync();
            return answer.IsSuccessStatusCode ? body : $"{(int)answer.StatusCode} {body}";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return e.Message;
        }
    }

    private static async Task<(int Total, List<string> Bad)> LoadAsync(HttpClient client, int port, CancellationToken stop)
    {
        int total = 0;
        List<string> bad = [];
        while (!stop.IsCancellationRequested)
        {
            string answer = await GetAsync(client, port, "hello.example", "/");
            total++;
            if (answer is not ("one" or "two"))
            {
                bad.Add(answer);
            }
        }

        return (total, bad);
    }

    // polls what other processes do; each probe is a request with a time limit of its own
    private static async Task UntilAsync(Func<Task<bool>> condition, EnvoyProcess envoy, RunningServer server)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < s_patience, "not in time\n" + envoy.Log + "\n" + server.Log);
            await Task.Delay(20);
        }
    }
}
