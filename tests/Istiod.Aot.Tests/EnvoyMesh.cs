using System.Diagnostics;
using System.Globalization;

namespace Istiod.Aot.Tests;

/// <summary>A mesh that a bare Envoy can live in, and what tests ask of it.</summary>
internal static class EnvoyMesh
{
    /// <summary>Mesh config.</summary>
    public const string Settings = "defaultProviders: {}\nenableAutoMtls: false\n";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>This Envoy has none of Istio's own extensions.</summary>
    public static IReadOnlyDictionary<string, string> Variables { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["PILOT_ENABLE_METADATA_EXCHANGE"] = "false",
        ["PILOT_ENABLE_ALPN_FILTER"] = "false",
    };

    /// <summary>No mutual TLS: there is no agent with secrets.</summary>
    public const string Policy = """
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: default, namespace: istio-system}
        spec: {mtls: {mode: DISABLE}}
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: demo}
        """;

    /// <summary>A service with one endpoint on this machine.</summary>
    public static string Service(string name, int port, int backend) => """
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

    /// <summary>A path of the first service that leads to the second.</summary>
    public static string Routes(int port) => """
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

    /// <summary>The body of an answer; what went wrong if there is none.</summary>
    public static async Task<string> GetAsync(HttpClient client, int port, string host, string path)
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

    /// <summary>Asks until it is told to stop; any answer but that of the two backends is bad.</summary>
    public static async Task<(int Total, List<string> Bad)> LoadAsync(HttpClient client, int port, CancellationToken stop)
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

    /// <summary>Polls what other processes do; each probe is a request with a time limit of its own.</summary>
    public static async Task UntilAsync(Func<Task<bool>> condition, EnvoyProcess envoy, RunningServer server)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(start) < s_patience, "not in time\n" + envoy.Log + "\n" + server.Log);
            await Task.Delay(20);
        }
    }

    /// <summary>It rejected nothing and waits for nothing.</summary>
    public static async Task AssertHealthyAsync(EnvoyProcess envoy)
    {
        Assert.All(await envoy.StatsAsync("update_rejected"), s => Assert.True(s.Value == 0, s.Key + "\n" + envoy.Log));
        string dump = await envoy.AdminAsync("/config_dump");
        Assert.Contains("ClustersConfigDump", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("error_state", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("dynamic_warming_clusters", dump, StringComparison.Ordinal);
        Assert.DoesNotContain("warming_state", dump, StringComparison.Ordinal);
        Assert.Equal(0, (await envoy.StatsAsync("cluster_manager.warming_clusters")).Values.Sum());
    }
}
