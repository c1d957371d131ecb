using System.Text;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Diagnostics.Metrics;
using Istiod.Files;
using Istiod.Kubernetes;
using Istiod.Primitives;
using Istiod.Server;
using Istiod.Testing.ApiServer;
using Microsoft.Extensions.Logging.Abstractions;

namespace Istiod.Tests.Server;

public sealed class RemoteClustersTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Secrets_ComeChangeAndGo_SoDoTheirClusters()
    {
        await using TestApiServer home = await TestApiServer.StartAsync();
        await using TestApiServer first = await TestApiServer.StartAsync();
        await using TestApiServer second = await TestApiServer.StartAsync();
        await first.ApplyAsync(Service("both"));
        await first.ApplyAsync(Service("only-first"));
        await second.ApplyAsync(Service("both"));
        await second.ApplyAsync(Service("only-second"));
        Mesh mesh = new();
        using ClusterConnection connection = new(
            new ClusterConfig { Server = home.Address, Authorities = Credential.Of(Encoding.UTF8.GetBytes(home.Authority.RootPem)) },
            new ClusterConnectionOptions(),
            TimeProvider.System);
        InformerSetOptions watching = new(new ClusterId("home"), NullLogger.Instance);
        await using InformerSet set = new(connection, watching, TimeProvider.System);
        await using RemoteClusters remotes = new(
            new RemoteClusterSettings(
                new ClusterId("home"),
                [new InformerSpec(KindCatalog.Service)],
                new ClusterConnectionOptions(),
                watching,
                TimeSpan.FromSeconds(30),
                TimeProvider.System),
            mesh.Take,
            new KubernetesFeedMetrics(new MetricRegistry()),
            NullLogger.Instance);

        // the own cluster's key and a broken kubeconfig leave the others alone
        await home.ApplyAsync(Secret("a", ("far", Kubeconfig(first)), ("home", Kubeconfig(first)), ("broken", "users: [")));
        set.Add(KubernetesCatalog.RemoteSecrets("default")).Subscribe(remotes);
        set.Start();
        await set.WaitForSyncAsync(CancellationToken.None).WaitAsync(s_limit);
        await remotes.WaitForSyncAsync(CancellationToken.None).WaitAsync(s_limit);
        Assert.Equal("far/both far/only-first", mesh.Names);
        Assert.NotNull(remotes.ReviewsOf(new ClusterId("far")));
        Assert.Null(remotes.ReviewsOf(new ClusterId("home")));

        // a second secret for the same cluster does not count
        await home.ApplyAsync(Secret("b", ("far", Kubeconfig(second)), ("other", Kubeconfig(second))));
        await mesh.WaitForAsync("far/both far/only-first other/both other/only-second");

        // another kubeconfig takes over without a gap
        await home.ApplyAsync(Secret("a", ("far", Kubeconfig(second))));
        await mesh.WaitForAsync("far/both far/only-second other/both other/only-second");
        Assert.DoesNotContain("-far/both", mesh.History, StringComparison.Ordinal);

        await home.DeleteAsync("v1", "Secret", "default", "b");
        await mesh.WaitForAsync("far/both far/only-second");
        await home.DeleteAsync("v1", "Secret", "default", "a");
        await mesh.WaitForAsync("");
    }

    private static string Kubeconfig(TestApiServer server) => $$"""
        current-context: x
        contexts: [{name: x, context: {cluster: c, user: u} }]
        clusters: [{name: c, cluster: {server: '{{server.Address}}', certificate-authority-data: {{Convert.ToBase64String(Encoding.UTF8.GetBytes(server.Authority.RootPem))}} } }]
        users: [{name: u, user: { } }]
        """;

    private static JsonObject Secret(string name, params (string Cluster, string Kubeconfig)[] clusters)
    {
        JsonObject data = [];
        foreach ((string cluster, string kubeconfig) in clusters)
        {
            data[cluster] = Convert.ToBase64String(Encoding.UTF8.GetBytes(kubeconfig));
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject
            {
                ["name"] = name,
                ["namespace"] = "default",
                ["labels"] = new JsonObject { ["istio/multiCluster"] = "true" },
            },
            ["data"] = data,
        };
    }

    private static JsonObject Service(string name) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "Service",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
        ["spec"] = new JsonObject { ["ports"] = new JsonArray(new JsonObject { ["port"] = 80 }) },
    };

    /// <summary>What the clusters brought.</summary>
    private sealed class Mesh
    {
        private readonly Lock _lock = new();
        private readonly SortedSet<string> _names = new(StringComparer.Ordinal);
        private readonly StringBuilder _history = new();
        private readonly List<(string Names, TaskCompletionSource Done)> _waiting = [];

        public string Names
        {
            get
            {
                lock (_lock)
                {
                    return string.Join(' ', _names);
                }
            }
        }

        public string History
        {
            get
            {
                lock (_lock)
                {
                    return _history.ToString();
                }
            }
        }

        public void Take(ClusterId cluster, ConfigBatch batch)
        {
            lock (_lock)
            {
                foreach (ConfigChange change in batch.Changes)
                {
                    string name = $"{cluster}/{change.Key.Name}";
                    _history.Append(change.Object is null ? '-' : '+').Append(name).Append(' ');
                    _ = change.Object is null ? _names.Remove(name) : _names.Add(name);
                }

                _waiting.RemoveAll(w => w.Names == string.Join(' ', _names) && w.Done.TrySetResult());
            }
        }

        public Task WaitForAsync(string names)
        {
            lock (_lock)
            {
                if (string.Join(' ', _names) == names)
                {
                    return Task.CompletedTask;
                }

                TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting.Add((names, done));
                return done.Task.WaitAsync(s_limit);
            }
        }
    }
}
