using Istiod.Golden.Cases;
using Istiod.Golden.Clients;
using Istiod.Golden.Compare;
using Istiod.Golden.Dumps;
using Istiod.Pods;
using Istiod.Testing.ApiServer;

namespace Istiod.Cluster.Tests.Host;

/// <summary>
/// Recorded secrets as they were recorded: on the port with TLS, with a token of the proxy's own account, where a review by the API server
/// says which secrets it may have. Needs <c>ISTIO_CHART_DIR</c>.
/// </summary>
public sealed class SecretGoldenTests : IDisposable
{
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("secret-goldens-");

    public void Dispose() => _home.Delete(recursive: true);

    [Theory]
    [InlineData("security/sds-gateway-multi-cert", false)]
    [InlineData("security/sds-gateway-simple", false)]
    [InlineData("security/sds-gateway-simple", true)]
    [InlineData("security/sds-invalid-cert", false)]
    public async Task Secrets_ForATokenOfTheProxysAccount_AreThoseOfTheReference(string path, bool isDelta)
    {
        if (ChartPod.Directory is not { } chart)
        {
            return;
        }

        GoldenCase golden = GoldenCases.Load(Repository.PathOf("tests", "golden"), path);
        await using TestApiServer server = await GoldenCluster.StartAsync(chart, golden);
        await using ControlPlane plane = GoldenCluster.StartPlane(server, _home.FullName, chart, golden);
        await plane.ReadyAsync();
        await AskAsync(server, plane, golden, isDelta, Token(server));

        Assert.Empty(GoldenComparer.Differences(golden.Directory, _home.FullName));
        Assert.Contains(server.Requests.All, r => r is { Verb: "create", Resource: "subjectaccessreviews", Status: 201 });
    }

    [Fact]
    public async Task Secrets_WithoutTheRole_AreNotGiven()
    {
        if (ChartPod.Directory is not { } chart)
        {
            return;
        }

        GoldenCase golden = GoldenCases.Load(Repository.PathOf("tests", "golden"), "security/sds-gateway-simple");
        await using TestApiServer server = await GoldenCluster.StartAsync(chart, golden);
        await server.DeleteAsync("rbac.authorization.k8s.io/v1", "RoleBinding", "edge", "read-secrets");
        await using ControlPlane plane = GoldenCluster.StartPlane(server, _home.FullName, chart, golden);
        await plane.ReadyAsync();
        await AskAsync(server, plane, golden, isDelta: false, Token(server));

        string folder = Path.Combine(_home.FullName, golden.Proxies[0].Folder);
        string secrets = Path.Combine(folder, "sds.json");
        Assert.NotEqual("[]", await File.ReadAllTextAsync(Path.Combine(folder, "lds.json")));
        Assert.True(!File.Exists(secrets) || await File.ReadAllTextAsync(secrets) == "[]", "a secret came");
    }

    private static Func<GoldenProxy, string> Token(TestApiServer server) => proxy => server.Tokens.ForAccount(
        Field(proxy, "NAMESPACE"), Field(proxy, "SERVICE_ACCOUNT"), ["istio-ca"]);

    private static string Field(GoldenProxy proxy, string name) =>
        proxy.Node.Metadata?.Fields.GetValueOrDefault(name)?.StringValue ?? throw new InvalidDataException($"{proxy.Folder} names no {name}");

    private async Task AskAsync(TestApiServer server, ControlPlane plane, GoldenCase golden, bool isDelta, Func<GoldenProxy, string> token)
    {
        foreach (GoldenProxy proxy in golden.Proxies)
        {
            using MeshClient client = await MeshClient.ConnectAsync(server, plane, token: token(proxy));
            await using StreamClient stream = new(client.Channel, proxy.Node with { Verified = null }, isDelta, TimeSpan.FromSeconds(5));
            await ProxyDump.WriteAsync(proxy, stream, _home.FullName);
        }
    }
}
