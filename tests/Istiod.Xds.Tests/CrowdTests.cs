using Grpc.Net.Client;
using Istiod.Resources;
using static Istiod.Resources.XdsType;

namespace Istiod.Xds.Tests;

/// <summary>Many streams at once: slow ones hold nobody, and none leaves anything behind.</summary>
public sealed class CrowdTests
{
    [Fact]
    public async Task Push_TwentyReadersThatStop_DoNotHoldAThousandOthers()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Views.Set((Cluster, Large(server, 0)), (Endpoint, server.Views.View(("e", "0"))));
        using GrpcChannel slow = server.Connect();
        using GrpcChannel quick = server.Connect();
        List<ScriptedProxy> stopped = [];
        List<ScriptedProxy> reading = [];
        for (int i = 0; i < 20; i++)
        {
            stopped.Add(new ScriptedProxy(slow, isDelta: true));
            await stopped[i].AskAsync(Cluster);
        }

        for (int i = 0; i < 1000; i++)
        {
            reading.Add(new ScriptedProxy(quick, isDelta: i % 2 == 0));
            await reading[i].AskAsync(Endpoint, "e");
        }

        await Task.WhenAll(reading.Select(async proxy => await proxy.AckAsync(await proxy.ReadAsync(), "e")));
        for (int round = 1; round <= 5; round++)
        {
            string content = round.ToString(System.Globalization.CultureInfo.InvariantCulture);
            server.Views.Set((Cluster, Large(server, round)), (Endpoint, server.Views.View(("e", content))));
            Reply[] replies = await Task.WhenAll(reading.Select(proxy => proxy.ReadAsync()));
            Assert.All(replies, reply => Assert.Equal(content, reply.Contents["e"]));
            await Task.WhenAll(reading.Zip(replies, (proxy, reply) => proxy.AckAsync(reply, "e")));
        }

        // Those that stopped go on where they were, and end with the newest.
        foreach (ScriptedProxy proxy in stopped)
        {
            Reply reply = await proxy.ReadAsync();
            while (reply.Contents["c-0"][0] != '5')
            {
                reply = await proxy.ReadAsync();
            }
        }

        Dispose(stopped);
        Dispose(reading);
        await server.AllGoneAsync(1020).WaitAsync(TimeSpan.FromSeconds(60));
        AssertNothingLeft(server);
    }

    [Fact]
    public async Task Streams_KilledAtRandom_LeaveNothing()
    {
        await using TestServer server = await TestServer.StartAsync();
        server.Views.Set((Cluster, Large(server, 0)), (Endpoint, server.Views.View(("e", "0"))));
        Random random = new(3);
        for (int round = 0; round < 10; round++)
        {
            using GrpcChannel channel = server.Connect();
            List<ScriptedProxy> proxies = [];
            List<Task> going = [];
            for (int i = 0; i < 100; i++)
            {
                ScriptedProxy proxy = new(channel, isDelta: random.Next(2) == 0);
                proxies.Add(proxy);
                await proxy.AskAsync(random.Next(3) == 0 ? Cluster : Endpoint, "e");
                int reads = random.Next(3);
                going.Add(ReadSomeAsync(proxy, reads));
                if (random.Next(20) == 0)
                {
                    server.Views.Set((Cluster, Large(server, i)), (Endpoint, server.Views.View(("e", i.ToString("x")))));
                }

                if (random.Next(3) == 0)
                {
                    proxies[random.Next(proxies.Count)].Dispose();
                }
            }

            if (random.Next(2) == 0)
            {
                Dispose(proxies);
            }

            channel.Dispose();
            await Task.WhenAll(going);
            Dispose(proxies);
        }

        // A killed call may never have reached the server: those that did are all over.
        await server.AllGoneAsync(1).WaitAsync(TimeSpan.FromSeconds(60));
        AssertNothingLeft(server);
    }

    private static void AssertNothingLeft(TestServer server)
    {
        Assert.Empty(server.Server.Connections);
        Assert.Equal(0, server.Views.OpenCount);
        Assert.Equal(0, server.Metrics.Streams);
        Assert.Equal((0, 0), (server.Server.Scheduler.Writing, server.Server.Scheduler.RoundSize));
    }

    private static async Task ReadSomeAsync(ScriptedProxy proxy, int reads)
    {
        try
        {
            for (int i = 0; i < reads; i++)
            {
                Reply reply = await proxy.ReadAsync();
                await proxy.AckAsync(reply, "e");
            }
        }
        catch (Exception e) when (e is not Xunit.Sdk.XunitException)
        {
            // Killed while it read, which is what this test is about.
        }
    }

    private static void Dispose(List<ScriptedProxy> proxies)
    {
        foreach (ScriptedProxy proxy in proxies)
        {
            proxy.Dispose();
        }
    }

    // One megabyte in all, so that it does not fit the windows of a reader that stopped.
    private static ResourceView Large(TestServer server, int content) =>
        server.Views.View([.. Enumerable.Range(0, 10).Select(i => ($"c-{i}", content + new string('x', 100_000)))]);
}
