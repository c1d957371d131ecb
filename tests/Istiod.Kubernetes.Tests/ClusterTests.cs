using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Primitives;
using Istiod.Testing.ApiServer;
using Microsoft.Extensions.Logging.Abstractions;

namespace Istiod.Kubernetes.Tests;

/// <summary>The client against a whole API server, over TLS.</summary>
public sealed class ClusterTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Informers_ManyKinds_ShareOneConnection(bool hasWatchList)
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { HasWatchList = hasWatchList });
        for (int i = 0; i < 1200; i++)
        {
            await server.ApplyAsync(ConfigMap("m" + i, "v"));
        }

        using ClusterConnection connection = Connect(server);
        await using InformerSet set = NewSet(connection, TimeProvider.System);
        Informer maps = set.Add(new InformerSpec(KindCatalog.ConfigMap));
        Informer system = set.Add(new InformerSpec(KindCatalog.ConfigMap) { FieldSelector = "metadata.name=m7" });
        foreach (KindDescriptor kind in (KindDescriptor[])[KindCatalog.Pod, KindCatalog.Service, KindCatalog.Node, KindCatalog.Secret])
        {
            set.Add(new InformerSpec(kind));
        }

        set.Start();
        await set.WaitForSyncAsync(CancellationToken.None).WaitAsync(s_limit);

        Assert.Equal(1200, maps.Count);
        Assert.Equal("m7", Assert.Single(system.Snapshot()).Meta.Name);
        Assert.Equal(1, server.ConnectionCount);
        Assert.All(server.Requests.All, r => Assert.Equal("HTTP/2", r.Protocol));
    }

    [Fact]
    public async Task Connection_OtherAuthority_IsRefused()
    {
        await using TestApiServer server = await TestApiServer.StartAsync();
        await using TestApiServer other = await TestApiServer.StartAsync();
        using ClusterConnection connection = new(
            new ClusterConfig { Server = server.Address, Authorities = Credential.Of(AuthorityOf(other)) }, new ClusterConnectionOptions(), TimeProvider.System);

        ApiException refusal = await Assert.ThrowsAsync<ApiException>(
            () => connection.SendAsync(new ApiRequest(HttpMethod.Get, "/version"), CancellationToken.None));

        Assert.True(refusal.IsUnreachable);
    }

    [Fact]
    public async Task Connection_SeveralAuthoritiesInOneText_OneIsEnough()
    {
        await using TestApiServer server = await TestApiServer.StartAsync();
        await using TestApiServer other = await TestApiServer.StartAsync();
        byte[] both = [.. AuthorityOf(other), (byte)'\n', .. AuthorityOf(server)];
        using ClusterConnection connection = new(
            new ClusterConfig { Server = server.Address, Authorities = Credential.Of(both) }, new ClusterConnectionOptions(), TimeProvider.System);

        Assert.NotEmpty(await connection.SendAsync(new ApiRequest(HttpMethod.Get, "/version"), CancellationToken.None));
    }

    [Fact]
    public async Task Writer_Calls_DoWhatTheySay()
    {
        await using TestApiServer server = await TestApiServer.StartAsync();
        using ClusterConnection connection = Connect(server);
        ObjectWriter writer = new(connection, TimeProvider.System);
        ApiResource maps = ApiResource.Of(KindCatalog.ConfigMap);
        NamespacedName key = new("default", "a");

        await writer.CreateAsync(maps, "default", ConfigMap("dry", "v"), CancellationToken.None, new WriteOptions { IsDryRun = true });
        Assert.Null(await writer.FindAsync(maps, new NamespacedName("default", "dry"), CancellationToken.None));

        JsonObject made = await writer.CreateAsync(maps, "default", ConfigMap("a", "1"), CancellationToken.None);
        ApiException twice = await Assert.ThrowsAsync<ApiException>(
            () => writer.CreateAsync(maps, "default", ConfigMap("a", "1"), CancellationToken.None));
        Assert.True(twice.IsAlreadyExists);

        await writer.MergePatchAsync(maps, key, new JsonObject { ["data"] = new JsonObject { ["k"] = "2" } }, CancellationToken.None);
        ApiException stale = await Assert.ThrowsAsync<ApiException>(() => writer.UpdateAsync(maps, made, CancellationToken.None));
        Assert.True(stale.IsConflict);

        JsonObject? changed = await writer.ChangeAsync(
            maps,
            key,
            body =>
            {
                body["data"]!["k"] = "3"; // it has data
                return true;
            },
            CancellationToken.None);
        Assert.Equal("3", ObjectWriter.TextOf(changed?["data"] as JsonObject, "k"));

        JsonObject applied = await writer.ApplyAsync(
            maps, key, ConfigMap("a", "4"), new WriteOptions { FieldManager = "tests", Forces = true }, CancellationToken.None);
        Assert.Equal("4", ObjectWriter.TextOf(applied["data"] as JsonObject, "k"));

        Assert.True(await writer.DeleteAsync(maps, key, CancellationToken.None, ObjectWriter.TextOf(applied["metadata"] as JsonObject, "uid")));
        Assert.False(await writer.DeleteAsync(maps, key, CancellationToken.None));
    }

    [Fact]
    public async Task Locks_TwoReplicas_OnlyOneWrites()
    {
        await using TestApiServer server = await TestApiServer.StartAsync();
        using ClusterConnection connection = Connect(server);
        ObjectWriter writer = new(connection, TimeProvider.System);
        foreach (Func<ILeaderLock> make in (Func<ILeaderLock>[])
            [() => new Lease(writer, new NamespacedName("default", "l")), () => new ConfigMapLock(writer, new NamespacedName("default", "l"))])
        {
            ILeaderLock one = make();
            ILeaderLock two = make();
            Assert.Null(await one.GetAsync(CancellationToken.None));
            Assert.Null(await two.GetAsync(CancellationToken.None));
            await one.CreateAsync(new LeaderRecord { HolderIdentity = "one" }, CancellationToken.None);
            ApiException late = await Assert.ThrowsAsync<ApiException>(
                () => two.CreateAsync(new LeaderRecord { HolderIdentity = "two" }, CancellationToken.None));
            Assert.True(late.IsAlreadyExists);
            Assert.Equal("one", (await two.GetAsync(CancellationToken.None))?.HolderIdentity);
            await one.UpdateAsync(new LeaderRecord { HolderIdentity = "one", LeaderTransitions = 1 }, CancellationToken.None);
            ApiException stale = await Assert.ThrowsAsync<ApiException>(
                () => two.UpdateAsync(new LeaderRecord { HolderIdentity = "two" }, CancellationToken.None));
            Assert.True(stale.IsConflict);
        }
    }

    [Fact]
    public async Task Reviews_GoodAndBadToken_AreToldApart()
    {
        await using TestApiServer server = await TestApiServer.StartAsync();
        using ClusterConnection connection = Connect(server);
        Reviews reviews = new(new ObjectWriter(connection, TimeProvider.System));
        await server.ApplyYamlAsync("apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: web\n  namespace: default\n");
        string folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            server.WriteServiceAccount(folder, "default", "web");

            TokenReviewAnswer good = await reviews.ReviewTokenAsync(await File.ReadAllTextAsync(Path.Combine(folder, "token")), [], CancellationToken.None);
            TokenReviewAnswer bad = await reviews.ReviewTokenAsync("a.b.c", [], CancellationToken.None);

            Assert.True(good.IsAuthenticated);
            Assert.Equal("system:serviceaccount:default:web", good.UserName);
            Assert.Contains("system:serviceaccounts", good.Groups);
            Assert.False(bad.IsAuthenticated);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public async Task Informer_UnderFaults_ConvergesObjectByObject(int seed, bool hasWatchList)
    {
        Random random = new(seed);
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { HasWatchList = hasWatchList });
        for (int i = 0; i < 2000; i++)
        {
            await server.ApplyAsync(ConfigMap("m" + i, "first"));
        }

        using ClusterConnection connection = Connect(server);
        await using InformerSet set = NewSet(connection, new EagerTime());
        Informer maps = set.Add(new InformerSpec(KindCatalog.ConfigMap) { Namespace = "default" });
        RecordingListener listener = new();
        maps.Subscribe(listener);
        int fewest = int.MaxValue;
        maps.Subscribe(new CountListener(count => fewest = Math.Min(fewest, count)));
        set.Start();
        await maps.Synced.WaitAsync(s_limit);

        // names below 500 are never deleted: whatever breaks, they must never be missing
        for (int round = 0; round < 30; round++)
        {
            for (int i = 0; i < 100; i++)
            {
                string name = "m" + random.Next(3000);
                if (random.Next(4) == 0 && int.Parse(name.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture) >= 500)
                {
                    await DeleteAsync(server, name);
                }
                else
                {
                    await server.ApplyAsync(ConfigMap(name, "r" + round + "-" + i));
                }
            }

            await BreakAsync(server, random);
        }

        await server.ApplyAsync(ConfigMap("last", "v"));
        await listener.WaitForAsync(o => o.ContainsKey(new NamespacedName("default", "last")));
        SortedDictionary<string, string> stored = new(StringComparer.Ordinal);
        foreach (JsonObject item in server.List("v1", "ConfigMap"))
        {
            if (ObjectWriter.KeyOf(item).Namespace == "default")
            {
                stored[ObjectWriter.KeyOf(item).Name] = ObjectWriter.TextOf(item["data"] as JsonObject, "k");
            }
        }

        SortedDictionary<string, string> seen = new(StringComparer.Ordinal);
        foreach (ConfigObject item in maps.Snapshot())
        {
            seen[item.Meta.Name] = item.SpecAs<Config.Kinds.Core.ConfigMapSpec>().Data.GetOrEmpty("k");
        }

        Assert.Equal(stored, seen);
        Assert.True(fewest >= 500, $"once only {fewest} objects were there");
    }

    private static async Task BreakAsync(TestApiServer server, Random random)
    {
        switch (random.Next(6))
        {
            case 0:
                server.DropConnections();
                break;
            case 1:
                server.Compact();
                server.DropConnections();
                break;
            case 2:
                server.EndWatches();
                break;
            case 3:
                server.Compact();
                server.EndWatches();
                break;
            case 4:
                await server.RestartAsync();
                break;
        }
    }

    private static async Task DeleteAsync(TestApiServer server, string name)
    {
        if (server.Get("v1", "ConfigMap", "default", name) is not null)
        {
            await server.DeleteAsync("v1", "ConfigMap", "default", name);
        }
    }

    private static JsonObject ConfigMap(string name, string value) => new()
    {
        ["apiVersion"] = "v1",
        ["kind"] = "ConfigMap",
        ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = "default" },
        ["data"] = new JsonObject { ["k"] = value },
    };

    private static byte[] AuthorityOf(TestApiServer server) => System.Text.Encoding.UTF8.GetBytes(server.Authority.RootPem);

    private static ClusterConnection Connect(TestApiServer server) => new(
        new ClusterConfig { Server = server.Address, Authorities = Credential.Of(AuthorityOf(server)) },
        new ClusterConnectionOptions { RequestsPerSecond = 1e6, Burst = 1_000_000 },
        TimeProvider.System);

    private static InformerSet NewSet(ClusterConnection connection, TimeProvider time) =>
        new(connection, new InformerSetOptions(new ClusterId("Kubernetes"), NullLogger.Instance) { Random = new Random(1) }, time);

    private sealed class CountListener(Action<int> heard) : IInformerListener
    {
        public void Changed(Informer informer, IReadOnlyList<InformerChange> changes) => heard(informer.Count);
    }
}
