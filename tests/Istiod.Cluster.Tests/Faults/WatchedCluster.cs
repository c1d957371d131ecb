using System.Collections.Concurrent;
using System.Text;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Kubernetes;
using Istiod.Primitives;
using Istiod.Testing.ApiServer;
using Microsoft.Extensions.Logging.Abstractions;

namespace Istiod.Cluster.Tests.Faults;

/// <summary>A double and the product's informers over it, with a mirror for each.</summary>
internal sealed class WatchedCluster : IAsyncDisposable
{
    // Long enough for a crowded machine; a run that converges takes a second or two.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private const string Definition = """
        apiVersion: apiextensions.k8s.io/v1
        kind: CustomResourceDefinition
        metadata: {name: virtualservices.networking.istio.io}
        spec:
          group: networking.istio.io
          scope: Namespaced
          names: {plural: virtualservices, kind: VirtualService}
          versions:
          - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true}}}
        """;

    private readonly ClusterConnection _connection;
    private readonly InformerSet _informers;
    private readonly List<(Informer Informer, Mirror Mirror)> _watches = [];

    private WatchedCluster(TestApiServer server, HurriedTime time)
    {
        Server = server;
        string token = server.Tokens.ForUser("watcher", "system:masters");
        ClusterConfig config = new()
        {
            Server = server.Address,
            Authorities = Credential.Of(Encoding.UTF8.GetBytes(server.Authority.RootPem)),
            Token = Credential.Of(Encoding.UTF8.GetBytes(token)),
        };
        _connection = new ClusterConnection(config, new ClusterConnectionOptions { RequestsPerSecond = 100_000, Burst = 100_000 }, time);
        _informers = new InformerSet(_connection, new InformerSetOptions(new ClusterId("c"), NullLogger.Instance) { Random = new Random(1) }, time);
    }

    public static readonly KindDescriptor[] Kinds =
        [KindCatalog.ConfigMap, KindCatalog.Pod, KindCatalog.Service, KindCatalog.EndpointSlice, KindCatalog.VirtualService];

    public TestApiServer Server { get; }

    /// <summary>Keys that were deleted at some time.</summary>
    public ConcurrentDictionary<NamespacedName, byte> EverDeleted { get; } = new();

    public static async Task<WatchedCluster> StartAsync(bool hasWatchList, int factor = 20)
    {
        TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { ChecksAccess = true, HasWatchList = hasWatchList, HistoryLength = 300 });
        await server.ApplyYamlAsync(Definition);
        WatchedCluster cluster = new(server, new HurriedTime(factor));
        foreach (KindDescriptor kind in Kinds)
        {
            Informer informer = cluster._informers.Add(new InformerSpec(kind) { TracksVersions = true });
            Mirror mirror = new(cluster.EverDeleted);
            informer.Subscribe(mirror);
            cluster._watches.Add((informer, mirror));
        }

        cluster._informers.Start();
        using CancellationTokenSource late = new(s_patience);
        await cluster._informers.WaitForSyncAsync(late.Token);
        return cluster;
    }

    public Task PutAsync(KindDescriptor kind, string name, int value) => Server.ApplyAsync((JsonObject)JsonNode.Parse(
        kind.Kind switch
        {
            "ConfigMap" => $$$"""{"metadata":{"name":"{{{name}}}"},"data":{"v":"{{{value}}}"} }""",
            "Pod" => $$$"""{"metadata":{"name":"{{{name}}}","labels":{"v":"{{{value}}}"} },"spec":{"containers":[]},"status":{"podIP":"10.0.0.{{{value % 250}}}"} }""",
            "Service" => $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"ports":[{"name":"http","port":{{{(value % 1000) + 1}}}}]} }""",
            "EndpointSlice" => $$$"""{"metadata":{"name":"{{{name}}}"},"addressType":"IPv4","endpoints":[{"addresses":["10.1.0.{{{value % 250}}}"]}],"ports":[]}""",
            _ => $$$"""{"metadata":{"name":"{{{name}}}"},"spec":{"hosts":["h{{{value}}}"],"http":[{"route":[{"destination":{"host":"d"} }]}]} }""",
        })!.WithType(kind));

    public async Task DeleteAsync(KindDescriptor kind, string name)
    {
        if (Server.Get(kind.ApiVersion, kind.Kind, "default", name) is not null)
        {
            EverDeleted[new NamespacedName("default", name)] = 0;
            await Server.DeleteAsync(kind.ApiVersion, kind.Kind, "default", name);
        }
    }

    /// <summary>Waits until every informer holds exactly the server's objects, version by version.</summary>
    /// <returns>What differs at the end of patience; empty if nothing.</returns>
    public async Task<string> ConvergeAsync()
    {
        long start = TimeProvider.System.GetTimestamp();
        string difference;
        do
        {
            difference = Difference();
            if (difference.Length == 0)
            {
                return "";
            }

            await Task.Delay(20);
        }
        while (TimeProvider.System.GetElapsedTime(start) < s_patience);

        return difference;
    }

    /// <summary>What mirrors noticed.</summary>
    public IEnumerable<string> MirrorFaults()
    {
        foreach ((Informer informer, Mirror mirror) in _watches)
        {
            foreach (string fault in mirror.Faults)
            {
                yield return fault;
            }

            Dictionary<NamespacedName, ConfigObject> told = mirror.Objects;
            ConfigObject[] held = informer.Snapshot();
            if (told.Count != held.Length || held.Any(o => !told.TryGetValue(o.Key, out ConfigObject? same) || !same.Equals(o)))
            {
                yield return $"{informer.Spec}: listeners were told something else than what is held";
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _informers.DisposeAsync();
        _connection.Dispose();
        await Server.DisposeAsync();
    }

    private string Difference()
    {
        StringBuilder text = new();
        foreach ((Informer informer, _) in _watches)
        {
            KindDescriptor kind = informer.Spec.Kind;
            Dictionary<NamespacedName, string> server = [];
            foreach (JsonObject tree in Server.List(kind.ApiVersion, kind.Kind))
            {
                server[ObjectWriter.KeyOf(tree)] = (string)tree["metadata"]!["resourceVersion"]!;
            }

            foreach (ConfigObject held in informer.Snapshot())
            {
                if (!server.Remove(held.Key, out string? version))
                {
                    text.Append(kind.Kind).Append(' ').Append(held.Key).AppendLine(" is held and not there");
                }
                else if (version != held.Meta.ResourceVersion)
                {
                    text.Append(kind.Kind).Append(' ').Append(held.Key).Append(' ').Append(held.Meta.ResourceVersion).Append(" is held, not ").AppendLine(version);
                }
            }

            foreach (NamespacedName missing in server.Keys)
            {
                text.Append(kind.Kind).Append(' ').Append(missing).AppendLine(" is missing");
            }
        }

        return text.ToString();
    }
}
