using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer;

namespace Istiod.Testing.Tests;

public sealed class ListTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    private static string[] Names(JsonObject list) => [.. list["items"]!.AsArray().Select(i => (string)i!["metadata"]!["name"]!)];

    private static async Task<TestApiServer> StartAsync(params string[] names)
    {
        TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });
        foreach (string name in names)
        {
            await server.ApplyAsync(ApiClient.ConfigMap(name, "1", ("n", name)));
        }

        return server;
    }

    [Fact]
    public async Task List_Pages_HoldOneSnapshot()
    {
        await using TestApiServer server = await StartAsync("a", "b", "c", "d", "e");
        using ApiClient client = new(server);

        JsonObject first = await client.GetAsync($"{Maps}?limit=2");
        await server.DeleteAsync("v1", "ConfigMap", "default", "c");
        await server.ApplyAsync(ApiClient.ConfigMap("f"));
        JsonObject second = await client.GetAsync($"{Maps}?limit=2&continue={first["metadata"]!["continue"]}");
        JsonObject third = await client.GetAsync($"{Maps}?limit=2&continue={second["metadata"]!["continue"]}");

        Assert.Equal(["a", "b"], Names(first));
        Assert.Equal(3, (int)first["metadata"]!["remainingItemCount"]!);
        Assert.Equal(["c", "d"], Names(second));
        Assert.Equal(["e"], Names(third));
        Assert.Null(third["metadata"]!["continue"]);
        Assert.Equal((string?)first["metadata"]!["resourceVersion"], (string?)third["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task List_ContinueOfAForgottenSnapshot_IsGoneWithATokenForTheRest()
    {
        await using TestApiServer server = await StartAsync("a", "b", "c");
        using ApiClient client = new(server);
        JsonObject first = await client.GetAsync($"{Maps}?limit=1");
        server.Compact();

        (int code, JsonObject status) = await client.SendAsync("GET", $"{Maps}?limit=1&continue={first["metadata"]!["continue"]}");
        JsonObject rest = await client.GetAsync($"{Maps}?continue={status["metadata"]!["continue"]}");

        Assert.Equal((410, "Expired"), (code, (string?)status["reason"]));
        Assert.Equal(["b", "c"], Names(rest));
    }

    [Theory]
    [InlineData("labelSelector=n%3Da", "a")]
    [InlineData("labelSelector=n%21%3Da", "b c")]
    [InlineData("labelSelector=n+in+(a,b)", "a b")]
    [InlineData("labelSelector=n+notin+(a,b)", "c")]
    [InlineData("labelSelector=n", "a b c")]
    [InlineData("labelSelector=%21n", "")]
    [InlineData("fieldSelector=metadata.name%3Db", "b")]
    [InlineData("fieldSelector=metadata.name%21%3Db,metadata.namespace%3Ddefault", "a c")]
    public async Task List_Selector_TakesWhatItSays(string query, string expected)
    {
        await using TestApiServer server = await StartAsync("a", "b", "c");
        using ApiClient client = new(server);

        Assert.Equal(expected, string.Join(' ', Names(await client.GetAsync($"{Maps}?{query}"))));
    }

    [Fact]
    public async Task List_FieldThatTheResourceDoesNotOffer_IsABadRequest()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);

        (int code, JsonObject status) = await client.SendAsync("GET", $"{Maps}?fieldSelector=data.k%3D1");

        Assert.Equal(400, code);
        Assert.Contains("field label not supported: data.k", (string)status["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_ExactRevision_ShowsThePast()
    {
        await using TestApiServer server = await StartAsync("a", "b");
        using ApiClient client = new(server);
        long then = server.Store.Revision;
        await server.DeleteAsync("v1", "ConfigMap", "default", "a");
        await server.ApplyAsync(ApiClient.ConfigMap("c"));

        JsonObject list = await client.GetAsync($"{Maps}?resourceVersion={then}&resourceVersionMatch=Exact");

        Assert.Equal(["a", "b"], Names(list));
        Assert.Equal(["b", "c"], Names(await client.GetAsync(Maps)));
    }

    [Fact]
    public async Task List_RevisionYetToCome_IsATimeout()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);

        (int code, JsonObject status) = await client.SendAsync("GET", $"{Maps}?resourceVersion=999999");

        Assert.Equal(504, code);
        Assert.StartsWith("Too large resource version: 999999", (string)status["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task List_HeldStale_OnlyServesTheCacheTheOldState()
    {
        await using TestApiServer server = await StartAsync("a");
        using ApiClient client = new(server);
        server.HoldStale("v1", "ConfigMap");
        await server.ApplyAsync(ApiClient.ConfigMap("b"));

        Assert.Equal(["a"], Names(await client.GetAsync($"{Maps}?resourceVersion=0")));
        Assert.Equal(["a", "b"], Names(await client.GetAsync(Maps)));
    }

    [Fact]
    public async Task List_Large_IsCompressedIfAskedFor()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        for (int i = 0; i < 20; i++)
        {
            await server.ApplyAsync(ApiClient.ConfigMap($"m{i:00}", new string('x', 10_000)));
        }

        using HttpRequestMessage request = new(HttpMethod.Get, Maps);
        request.Headers.Add("Accept-Encoding", "gzip");
        using HttpResponseMessage response = await client.Http.SendAsync(request);
        byte[] body = await response.Content.ReadAsByteArrayAsync();

        Assert.Equal("gzip", Assert.Single(response.Content.Headers.ContentEncoding));
        Assert.InRange(body.Length, 100, 50_000);
    }

    [Fact]
    public async Task List_MetadataOnly_LeavesOutTheRest()
    {
        await using TestApiServer server = await StartAsync("a");
        using ApiClient client = new(server);
        using HttpRequestMessage request = new(HttpMethod.Get, Maps);
        request.Headers.Add("Accept", "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json");
        using HttpResponseMessage response = await client.Http.SendAsync(request);
        JsonObject list = (JsonObject)JsonNode.Parse(await response.Content.ReadAsStringAsync())!;

        Assert.Equal("PartialObjectMetadataList", (string?)list["kind"]);
        JsonObject item = (JsonObject)list["items"]![0]!;
        Assert.Equal(["kind", "apiVersion", "metadata"], item.Select(m => m.Key));
        Assert.Equal("PartialObjectMetadata", (string?)item["kind"]);
    }

    [Fact]
    public async Task List_ItemsOfTypedKinds_CarryNoKind()
    {
        await using TestApiServer server = await StartAsync("a");
        using ApiClient client = new(server);

        JsonObject item = (JsonObject)(await client.GetAsync("/api/v1/configmaps"))["items"]![0]!;

        Assert.Equal("metadata", item.First().Key);
    }
}
