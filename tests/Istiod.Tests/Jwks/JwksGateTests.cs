using Istiod.Config;
using Istiod.Files;
using Istiod.Jwks;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Security.V1Beta1;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Istiod.Tests.Jwks;

public sealed class JwksGateTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly ClusterId s_cluster = new("Kubernetes");
    private readonly ScriptedFetcher _fetcher = new();
    private readonly FakeTimeProvider _time = new();
    private readonly JwksResolver _resolver;
    private readonly JwksGate _gate;
    private readonly List<ConfigBatch> _released = [];

    public JwksGateTests()
    {
        _resolver = new JwksResolver(_fetcher, static (_, _) => { }, TimeSpan.FromMinutes(20), _time, NullLogger.Instance);
        _gate = new JwksGate(_resolver, Demands, (_, batch) => _released.Add(batch), _time);
    }

    public void Dispose()
    {
        _resolver.Dispose();
        _fetcher.Dispose();
    }

    [Fact]
    public async Task Object_WithUnknownKeys_WaitsAlone()
    {
        ConfigChange other = new(KindCatalog.Service, new NamespacedName("default", "web"), null);
        ConfigChange held = Change("a", "https://keys.example");

        ConfigBatch rest = _gate.Pass(s_cluster, new ConfigBatch([other, held], []));
        Assert.Equal([other], rest.Changes);
        Assert.Empty(_released);

        Task settled = _gate.SettledAsync();
        await _fetcher.AnswerAsync(JwksResolverTests.Keys("a"));
        await settled.WaitAsync(s_patience);
        Assert.Equal([held], Assert.Single(_released).Changes);
    }

    [Fact]
    public async Task Object_WithKnownKeys_PassesAtOnce()
    {
        await LoadAsync("https://keys.example");
        ConfigBatch batch = new([Change("b", "https://keys.example")], []);

        Assert.Same(batch, _gate.Pass(s_cluster, batch));
    }

    [Fact]
    public async Task Object_WhoseKeysCannotBeHad_PassesAfterTheFailure()
    {
        _gate.Pass(s_cluster, new ConfigBatch([Change("a", "https://keys.example")], []));
        Task settled = _gate.SettledAsync();
        await _fetcher.AnswerAsync(null);
        await settled.WaitAsync(s_patience);

        Assert.Single(_released);
    }

    [Fact]
    public async Task Object_WhoseKeysDoNotCome_PassesAfterTheTimeout()
    {
        _gate.Pass(s_cluster, new ConfigBatch([Change("a", "https://keys.example")], []));
        Task settled = _gate.SettledAsync();
        _time.Advance(TimeSpan.FromSeconds(5));
        await settled.WaitAsync(s_patience);

        Assert.Single(_released);
    }

    [Fact]
    public async Task Object_ChangedOrDeletedMeanwhile_IsNotReleasedAsItWas()
    {
        _gate.Pass(s_cluster, new ConfigBatch([Change("a", "https://keys.example")], []));
        _gate.Pass(s_cluster, new ConfigBatch([Change("b", "https://keys.example")], []));
        Task settled = _gate.SettledAsync();
        ConfigChange deleted = new(KindCatalog.RequestAuthentication, new NamespacedName("default", "a"), null);
        ConfigChange inline = Change("b", "");
        Assert.Equal([deleted, inline], _gate.Pass(s_cluster, new ConfigBatch([deleted, inline], [])).Changes);

        await settled.WaitAsync(s_patience);
        await _fetcher.AnswerAsync(JwksResolverTests.Keys("a"));
        await _resolver.FirstsAsync().WaitAsync(s_patience);
        Assert.Empty(_released);
    }

    private async Task LoadAsync(string uri)
    {
        Task first = _resolver.WantAsync(new JwtKeysDemand(uri, "issuer"), TimeSpan.FromSeconds(5));
        await _fetcher.AnswerAsync(JwksResolverTests.Keys("a"));
        await first.WaitAsync(s_patience);
    }

    private static Dictionary<JwtKeysDemand, TimeSpan> Demands(ClusterId cluster, ConfigObject item)
    {
        Dictionary<JwtKeysDemand, TimeSpan> demands = [];
        JwksRules.Add(item, "false", static _ => false, demands);
        return demands;
    }

    private static ConfigChange Change(string name, string uri) =>
        new(KindCatalog.RequestAuthentication, new NamespacedName("default", name), JwksRulesTests.Object(name, new JWTRule
        {
            Issuer = "issuer",
            JwksUri = uri,
            Jwks = uri.Length == 0 ? JwksResolverTests.Keys("inline") : "",
        }));
}
