using System.Text;
using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Primitives;
using Microsoft.AspNetCore.Http;

namespace Istiod.Kubernetes.Tests;

public sealed class WatchTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Start_ListAsWatch_IsOneChangeThenEvents()
    {
        await using WatchFixture fixture = await WatchFixture.StartAsync(new WatchScript().Hold(
            Json.Event("ADDED", Json.Object("a", 3)),
            Json.Event("ADDED", Json.Object("b", 5)),
            Json.Bookmark(7, isEnd: true),
            Json.Event("MODIFIED", Json.Object("a", 8, "\"data\":{\"k\":\"v\"}")),
            Json.Event("DELETED", Json.Object("b", 9))));

        Informer informer = fixture.Watch();

        await fixture.Listener.WaitForNamesAsync("a");
        await fixture.Set.WaitForSyncAsync(CancellationToken.None).WaitAsync(s_limit);
        Assert.Equal("+a +b ~a -b", fixture.Listener.Heard.Replace("| ", "", StringComparison.Ordinal)); // one chunk or several
        Assert.True(informer.TryGet(new NamespacedName("shop", "a"), out ConfigObject? a));
        Assert.Equal("v", a.SpecAs<ConfigMapSpec>().Data.GetOrEmpty("k"));
        string request = Assert.Single(fixture.Requests("configmaps"));
        Assert.Matches(
            "^GET /api/v1/configmaps\\?watch=true&allowWatchBookmarks=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&timeoutSeconds=[345]\\d\\d$",
            request);
    }

    [Fact]
    public async Task Start_Selectors_AreSent()
    {
        await using WatchFixture fixture = await WatchFixture.StartAsync(new WatchScript().Hold(
            Json.Event("ADDED", Json.Object("a", 3)), Json.Bookmark(7, isEnd: true)));

        fixture.Watch(new InformerSpec(KindCatalog.Secret)
        {
            Namespace = "istio-system",
            LabelSelector = "istio/multiCluster=true",
            FieldSelector = "type!=x,metadata.name=y",
        });

        await fixture.Listener.WaitForNamesAsync("a");
        Assert.Contains(
            "GET /api/v1/namespaces/istio-system/secrets?watch=true&allowWatchBookmarks=true&labelSelector=istio%2FmultiCluster%3Dtrue"
            + "&fieldSelector=type%21%3Dx%2Cmetadata.name%3Dy&sendInitialEvents=true",
            Assert.Single(fixture.Requests("secrets")),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_ServerWithoutListAsWatch_ReadsPages()
    {
        await using WatchFixture fixture = await WatchFixture.StartAsync(new WatchScript()
            .Refuse(422, "Invalid")
            .End(Json.List(10, "x/y=", Json.Object("a", 3), Json.Object("b", 4)))
            .End(Json.List(10, "", Json.Object("c", 5)))
            .Hold(Json.Event("DELETED", Json.Object("b", 11))));

        fixture.Watch();

        await fixture.Listener.WaitForNamesAsync("a", "c");
        Assert.Equal("+a +b +c | -b", fixture.Listener.Heard);
        string[] requests = [.. fixture.Requests("configmaps").Skip(1)];
        Assert.Equal("GET /api/v1/configmaps?limit=500", requests[0]);
        Assert.Equal("GET /api/v1/configmaps?limit=500&continue=x%2Fy%3D", requests[1]);
        Assert.Contains("watch=true&allowWatchBookmarks=true&resourceVersion=10&", requests[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_PageExpires_ReadsTheListAtOnce()
    {
        await using WatchFixture fixture = await WatchFixture.StartAsync(new WatchScript()
            .Refuse(400, "BadRequest")
            .End(Json.List(10, "next", Json.Object("a", 3), Json.Object("gone", 4)))
            .Refuse(410, "Expired")
            .End(Json.List(20, "", Json.Object("a", 3), Json.Object("b", 5)))
            .Hold());

        fixture.Watch();

        await fixture.Listener.WaitForNamesAsync("a", "b");
        Assert.Equal("+a +b", fixture.Listener.Heard);
        Assert.Equal("GET /api/v1/configmaps", fixture.Requests("configmaps").ElementAt(3));
    }

    [Fact]
    public async Task Start_ServerThatTakesItForAnOrdinaryWatch_ReadsPages()
    {
        EagerTime? time = null;
        await using WatchFixture fixture = await WatchFixture.StartAsync(async context =>
        {
            if (!context.Request.QueryString.Value!.Contains("watch=true", StringComparison.Ordinal)) // a request has a query, if empty
            {
                await WatchScript.SendAsync(context, [Json.List(10, "", Json.Object("a", 3), Json.Object("b", 4))], holds: false);
            }
            else if (!context.Request.QueryString.Value.Contains("sendInitialEvents", StringComparison.Ordinal))
            {
                await WatchScript.HoldAsync(context);
            }
            else
            {
                await WatchScript.SendAsync(context, [Json.Event("ADDED", Json.Object("a", 3))], holds: false);
                while (!context.RequestAborted.IsCancellationRequested)
                {
                    time?.LetLimitsCome();
                    await Task.Yield();
                }
            }
        });
        time = fixture.Time;

        fixture.Watch();

        await fixture.Listener.WaitForNamesAsync("a", "b");
    }

    [Fact]
    public async Task List_BreaksOff_DeletesNothing()
    {
        await using WatchFixture fixture = await WatchFixture.StartAsync(new WatchScript()
            .End(
                Json.Event("ADDED", Json.Object("a", 3)),
                Json.Event("ADDED", Json.Object("b", 4)),
                Json.Bookmark(5, isEnd: true),
                Json.Event("ERROR", Json.Status(410, "Expired")))
            .Break(Json.Event("ADDED", Json.Object("a", 3)))
            .End(Json.Event("ADDED", Json.Object("a", 3)), "{\"type\":\"ADD")
            .Hold(Json.Event("ADDED", Json.Object("b", 4)), Json.Event("ADDED", Json.Object("c", 9)), Json.Bookmark(12, isEnd: true)));

        Informer informer = fixture.Watch();

        await fixture.Listener.WaitForNamesAsync("b", "c");
        Assert.Equal("+a +b | -a +c", fixture.Listener.Heard);
        Assert.Equal(2, informer.Count);
        Assert.All(fixture.Requests("configmaps"), r => Assert.DoesNotContain("&resourceVersion=", r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Watch_Breaks_GoesOnFromTheLastVersion()
    {
        TaskCompletionSource arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await using WatchFixture fixture = await WatchFixture.StartAsync(new WatchScript()
            .Then(async context =>
            {
                string[] events = [Json.Event("ADDED", Json.Object("a", 3)), Json.Bookmark(5, isEnd: true), Json.Event("ADDED", Json.Object("b", 8))];
                await WatchScript.SendAsync(context, events, holds: false);
                await arrived.Task;
                context.Abort();
            })
            .End(Json.Bookmark(20))
            .Refuse(500, "InternalError")
            .Hold(Json.Event("ADDED", Json.Object("c", 21))));

        fixture.Watch();

        await fixture.Listener.WaitForNamesAsync("a", "b");
        arrived.SetResult();
        await fixture.Listener.WaitForNamesAsync("a", "b", "c");
        string[] requests = [.. fixture.Requests("configmaps")];
        Assert.Contains("resourceVersion=8&", requests[1], StringComparison.Ordinal);
        Assert.Contains("resourceVersion=20&", requests[2], StringComparison.Ordinal);
        Assert.Contains("resourceVersion=20&", requests[3], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Watch_StormOf410_Converges()
    {
        WatchScript script = new();
        for (int i = 0; i < 20; i++)
        {
            script.End(
                Json.Event("ADDED", Json.Object("a", 3)),
                Json.Event("ADDED", Json.Object("n" + i, 4 + i)),
                Json.Bookmark(5 + i, isEnd: true),
                Json.Event("ERROR", Json.Status(410, "Expired")));
            script.Refuse(410, "Gone");
        }

        script.Hold(Json.Event("ADDED", Json.Object("last", 99)), Json.Bookmark(100, isEnd: true));
        await using WatchFixture fixture = await WatchFixture.StartAsync(script);

        fixture.Watch();

        await fixture.Listener.WaitForNamesAsync("last");
    }

    [Fact]
    public async Task Watch_BytesOneByOne_AreTheSameEvents()
    {
        string all = Json.Event("ADDED", Json.Object("a", 3, "\"data\":{\"k\":\"br{ces] and \\\"quotes\\\\\\\" ü\"}"))
            + "\r\n \t" + Json.Bookmark(5, isEnd: true) + Json.Event("ADDED", Json.Object("b", 8)).TrimEnd() + Json.Event("DELETED", Json.Object("b", 9));
        byte[] bytes = Encoding.UTF8.GetBytes(all);
        await using WatchFixture fixture = await WatchFixture.StartAsync(new WatchScript().Then(async context =>
        {
            for (int i = 0; i < bytes.Length; i++)
            {
                await context.Response.Body.WriteAsync(bytes.AsMemory(i, 1));
                await context.Response.Body.FlushAsync();
            }

            await WatchScript.HoldAsync(context);
        }));

        Informer informer = fixture.Watch();

        await fixture.Listener.WaitForAsync(o => fixture.Listener.Heard.EndsWith("-b", StringComparison.Ordinal));
        Assert.True(informer.TryGet(new NamespacedName("shop", "a"), out ConfigObject? a));
        Assert.Equal("br{ces] and \"quotes\\\" ü", a.SpecAs<ConfigMapSpec>().Data.GetOrEmpty("k"));
    }

    [Fact]
    public async Task Watch_UnreadableObject_KeepsItsLastGoodState()
    {
        string good = Json.Object("a", 3, "\"data\":{\"k\":\"v\"}");
        await using WatchFixture fixture = await WatchFixture.StartAsync(new WatchScript()
            .End(
                Json.Event("ADDED", good),
                Json.Bookmark(5, isEnd: true),
                Json.Event("MODIFIED", Json.Object("a", 6, "\"data\":5")),
                Json.Event("ADDED", Json.Object("b", 7)),
                Json.Event("ERROR", Json.Status(410, "Expired")))
            .Hold(Json.Event("ADDED", Json.Object("a", 6, "\"data\":5")), Json.Event("ADDED", Json.Object("c", 8)), Json.Bookmark(9, isEnd: true)));

        Informer informer = fixture.Watch();

        await fixture.Listener.WaitForNamesAsync("a", "c");
        Assert.True(informer.TryGet(new NamespacedName("shop", "a"), out ConfigObject? a));
        Assert.Equal("v", a.SpecAs<ConfigMapSpec>().Data.GetOrEmpty("k"));
    }

    [Fact]
    public async Task Watch_SameContentNewVersion_IsNoChange()
    {
        await using WatchFixture fixture = await WatchFixture.StartAsync(new WatchScript().Hold(
            Json.Event("ADDED", Json.Object("a", 3)),
            Json.Bookmark(5, isEnd: true),
            Json.Event("MODIFIED", Json.Object("a", 6)),
            Json.Event("ADDED", Json.Object("b", 7))));

        fixture.Watch();

        await fixture.Listener.WaitForNamesAsync("a", "b");
        Assert.DoesNotContain("~a", fixture.Listener.Heard, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_KindThatDoesNotExist_CountsAsEmpty()
    {
        await using WatchFixture fixture = await WatchFixture.StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync(Json.Status(404, "NotFound"));
        });

        Informer informer = fixture.Watch(new InformerSpec(KindCatalog.PodDisruptionBudget));

        await informer.Synced.WaitAsync(s_limit);
        Assert.Equal(0, informer.Count);
    }

    [Fact]
    public async Task Subscribe_Later_BringsWhatIsThere()
    {
        await using WatchFixture fixture = await WatchFixture.StartAsync(new WatchScript().Hold(
            Json.Event("ADDED", Json.Object("a", 3)), Json.Bookmark(5, isEnd: true)));
        Informer informer = fixture.Watch();
        await informer.Synced.WaitAsync(s_limit);
        RecordingListener late = new();

        informer.Subscribe(late);

        Assert.Equal("+a", late.Heard);
    }

    [Fact]
    public async Task Listener_Throws_StateIsReadAnew()
    {
        await using WatchFixture fixture = await WatchFixture.StartAsync(new WatchScript()
            .Hold(Json.Event("ADDED", Json.Object("a", 3)), Json.Bookmark(5, isEnd: true), Json.Event("ADDED", Json.Object("bad", 6)))
            .Hold(Json.Event("ADDED", Json.Object("b", 7)), Json.Bookmark(9, isEnd: true)));
        Informer informer = fixture.Set.Add(new InformerSpec(KindCatalog.ConfigMap));
        informer.Subscribe(new ThrowingListener());

        fixture.Watch();

        await fixture.Listener.WaitForNamesAsync("b");
    }

    private sealed class ThrowingListener : IInformerListener
    {
        public void Changed(Informer informer, IReadOnlyList<InformerChange> changes)
        {
            if (changes[0].Key.Name == "bad")
            {
                throw new InvalidOperationException("a bug");
            }
        }
    }
}
