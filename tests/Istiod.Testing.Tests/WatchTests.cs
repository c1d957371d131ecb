using System.Text.Json.Nodes;
using Istiod.Testing.ApiServer;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Testing.Tests;

public sealed class WatchTests
{
    private const string Maps = "/api/v1/namespaces/default/configmaps";

    [Fact]
    public async Task Watch_FromARevision_TellsWhatCameAfterIt()
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });
        using ApiClient client = new(server);
        await server.ApplyAsync(ApiClient.ConfigMap("a"));
        string revision = (string)(await client.GetAsync(Maps))["metadata"]!["resourceVersion"]!;
        await server.ApplyAsync(ApiClient.ConfigMap("b"));

        using WatchReader watch = await client.WatchAsync($"{Maps}?watch=true&resourceVersion={revision}");
        await server.ApplyAsync(ApiClient.ConfigMap("a", "2"));
        await server.DeleteAsync("v1", "ConfigMap", "default", "b");

        Assert.Equal("ADDED b", await watch.NextShortAsync());
        Assert.Equal("MODIFIED a", await watch.NextShortAsync());
        JsonObject? deleted = await watch.NextAsync();
        Assert.Equal("DELETED", (string?)deleted!["type"]);
        Assert.Equal(server.Store.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture), (string?)deleted["object"]!["metadata"]!["resourceVersion"]);
    }

    [Fact]
    public async Task Watch_SendInitialEvents_EndsThemWithAnAnnotatedBookmark()
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });
        using ApiClient client = new(server);
        await server.ApplyAsync(ApiClient.ConfigMap("a"));

        using WatchReader watch = await client.WatchAsync(
            $"{Maps}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=400");

        Assert.Equal("ADDED a", await watch.NextShortAsync());
        JsonObject? bookmark = await watch.NextAsync();
        Assert.Equal("BOOKMARK", (string?)bookmark!["type"]);
        Assert.Equal("true", (string?)bookmark["object"]!["metadata"]!["annotations"]!["k8s.io/initial-events-end"]);
        await server.ApplyAsync(ApiClient.ConfigMap("b"));
        Assert.Equal("ADDED b", await watch.NextShortAsync());
    }

    [Fact]
    public async Task Watch_SendInitialEventsOfAnOldServer_IsInvalid()
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false, HasWatchList = false });
        using ApiClient client = new(server);

        (int code, JsonObject status) = await client.SendAsync(
            "GET", $"{Maps}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true");

        Assert.Equal((422, "Invalid"), (code, (string?)status["reason"]));
    }

    [Fact]
    public async Task Watch_RevisionTooOld_IsAnErrorEvent()
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });
        using ApiClient client = new(server);
        await server.ApplyAsync(ApiClient.ConfigMap("a"));
        await server.ApplyAsync(ApiClient.ConfigMap("b"));
        server.Compact();

        using WatchReader watch = await client.WatchAsync($"{Maps}?watch=1&resourceVersion=2");
        JsonObject? error = await watch.NextAsync();

        Assert.Equal(("ERROR", 410), ((string?)error!["type"], (int)error["object"]!["code"]!));
        Assert.Equal("end", await watch.NextShortAsync());
    }

    [Fact]
    public async Task Watch_ObjectThatEntersAndLeavesTheSelection_IsAddedAndDeleted()
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });
        using ApiClient client = new(server);
        await server.ApplyAsync(ApiClient.ConfigMap("a"));
        using WatchReader watch = await client.WatchAsync($"{Maps}?watch=1&labelSelector=on%3Dyes");

        await server.ApplyAsync(ApiClient.ConfigMap("a", "1", ("on", "yes")));
        await server.ApplyAsync(ApiClient.ConfigMap("a", "2", ("on", "yes")));
        await server.ApplyAsync(ApiClient.ConfigMap("a", "3"));
        await server.ApplyAsync(ApiClient.ConfigMap("a", "4", ("on", "yes")));

        Assert.Equal("ADDED a", await watch.NextShortAsync());
        Assert.Equal("MODIFIED a", await watch.NextShortAsync());
        JsonObject? left = await watch.NextAsync();
        Assert.Equal("DELETED", (string?)left!["type"]);
        Assert.Equal("2", (string?)left["object"]!["data"]!["k"]);
        Assert.Equal("ADDED a", await watch.NextShortAsync());
    }

    [Fact]
    public async Task Watch_TimePasses_BookmarksAndACleanEnd()
    {
        FakeTimeProvider time = new();
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false, Time = time });
        using ApiClient client = new(server);
        using WatchReader watch = await client.WatchAsync($"{Maps}?watch=1&resourceVersion={server.Store.Revision}&allowWatchBookmarks=true&timeoutSeconds=90");
        server.Store.Advance(5);

        time.Advance(TimeSpan.FromSeconds(60));
        JsonObject? bookmark = await watch.NextAsync();
        time.Advance(TimeSpan.FromSeconds(31));

        Assert.Equal(server.Store.Revision.ToString(System.Globalization.CultureInfo.InvariantCulture), (string?)bookmark!["object"]!["metadata"]!["resourceVersion"]);
        Assert.Equal("BOOKMARK", await watch.NextShortAsync());
        Assert.Equal("end", await watch.NextShortAsync());
    }

    [Fact]
    public async Task Watch_Cut_EndsInTheMiddleOfAnEvent()
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });
        using ApiClient client = new(server);
        using WatchReader watch = await client.WatchAsync($"{Maps}?watch=1&resourceVersion={server.Store.Revision}");
        server.Faults.CutWatch("configmaps", 1);

        await server.ApplyAsync(ApiClient.ConfigMap("a"));
        await server.ApplyAsync(ApiClient.ConfigMap("b"));

        Assert.Equal("ADDED a", await watch.NextShortAsync());
        Assert.Equal("ADDED b", await watch.NextShortAsync());
        await Assert.ThrowsAnyAsync<Exception>(watch.NextAsync);
    }

    [Fact]
    public async Task Watch_Paused_TellsNothingUntilResumed()
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false });
        using ApiClient client = new(server);
        using WatchReader watch = await client.WatchAsync($"{Maps}?watch=1&resourceVersion={server.Store.Revision}");
        server.Faults.PauseWatches();
        await server.ApplyAsync(ApiClient.ConfigMap("a"));
        Task<string> next = watch.NextShortAsync();
        await client.GetAsync(Maps); // a full round trip, by which the event would have come
        Assert.False(next.IsCompleted);

        server.Faults.ResumeWatches();

        Assert.Equal("ADDED a", await next);
    }

    [Fact]
    public async Task Watch_SlowReader_IsEnded()
    {
        await using TestApiServer server = await TestApiServer.StartAsync(new ApiServerOptions { UsesTls = false, WatchBuffer = 3 });
        using ApiClient client = new(server);
        using WatchReader watch = await client.WatchAsync($"{Maps}?watch=1&resourceVersion={server.Store.Revision}");
        server.Faults.PauseWatches();
        for (int i = 0; i < 20; i++)
        {
            await server.ApplyAsync(ApiClient.ConfigMap($"m{i}"));
        }

        Assert.Equal(0, server.WatchCount("v1", "ConfigMap"));
        server.Faults.ResumeWatches();
        string last = "";
        for (int i = 0; i < 6 && last != "end"; i++)
        {
            last = await watch.NextShortAsync();
        }

        Assert.Equal("end", last);
    }
}
