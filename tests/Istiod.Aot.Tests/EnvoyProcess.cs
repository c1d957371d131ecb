using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Istiod.Aot.Tests;

/// <summary>A real Envoy that gets everything from a control plane, on ports of its own.</summary>
internal sealed class EnvoyProcess : IDisposable
{
    /// <summary>Its node id.</summary>
    public const string NodeId = "sidecar~10.244.9.9~client-0.demo~demo.svc.cluster.local";

    private readonly Process _process;
    private readonly string _directory;
    private readonly HttpClient _admin = new();

    private EnvoyProcess(Process process, string directory)
    {
        _process = process;
        _directory = directory;
    }

    /// <summary>Starts it.</summary>
    /// <param name="program">The Envoy binary.</param>
    /// <param name="discoveryPort">Port of the control plane on 127.0.0.1.</param>
    public static EnvoyProcess Start(string program, int discoveryPort)
    {
        string directory = Directory.CreateTempSubdirectory("envoy-").FullName;
        string bootstrap = Path.Combine(directory, "bootstrap.yaml");
        File.WriteAllText(bootstrap, Bootstrap(discoveryPort));
        ProcessStartInfo start = new(
            program,
            ["-c", bootstrap, "--use-dynamic-base-id", "--concurrency", "1", "-l", "warning",
                "--log-path", Path.Combine(directory, "log"), "--admin-address-path", Path.Combine(directory, "admin")]);
        return new EnvoyProcess(Process.Start(start) ?? throw new InvalidOperationException(program), directory);
    }

    /// <summary>What it logged.</summary>
    public string Log => File.Exists(Path.Combine(_directory, "log")) ? File.ReadAllText(Path.Combine(_directory, "log")) : "";

    /// <summary>Values of statistics whose name ends so, by name.</summary>
    public async Task<IReadOnlyDictionary<string, long>> StatsAsync(string suffix)
    {
        using JsonDocument stats = JsonDocument.Parse(await AdminAsync("/stats?format=json"));
        Dictionary<string, long> found = new(StringComparer.Ordinal);
        foreach (JsonElement entry in stats.RootElement.GetProperty("stats").EnumerateArray())
        {
            if (entry.TryGetProperty("name", out JsonElement name)
                && name.GetString() is { } text
                && text.EndsWith(suffix, StringComparison.Ordinal)
                && entry.GetProperty("value").TryGetInt64(out long value))
            {
                found[text] = value;
            }
        }

        return found;
    }

    /// <summary>A page of the admin port; empty while it does not answer yet.</summary>
    public async Task<string> AdminAsync(string path)
    {
        string address = Path.Combine(_directory, "admin");
        try
        {
            return File.Exists(address)
                ? await _admin.GetStringAsync(new Uri("http://" + (await File.ReadAllTextAsync(address)).Trim() + path))
                : "";
        }
        catch (HttpRequestException)
        {
            return ""; // not listening yet
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _admin.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    private static string Bootstrap(int discoveryPort)
    {
        // clusters that config may name, as in the reference's bootstrap; nothing listens behind them here
        string others = string.Concat(new[] { "sds-grpc", "prometheus_stats", "agent", "zipkin" }.Select(n => Cluster(n, 1)));
        return """
            node:
              id: NODE
              cluster: client.demo
              metadata: {NAMESPACE: demo, CLUSTER_ID: Kubernetes, ISTIO_VERSION: 1.30.3, INTERCEPTION_MODE: NONE, INSTANCE_IPS: 10.244.9.9}
            admin: {address: {socket_address: {address: 127.0.0.1, port_value: 0}}}
            dynamic_resources:
              ads_config:
                api_type: DELTA_GRPC
                transport_api_version: V3
                grpc_services: [{envoy_grpc: {cluster_name: xds-grpc}}]
              cds_config: {ads: {}, initial_fetch_timeout: 0s, resource_api_version: V3}
              lds_config: {ads: {}, initial_fetch_timeout: 0s, resource_api_version: V3}
            static_resources:
              clusters:

            """.Replace("NODE", NodeId, StringComparison.Ordinal) + Cluster("xds-grpc", discoveryPort) + others;
    }

    private static string Cluster(string name, int port) => """
          - name: NAME
            type: STATIC
            connect_timeout: 1s
            typed_extension_protocol_options:
              envoy.extensions.upstreams.http.v3.HttpProtocolOptions:
                "@type": type.googleapis.com/envoy.extensions.upstreams.http.v3.HttpProtocolOptions
                explicit_http_config: {http2_protocol_options: {}}
            load_assignment:
              cluster_name: NAME
              endpoints: [{lb_endpoints: [{endpoint: {address: {socket_address: {address: 127.0.0.1, port_value: PORT}}}}]}]

        """
        .Replace("NAME", name, StringComparison.Ordinal)
        .Replace("PORT", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal);
}
