using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Grpc.Net.Client;
using Istiod.Debug;
using Istiod.Diagnostics.Logging;
using Istiod.Diagnostics.Metrics;
using Istiod.Grpc;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Resources;
using Istiod.Server;
using Istiod.Variables;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Istiod.Tests.Debug;

/// <summary>The mesh of the recorded answers, served on real sockets, with its two delta proxies.</summary>
#pragma warning disable CA1001 // xunit disposes it by IAsyncLifetime
public sealed class LiveMesh : IAsyncLifetime
#pragma warning restore CA1001
{
    private static readonly string[] s_types = ["cluster.v3.Cluster", "endpoint.v3.ClusterLoadAssignment", "listener.v3.Listener", "route.v3.RouteConfiguration"];
    private readonly string _folder = Directory.CreateTempSubdirectory("istiod-live").FullName;
    private readonly LogSystem _log = new();
    private readonly List<DebugProxy> _proxies = [];
    private MeshRuntime? _runtime;
    private DebugPages? _pages;
    private HttpPort? _grpc;
    private HttpPort? _http;
    private GrpcChannel? _channel;

    /// <summary>Asks the pages' port.</summary>
    internal HttpClient Http { get; private set; } = new();

    /// <summary>The pages behind that port.</summary>
    internal HttpPages Pages { get; } = new();

    /// <summary>The proxies, in the order in which they connected.</summary>
    internal IReadOnlyList<DebugProxy> Proxies => _proxies;

    internal MeshRuntime Runtime => _runtime ?? throw new InvalidOperationException("not started");

    /// <summary>Opens a stream; the identity is taken at its word.</summary>
    internal DebugProxy Connect(ProxyNode node, string? identity = null, bool isDelta = true) =>
        new(_channel ?? throw new InvalidOperationException("not started"), node, identity, isDelta);

    /// <summary>A node as the recorded proxies told theirs.</summary>
    internal static ProxyNode Node(string name, string ns, string address, bool hasConfig = false)
    {
        JsonNode recorded = LiveFiles.Json("adsz")["clients"]![0]!["metadata"]!.DeepClone();
        recorded["INSTANCE_IPS"] = address;
        recorded["NAMESPACE"] = ns;
        if (hasConfig)
        {
            recorded["PROXY_CONFIG"] = new JsonObject { ["concurrency"] = 2 };
        }

        Struct metadata = Struct.ParseJson(Encoding.UTF8.GetBytes(recorded.ToJsonString()));
        return new ProxyNode($"sidecar~{address}~{name}.{ns}~{ns}.svc.cluster.local", name, metadata, "eu", "eu-1", "rack1");
    }

    /// <inheritdoc/>
    public async Task InitializeAsync()
    {
        WriteFiles();
        PilotEnvironment environment = new() { Revision = "default", EnableUnsafeAdminEndpoints = true };
        List<Finding> findings = [];
        MeshSettings settings = new MeshSettingsLoader(environment, new MeshFeatures(), "cluster.local", "Kubernetes", new EnvironmentReader(_ => null))
            .FromYaml(MeshYaml, "", findings);
        Assert.Empty(findings);
        _runtime = new MeshRuntime(settings, environment, Path.Combine(_folder, "objects"), static () => true, new MetricRegistry(), _log, new XdsIdentityCheck());
        DebugContext context = new(_runtime.Pipeline, _runtime.Xds, _runtime.Proxies)
        {
            Clusters = static () => [new ClusterState("Kubernetes", "", "synced")],
            Templates = static () => new Dictionary<string, string> { ["sidecar"] = "metadata: {}" },
            PodName = "istiod-1",
            HasUnsafePages = true,
        };
        DebugAccess access = new(static () => new SaidIdentity(), () => context.SystemNamespace);
        _pages = new DebugPages(context, access, new EffectGuard(), TimeProvider.System);
        _runtime.Xds.Debug = new DebugOverXds(context, access, _pages);
        _runtime.ReadFiles();
        await OpenPortsAsync();
        await ConnectRecordedAsync();
    }

    /// <inheritdoc/>
    public async Task DisposeAsync()
    {
        foreach (DebugProxy proxy in _proxies)
        {
            proxy.Dispose();
        }

        _channel?.Dispose();
        Http.Dispose();
        foreach (HttpPort? port in (HttpPort?[])[_grpc, _http])
        {
            if (port is not null)
            {
                await port.CloseAsync(new CancellationToken(canceled: true));
                await port.DisposeAsync();
            }
        }

        _pages?.Dispose();
        _runtime?.Dispose();
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    // the chart's mesh config
    private const string MeshYaml = """
        defaultConfig:
          discoveryAddress: istiod.istio-system.svc:15012
        defaultProviders:
          metrics:
          - prometheus
        enablePrometheusMerge: true
        rootNamespace: istio-system
        trustDomain: cluster.local
        """;

    private void WriteFiles()
    {
        string objects = Path.Combine(_folder, "objects");
        Directory.CreateDirectory(objects);
        File.Copy(Path.Combine(LiveFiles.Golden, "cluster.yaml"), Path.Combine(objects, "cluster.yaml"));
        File.Copy(Path.Combine(LiveFiles.Golden, "traffic", "composite-shop", "applied.yaml"), Path.Combine(objects, "applied.yaml"));
        StringBuilder more = new("apiVersion: v1\nkind: Namespace\nmetadata:\n  name: load\n");
        foreach (JsonNode? service in LiveFiles.Json("registryz").AsArray())
        {
            string ns = service!["Attributes"]!["Namespace"]!.GetValue<string>();
            string name = service["Attributes"]!["Name"]!.GetValue<string>();
            if (ns == "load" || name == "istiod")
            {
                more.Append("---\n").Append(ServiceOf(service, ns, name)).Append('\n');
                JsonNode? shard = LiveFiles.Json("endpointShardz")[service["hostname"]!.GetValue<string>()]?[ns]?["Shards"]?["Kubernetes/Kubernetes"];
                if (shard is not null)
                {
                    more.Append("---\n").Append(SliceOf(shard.AsArray(), ns, name)).Append('\n');
                }
            }
        }

        foreach (JsonNode? item in LiveFiles.Json("configz").AsArray())
        {
            if (item!["kind"]!.GetValue<string>() == "GatewayClass")
            {
                more.Append("---\n").Append(item.ToJsonString()).Append('\n');
            }
        }

        File.WriteAllText(Path.Combine(objects, "more.yaml"), more.ToString());
    }

    private static string ServiceOf(JsonNode service, string ns, string name)
    {
        JsonArray ports = [];
        foreach (JsonNode? port in service["ports"]!.AsArray())
        {
            ports.Add((JsonNode)new JsonObject { ["name"] = port!["name"]!.DeepClone(), ["port"] = port["port"]!.DeepClone() });
        }

        string address = service["defaultAddress"]!.GetValue<string>();
        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Service",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns, ["labels"] = service["Attributes"]!["Labels"]?.DeepClone() },
            ["spec"] = new JsonObject
            {
                ["type"] = "ClusterIP",
                ["clusterIP"] = address,
                ["clusterIPs"] = new JsonArray(address),
                ["selector"] = service["Attributes"]!["LabelSelectors"]?.DeepClone(),
                ["ports"] = ports,
            },
        }.ToJsonString();
    }

    private static string SliceOf(JsonArray endpoints, string ns, string name)
    {
        JsonArray addresses = [];
        foreach (JsonNode? endpoint in endpoints)
        {
            addresses.Add((JsonNode)new JsonObject
            {
                ["addresses"] = endpoint!["Addresses"]!.DeepClone(),
                ["conditions"] = new JsonObject { ["ready"] = true },
            });
        }

        return new JsonObject
        {
            ["apiVersion"] = "discovery.k8s.io/v1",
            ["kind"] = "EndpointSlice",
            ["addressType"] = "IPv4",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = ns, ["labels"] = new JsonObject { ["kubernetes.io/service-name"] = name } },
            ["ports"] = new JsonArray(new JsonObject
            {
                ["name"] = endpoints[0]!["ServicePortName"]!.DeepClone(),
                ["port"] = endpoints[0]!["EndpointPort"]!.DeepClone(),
                ["protocol"] = "TCP",
            }),
            ["endpoints"] = addresses,
        }.ToJsonString();
    }

    private async Task OpenPortsAsync()
    {
        GrpcServerSettings settings = new();
        GrpcDispatcher dispatcher = new(Runtime.Xds.Methods, settings, TimeProvider.System);
        SaidIdentity authenticator = new();
        _grpc = await HttpPort.OpenAsync(
            "127.0.0.1:0",
            options => GrpcKestrel.Apply(options, settings),
            listen => GrpcKestrel.Apply(listen, null),
            context => dispatcher.HandleAsync(context, authenticator),
            _log);
        _channel = GrpcChannel.ForAddress(UrlOf(_grpc), new GrpcChannelOptions { MaxReceiveMessageSize = null });
        _pages!.AddTo(Pages);
        _http = await HttpPort.OpenAsync("127.0.0.1:0", static _ => { }, static listen => listen.Protocols = HttpProtocols.Http1, Pages.HandleAsync, _log);
        Http.BaseAddress = UrlOf(_http);
    }

    private async Task ConnectRecordedAsync()
    {
        foreach (JsonNode? client in LiveFiles.Json("adsz")["clients"]!.AsArray())
        {
            string id = client!["connectionId"]!.GetValue<string>();
            ProxyNode node = Node(id[..id.IndexOf('.', StringComparison.Ordinal)], "load", client["metadata"]!["INSTANCE_IPS"]!.GetValue<string>());
            DebugProxy proxy = Connect(node);
            _proxies.Add(proxy);
            foreach (string name in s_types)
            {
                string type = "type.googleapis.com/envoy.config." + name;
                bool isWhole = name.StartsWith('c') || name.StartsWith('l');
                string[] names = isWhole ? [] : [.. client["watches"]![type]!.AsArray().Select(static n => n!.GetValue<string>())];
                await proxy.AskAsync(type, names);
                await proxy.AcknowledgeAsync(await proxy.ReadAsync(type));
            }

            await proxy.SettleAsync();
        }
    }

    private static Uri UrlOf(HttpPort port) =>
        new("http://127.0.0.1:" + port.EndPoint.Port.ToString(CultureInfo.InvariantCulture));

    /// <summary>Takes the identity of a header at its word; over HTTP there must be one, as with the real ones.</summary>
    private sealed class SaidIdentity : IPeerAuthenticator
    {
        public ValueTask<PeerIdentity?> AuthenticateAsync(HttpContext context, CancellationToken cancellation)
        {
            string identity = context.Request.Headers[DebugProxy.IdentityHeader].ToString();
            return identity.Length == 0 && HttpProtocol.IsHttp11(context.Request.Protocol)
                ? throw new GrpcException(GrpcStatusCode.Unauthenticated, "authentication failure")
                : ValueTask.FromResult(identity.Length == 0 ? null : new PeerIdentity([identity], "Said"));
        }
    }
}
