using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer;

namespace Istiod.Testing.Tests;

public sealed class WriteTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    private static Task<TestApiServer> StartAsync() => TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });

    [Fact]
    public async Task Create_FillsIdentity_AndASecondOneIsRefused()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);

        JsonObject made = await client.CreateAsync(Maps, ApiClient.ConfigMap("a"));
        (int code, JsonObject status) = await client.SendAsync("POST", Maps, ApiClient.ConfigMap("a"));

        JsonNode meta = made["metadata"]!;
        Assert.Equal(36, ((string)meta["uid"]!).Length);
        Assert.Equal("default", (string?)meta["namespace"]);
        Assert.EndsWith("Z", (string)meta["creationTimestamp"]!, StringComparison.Ordinal);
        Assert.Equal((409, "AlreadyExists", "configmaps \"a\" already exists"), (code, (string?)status["reason"], (string?)status["message"]));
    }

    [Fact]
    public async Task Create_GenerateName_MakesDistinctNames()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        JsonObject map = ApiClient.ConfigMap("x");
        map["metadata"] = new JsonObject { ["generateName"] = "job-" };

        string first = (string)(await client.CreateAsync(Maps, map))["metadata"]!["name"]!;
        string second = (string)(await client.CreateAsync(Maps, map))["metadata"]!["name"]!;

        Assert.Matches("^job-[a-z0-9]{5}$", first);
        Assert.NotEqual(first, second);
    }

    [Fact]
    public async Task Create_InANamespaceThatIsNotThere_IsNotFound()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);

        (int code, JsonObject status) = await client.SendAsync("POST", "/api/v1/namespaces/no/configmaps", ApiClient.ConfigMap("a"));

        Assert.Equal((404, "namespaces \"no\" not found"), (code, (string?)status["message"]));
    }

    [Fact]
    public async Task Update_StaleRevision_Conflicts_NoOpKeepsTheRevision()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        JsonObject made = await client.CreateAsync(Maps, ApiClient.ConfigMap("a"));
        string first = (string)made["metadata"]!["resourceVersion"]!;

        (int sameCode, JsonObject same) = await client.SendAsync("PUT", $"{Maps}/a", made);
        JsonObject changed = (JsonObject)made.DeepClone();
        changed["data"]!["k"] = "2";
        (int code, JsonObject second) = await client.SendAsync("PUT", $"{Maps}/a", changed);
        (int stale, JsonObject status) = await client.SendAsync("PUT", $"{Maps}/a", made);

        Assert.Equal((200, first), (sameCode, (string?)same["metadata"]!["resourceVersion"]));
        Assert.Equal(200, code);
        Assert.NotEqual(first, (string?)second["metadata"]!["resourceVersion"]);
        Assert.Equal((409, "Conflict"), (stale, (string?)status["reason"]));
    }

    [Fact]
    public async Task Update_OfAnAbsentObject_IsNotFound_LeasesAreMade()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        JsonObject lease = new()
        {
            ["apiVersion"] = "coordination.k8s.io/v1",
            ["kind"] = "Lease",
            ["metadata"] = new JsonObject { ["name"] = "l" },
            ["spec"] = new JsonObject { ["holderIdentity"] = "me" },
        };

        (int missing, _) = await client.SendAsync("PUT", $"{Maps}/a", ApiClient.ConfigMap("a"));
        (int made, _) = await client.SendAsync("PUT", "/apis/coordination.k8s.io/v1/namespaces/default/leases/l", lease);
        (int unconditional, _) = await client.SendAsync("PUT", "/apis/coordination.k8s.io/v1/namespaces/default/leases/l", lease);

        Assert.Equal((404, 201, 422), (missing, made, unconditional));
    }

    [Fact]
    public async Task Update_Concurrent_LosesNothing()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        await client.CreateAsync(Maps, ApiClient.ConfigMap("a"));

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => client.SendAsync(
            "PATCH", $"{Maps}/a", new JsonObject { ["data"] = new JsonObject { [$"k{i}"] = "v" } }, "application/merge-patch+json")));

        Assert.Equal(21, (await client.GetAsync($"{Maps}/a"))["data"]!.AsObject().Count);
    }

    [Fact]
    public async Task DryRun_ChecksAndStoresNothing()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        long before = server.Store.Revision;

        (int code, _) = await client.SendAsync("POST", $"{Maps}?dryRun=All", ApiClient.ConfigMap("a"));
        (int bad, JsonObject status) = await client.SendAsync("POST", $"{Maps}?dryRun=All", ApiClient.ConfigMap("A_"));

        Assert.Equal((201, 422), (code, bad));
        Assert.Contains("metadata.name: Invalid value", (string)status["message"]!, StringComparison.Ordinal);
        Assert.Equal(before, server.Store.Revision);
    }

    [Fact]
    public async Task Status_IsWrittenApart()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        const string Services = "/api/v1/namespaces/default/services";
        JsonObject service = (JsonObject)JsonNode.Parse("""
            {"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"ports":[{"port":80}]},
             "status":{"loadBalancer":{"ingress":[{"ip":"1.2.3.4"}]}}}
            """)!;

        JsonObject made = await client.CreateAsync(Services, service);
        JsonObject changed = (JsonObject)made.DeepClone();
        changed["status"] = new JsonObject { ["loadBalancer"] = new JsonObject { ["ingress"] = new JsonArray((JsonNode)new JsonObject { ["ip"] = "5.6.7.8" }) } };
        changed["spec"]!["ports"]![0]!["port"] = 81;
        (_, JsonObject written) = await client.SendAsync("PUT", $"{Services}/s/status", changed);

        Assert.Null(made["status"]!["loadBalancer"]!["ingress"]);
        Assert.Equal("5.6.7.8", (string?)written["status"]!["loadBalancer"]!["ingress"]![0]!["ip"]);
        Assert.Equal(80, (int)written["spec"]!["ports"]![0]!["port"]!);
        Assert.Equal("10.96.128.1", (string?)made["spec"]!["clusterIP"]);
    }

    [Fact]
    public async Task Delete_Finalizers_HoldTheObjectUntilTheyAreGone()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        JsonObject map = ApiClient.ConfigMap("a");
        map["metadata"]!["finalizers"] = new JsonArray("x.example/hold");
        await client.CreateAsync(Maps, map);

        (_, JsonObject held) = await client.SendAsync("DELETE", $"{Maps}/a");
        (int code, _) = await client.SendAsync(
            "PATCH", $"{Maps}/a", new JsonObject { ["metadata"] = new JsonObject { ["finalizers"] = null } }, "application/merge-patch+json");
        (int after, _) = await client.SendAsync("GET", $"{Maps}/a");

        Assert.NotNull(held["metadata"]!["deletionTimestamp"]);
        Assert.Equal((200, 404), (code, after));
    }

    [Fact]
    public async Task Delete_OfAnOwner_CollectsWhatItOwnedAlone()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        string uid = (string)(await client.CreateAsync(Maps, ApiClient.ConfigMap("owner")))["metadata"]!["uid"]!;
        JsonObject owned = ApiClient.ConfigMap("owned");
        owned["metadata"]!["ownerReferences"] = new JsonArray((JsonNode)new JsonObject
        {
            ["apiVersion"] = "v1", ["kind"] = "ConfigMap", ["name"] = "owner", ["uid"] = uid,
        });
        await client.CreateAsync(Maps, owned);

        await client.SendAsync("DELETE", $"{Maps}/owner");

        Assert.Equal(404, (await client.SendAsync("GET", $"{Maps}/owned")).Code);
    }

    [Fact]
    public async Task Delete_OfANamespace_TakesItsContent()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        await client.CreateAsync("/api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = "n" } });
        await client.CreateAsync("/api/v1/namespaces/n/configmaps", ApiClient.ConfigMap("a"));
        using WatchReader watch = await client.WatchAsync("/api/v1/namespaces/n/configmaps?watch=1");
        Assert.Equal("ADDED a", await watch.NextShortAsync());

        (int code, JsonObject marked) = await client.SendAsync("DELETE", "/api/v1/namespaces/n");

        Assert.Equal((200, "Terminating"), (code, (string?)marked["status"]!["phase"]));
        Assert.Equal("DELETED a", await watch.NextShortAsync());
        Assert.Equal(404, (await client.SendAsync("GET", "/api/v1/namespaces/n")).Code);
    }

    [Fact]
    public async Task Delete_WrongPrecondition_Conflicts()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        await client.CreateAsync(Maps, ApiClient.ConfigMap("a"));

        (int code, _) = await client.SendAsync(
            "DELETE", $"{Maps}/a", new JsonObject { ["preconditions"] = new JsonObject { ["uid"] = "other" } });

        Assert.Equal(409, code);
    }

    [Fact]
    public async Task DeleteCollection_TakesTheSelected()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        await client.CreateAsync(Maps, ApiClient.ConfigMap("a", "1", ("x", "y")));
        await client.CreateAsync(Maps, ApiClient.ConfigMap("b"));

        (int code, JsonObject gone) = await client.SendAsync("DELETE", $"{Maps}?labelSelector=x%3Dy");

        Assert.Equal(200, code);
        Assert.Single(gone["items"]!.AsArray());
        Assert.Single((await client.GetAsync(Maps))["items"]!.AsArray());
    }
}
