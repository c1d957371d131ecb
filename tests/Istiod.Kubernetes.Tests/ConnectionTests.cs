using System.Text;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Primitives;
using Microsoft.AspNetCore.Http;

namespace Istiod.Kubernetes.Tests;

public sealed class ConnectionTests
{
    private static readonly ApiRequest s_get = new(HttpMethod.Get, "/version");

    [Fact]
    public async Task Send_Refusal_IsTheServersStatus()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
        {
            context.Response.StatusCode = 409;
            return context.Response.WriteAsync(Json.Status(409, "AlreadyExists", "there is one"));
        });
        using ClusterConnection connection = server.Connect(new EagerTime());

        ApiException refusal = await Assert.ThrowsAsync<ApiException>(() => connection.SendAsync(s_get, CancellationToken.None));

        Assert.True(refusal.IsAlreadyExists);
        Assert.False(refusal.IsConflict);
        Assert.Equal("there is one", refusal.Message);
    }

    [Fact]
    public async Task Send_TooManyRequests_IsSentAgainAfterThePause()
    {
        int asked = 0;
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
        {
            if (++asked < 3)
            {
                context.Response.StatusCode = 429;
                context.Response.Headers.RetryAfter = "1";
                return Task.CompletedTask;
            }

            return context.Response.WriteAsync("{}");
        });
        using ClusterConnection connection = server.Connect(new EagerTime());

        Assert.Equal("{}"u8.ToArray(), await connection.SendAsync(s_get, CancellationToken.None));
        Assert.Equal(3, asked);
    }

    [Fact]
    public async Task Send_TooManyRequestsForever_GivesUpAtTheLimit()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
        {
            context.Response.StatusCode = 429;
            return Task.CompletedTask;
        });
        using ClusterConnection connection = server.Connect(new EagerTime(), new ClusterConnectionOptions { Attempts = 4 });

        await Assert.ThrowsAsync<ApiException>(() => connection.SendAsync(s_get, CancellationToken.None));
        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task Send_NoServer_IsUnreachable()
    {
        ScriptedServer server = await ScriptedServer.StartAsync(_ => Task.CompletedTask);
        using ClusterConnection connection = server.Connect(new EagerTime());
        await server.DisposeAsync();

        ApiException fault = await Assert.ThrowsAsync<ApiException>(() => connection.SendAsync(s_get, CancellationToken.None));
        Assert.True(fault.IsUnreachable);
    }

    [Fact]
    public async Task Send_AnswerAboveTheLimit_Fails()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => context.Response.WriteAsync(new string(' ', 5000)));
        using ClusterConnection connection = server.Connect(new EagerTime(), new ClusterConnectionOptions { MaxAnswerBytes = 4096 });

        await Assert.ThrowsAsync<ApiException>(() => connection.SendAsync(s_get, CancellationToken.None));
    }

    [Fact]
    public async Task Send_ReplacedTokenFile_IsReadAgainWhenRefused()
    {
        string file = Path.GetTempFileName();
        try
        {
            await File.WriteAllTextAsync(file, "old\n");
            await using ScriptedServer server = await ScriptedServer.StartAsync(context =>
            {
                bool isGood = context.Request.Headers.Authorization == "Bearer new";
                context.Response.StatusCode = isGood ? 200 : 401;
                return context.Response.WriteAsync(isGood ? "{}" : Json.Status(401, "Unauthorized"));
            });
            using ClusterConnection connection = server.Connect(new EagerTime(), token: Credential.OfFile(file));

            ApiException refused = await Assert.ThrowsAsync<ApiException>(() => connection.SendAsync(s_get, CancellationToken.None));
            Assert.Equal(401, refused.Status.Code);
            await File.WriteAllTextAsync(file, "new\n");

            Assert.Equal("{}"u8.ToArray(), await connection.SendAsync(s_get, CancellationToken.None));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task Reviews_Flood_LeavesLeasesTheirBudget()
    {
        await using ScriptedServer server = await ScriptedServer.StartAsync(context => context.Response.WriteAsync("{}"));
        // A clock that stands still: nothing is refilled, nobody's turn comes.
        using ClusterConnection connection = server.Connect(
            new StandingTime(), new ClusterConnectionOptions { ReviewsPerSecond = 3 });
        ApiRequest review = new(HttpMethod.Post, "/review") { Budget = RequestBudget.Reviews };
        for (int i = 0; i < 3; i++)
        {
            await connection.SendAsync(review, CancellationToken.None);
        }

        List<Task> waiting = [];
        int refused = 0;
        using CancellationTokenSource end = new();
        for (int i = 0; i < 20; i++)
        {
            Task<byte[]> sent = connection.SendAsync(review, end.Token);
            if (sent.IsFaulted && sent.Exception.InnerException is ApiException { Status.Code: 429 })
            {
                refused++;
            }
            else
            {
                waiting.Add(sent);
            }
        }

        Assert.Equal("{}"u8.ToArray(), await connection.SendAsync(s_get with { Budget = RequestBudget.Leases }, CancellationToken.None));
        Assert.True(refused >= 13, $"{refused} refused"); // two seconds of the queue are six requests
        await end.CancelAsync();
        foreach (Task task in waiting)
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => task);
        }
    }

    [Theory]
    [InlineData("..")]
    [InlineData("a/b")]
    [InlineData("a%2fb")]
    public void Path_NameThatClimbs_IsRefused(string name) =>
        Assert.Throws<ArgumentException>(() => ApiResource.Of(KindCatalog.Secret).Path("shop", name));

    [Fact]
    public void Path_Subresource_IsAppended() =>
        Assert.Equal(
            "/apis/networking.istio.io/v1/namespaces/shop/serviceentries/a%20b/status",
            ApiResource.Of(KindCatalog.ServiceEntry).Path("shop", "a b", "status"));

    [Fact]
    public async Task Change_Conflict_IsTriedAgainOnTheNewObject()
    {
        int puts = 0;
        await using ScriptedServer server = await ScriptedServer.StartAsync(async context =>
        {
            if (context.Request.Method == "GET")
            {
                await context.Response.WriteAsync(Json.Object("a", 10 + puts));
                return;
            }

            using StreamReader reader = new(context.Request.Body, Encoding.UTF8);
            string body = await reader.ReadToEndAsync();
            context.Response.StatusCode = ++puts < 3 ? 409 : 200;
            await context.Response.WriteAsync(puts < 3 ? Json.Status(409, "Conflict") : body);
        });
        using ClusterConnection connection = server.Connect(new EagerTime());
        ObjectWriter writer = new(connection, new EagerTime());

        JsonObject? stored = await writer.ChangeAsync(
            ApiResource.Of(KindCatalog.ConfigMap),
            new NamespacedName("shop", "a"),
            body =>
            {
                body["data"] = new JsonObject { ["k"] = "v" };
                return true;
            },
            CancellationToken.None);

        Assert.Equal(3, puts);
        Assert.Equal("12", ObjectWriter.TextOf(stored?["metadata"] as JsonObject, "resourceVersion"));
        Assert.Equal("v", ObjectWriter.TextOf(stored?["data"] as JsonObject, "k"));
    }
}
