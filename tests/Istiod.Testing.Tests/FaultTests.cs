using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer;
using Istiod.Testing.ApiServer.Faults;

namespace Istiod.Testing.Tests;

public sealed class FaultTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task Status_Planned_IsAnsweredAsOftenAsSaid()
    {
        await using TestApiServer server = await TestApiServer.StartAsync();
        using ApiClient client = new(server);
        server.Faults.Add(r => r.Resource == "configmaps", Fault.TooMany(7), times: 2);

        using HttpResponseMessage first = await client.Http.GetAsync(Maps);
        (int second, _) = await client.SendAsync("GET", Maps);
        (int third, _) = await client.SendAsync("GET", Maps);

        Assert.Equal((429, 429, 200), ((int)first.StatusCode, second, third));
        Assert.Equal(TimeSpan.FromSeconds(7), first.Headers.RetryAfter!.Delta);
    }

    [Fact]
    public async Task ResetAfter_DoesTheWriteAndTellsNothing()
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });
        using ApiClient client = new(server);
        server.Faults.Add(r => r.Verb == "create", new Fault.ResetAfter());

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.SendAsync("POST", Maps, ApiClient.ConfigMap("a")));

        Assert.NotNull(server.Get("v1", "ConfigMap", "default", "a"));
    }

    [Fact]
    public async Task DropConnection_BreaksAllStreamsOfIt()
    {
        await using TestApiServer server = await TestApiServer.StartAsync();
        using ApiClient client = new(server);
        using WatchReader watch = await client.WatchAsync($"{Maps}?watch=1&resourceVersion={server.Store.Revision}");
        server.Faults.Add(r => r.Verb == "get", new Fault.DropConnection());

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.SendAsync("GET", $"{Maps}/a"));
        await Assert.ThrowsAnyAsync<IOException>(watch.NextAsync);

        Assert.Equal(200, (await client.SendAsync("GET", Maps)).Code);
    }

    [Fact]
    public async Task Restart_KeepsPortObjectsAndRevision()
    {
        await using TestApiServer server = await TestApiServer.StartAsync();
        using ApiClient client = new(server);
        await client.CreateAsync(Maps, ApiClient.ConfigMap("a"));
        Uri address = server.Address;
        long revision = server.Store.Revision;

        await server.StopAsync();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.SendAsync("GET", Maps));
        await server.StartAgainAsync();

        Assert.Equal((address, revision), (server.Address, server.Store.Revision));
        Assert.Equal("a", (string?)(await client.GetAsync($"{Maps}/a"))["metadata"]!["name"]);
    }

    [Fact]
    public async Task Requests_AreRecordedWithUserAndConnection()
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { ChecksAccess = true });
        using ApiClient client = new(server, server.Tokens.ForUser("me", "system:masters"));
        server.Requests.Clear();

        await client.GetAsync($"{Maps}?labelSelector=a%3Db");
        await client.CreateAsync(Maps, ApiClient.ConfigMap("a"));
        await client.SendAsync("PATCH", "/api/v1/namespaces/default/status", new JsonObject(), "application/merge-patch+json");

        Assert.Equal(
            ["me list configmaps default", "me create configmaps default", "me patch namespaces/status default/default"],
            server.Requests.All.Select(r => $"{r.User} {r.Summary}"));
        Assert.Single(server.Requests.All.Select(r => r.Connection).Distinct());
        Assert.Equal([200, 201, 200], server.Requests.All.Select(r => r.Status));
        Assert.Equal("HTTP/2", server.Requests.All[0].Protocol);
    }
}
