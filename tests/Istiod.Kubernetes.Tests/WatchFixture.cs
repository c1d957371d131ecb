using Istiod.Config;
using Istiod.Primitives;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace Istiod.Kubernetes.Tests;

/// <summary>A scripted server and a set that watches it.</summary>
internal sealed class WatchFixture : IAsyncDisposable
{
    private readonly ClusterConnection _connection;

    private WatchFixture(ScriptedServer server)
    {
        Server = server;
        _connection = server.Connect(Time, new ClusterConnectionOptions { RequestsPerSecond = 1e6, Burst = 1_000_000 });
        Set = new InformerSet(
            _connection,
            new InformerSetOptions(new ClusterId("Kubernetes"), NullLogger.Instance) { Random = new Random(1) },
            Time);
    }

    public ScriptedServer Server { get; }

    public EagerTime Time { get; } = new();

    public InformerSet Set { get; }

    public RecordingListener Listener { get; } = new();

    /// <summary>Requests that concern the watched kind.</summary>
    public IEnumerable<string> Requests(string plural) => Server.Requests.Where(r => r.Contains("/" + plural, StringComparison.Ordinal));

    /// <summary>A fixture whose script answers for all but CRDs, of which there are none.</summary>
    public static Task<WatchFixture> StartAsync(WatchScript script) => StartAsync(script.AnswerAsync);

    public static Task<WatchFixture> StartAsync(Func<HttpContext, Task> answer) => StartRawAsync(context =>
        context.Request.Path.Value!.Contains("customresourcedefinitions", StringComparison.Ordinal) // a request has a path
            ? WatchScript.SendAsync(context, [Json.Bookmark(1, isEnd: true)], holds: true)
            : answer(context));

    public static async Task<WatchFixture> StartRawAsync(Func<HttpContext, Task> answer)
    {
#pragma warning disable CA2000 // the fixture owns the server
        return new WatchFixture(await ScriptedServer.StartAsync(answer));
#pragma warning restore CA2000
    }

    /// <summary>Watches pods (or another kind) with the recording listener.</summary>
    public Informer Watch(InformerSpec? spec = null)
    {
        Informer informer = Set.Add(spec ?? new InformerSpec(KindCatalog.ConfigMap));
        informer.Subscribe(Listener);
        Set.Start();
        return informer;
    }

    public async ValueTask DisposeAsync()
    {
        await Set.DisposeAsync();
        _connection.Dispose();
        await Server.DisposeAsync();
    }
}
