using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer;

namespace Istiod.Testing.Tests;

public sealed class PatchTests
{
    private const string Deployments = "/apis/apps/v1/namespaces/default/deployments";
    private const string ApplyType = "application/apply-patch+yaml";

    private static JsonObject Deployment(string containers, string more = "") => (JsonObject)JsonNode.Parse($$$$$"""
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"d"},
         "spec":{{{{{{more}}}}}"template":{"spec":{"containers":{{{{{containers}}}}}}}}}
        """)!;

    private static JsonNode? Containers(JsonObject deployment) => deployment["spec"]!["template"]!["spec"]!["containers"];

    private static async Task<TestApiServer> StartAsync() => await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });

    [Fact]
    public async Task Strategic_KeyedList_MergesAndDeletesItems()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        await client.CreateAsync(Deployments, Deployment("""[{"name":"a","image":"i1","env":[{"name":"E","value":"1"}]},{"name":"b","image":"i2"}]"""));

        (int code, JsonObject patched) = await client.SendAsync(
            "PATCH",
            $"{Deployments}/d",
            JsonNode.Parse("""
                {"spec":{"template":{"spec":{
                  "$setElementOrder/containers":[{"name":"c"},{"name":"a"}],
                  "containers":[{"name":"a","env":[{"name":"F","value":"2"}]},{"name":"b","$patch":"delete"},{"name":"c","image":"i3"}]}}}}
                """),
            "application/strategic-merge-patch+json");

        Assert.Equal(200, code);
        JsonNode expected = JsonNode.Parse("""
            [{"name":"c","image":"i3"},{"name":"a","image":"i1","env":[{"name":"E","value":"1"},{"name":"F","value":"2"}]}]
            """)!;
        Assert.True(JsonNode.DeepEquals(expected, Containers(patched)), Containers(patched)!.ToJsonString());
    }

    [Fact]
    public async Task JsonPatch_FailedTest_ChangesNothing()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        await client.CreateAsync(Deployments, Deployment("[]", "\"replicas\":1,"));

        (int code, _) = await client.SendAsync(
            "PATCH",
            $"{Deployments}/d",
            JsonNode.Parse("""[{"op":"replace","path":"/spec/replicas","value":2},{"op":"test","path":"/spec/replicas","value":3}]"""),
            "application/json-patch+json");

        Assert.Equal(422, code);
        Assert.Equal(1, (int)(await client.GetAsync($"{Deployments}/d"))["spec"]!["replicas"]!);
    }

    [Fact]
    public async Task Apply_WithoutAManager_IsInvalid()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);

        (int code, _) = await client.SendAsync("PATCH", $"{Deployments}/d", Deployment("[]"), ApplyType);

        Assert.Equal(422, code);
    }

    [Fact]
    public async Task Apply_MakesTheObject_AndTheSameAgainChangesNothing()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        JsonObject wanted = Deployment("""[{"name":"a","image":"i1"}]""");

        (int made, JsonObject first) = await client.SendAsync("PATCH", $"{Deployments}/d?fieldManager=m", wanted, ApplyType);
        (int again, JsonObject second) = await client.SendAsync("PATCH", $"{Deployments}/d?fieldManager=m", wanted, ApplyType);

        Assert.Equal((201, 200), (made, again));
        Assert.Equal((string?)first["metadata"]!["resourceVersion"], (string?)second["metadata"]!["resourceVersion"]);
        Assert.Equal("m", (string?)second["metadata"]!["managedFields"]![0]!["manager"]);
    }

    [Fact]
    public async Task Apply_FieldNoLongerNamed_GoesUnlessAnotherManagerHoldsIt()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        string path = $"{Deployments}/d?fieldManager=m";
        await client.SendAsync("PATCH", path, Deployment("""[{"name":"a","image":"i1","tty":true},{"name":"b","image":"i2"}]""", "\"replicas\":2,\"paused\":true,"), ApplyType);
        await client.SendAsync("PATCH", $"{Deployments}/d?fieldManager=other", Deployment("""[{"name":"a","tty":true}]""", "\"paused\":true,"), ApplyType);

        (int code, JsonObject left) = await client.SendAsync("PATCH", path, Deployment("""[{"name":"a","image":"i1"}]"""), ApplyType);

        Assert.Equal(200, code);
        Assert.Null(left["spec"]!["replicas"]);
        Assert.True((bool)left["spec"]!["paused"]!);
        JsonNode expected = JsonNode.Parse("""[{"name":"a","image":"i1","tty":true}]""")!;
        Assert.True(JsonNode.DeepEquals(expected, Containers(left)), Containers(left)!.ToJsonString());
    }

    [Fact]
    public async Task Apply_OtherValueOfAnothersField_ConflictsUnlessForced()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        await client.SendAsync("PATCH", $"{Deployments}/d?fieldManager=one", Deployment("[]", "\"replicas\":2,"), ApplyType);

        (int refused, JsonObject status) = await client.SendAsync("PATCH", $"{Deployments}/d?fieldManager=two", Deployment("[]", "\"replicas\":3,"), ApplyType);
        (int forced, JsonObject taken) = await client.SendAsync("PATCH", $"{Deployments}/d?fieldManager=two&force=true", Deployment("[]", "\"replicas\":3,"), ApplyType);

        Assert.Equal((409, 200), (refused, forced));
        Assert.Contains("conflict with \"one\" using apps/v1: .spec.replicas", (string)status["message"]!, StringComparison.Ordinal);
        Assert.Equal(3, (int)taken["spec"]!["replicas"]!);
    }

    [Fact]
    public async Task Apply_OverAPlainObject_ConflictsWithItsFirstOwner()
    {
        await using TestApiServer server = await StartAsync();
        using ApiClient client = new(server);
        await client.CreateAsync(Deployments, Deployment("[]", "\"replicas\":2,"));

        (int refused, JsonObject status) = await client.SendAsync("PATCH", $"{Deployments}/d?fieldManager=m", Deployment("[]", "\"replicas\":3,"), ApplyType);

        Assert.Equal(409, refused);
        Assert.Contains("before-first-apply", (string)status["message"]!, StringComparison.Ordinal);
    }
}
