using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Grpc.Core;
using Istiod.Golden.Clients;
using Istiod.Pods;
using Istiod.Resources;
using Istiod.Testing.ApiServer;

namespace Istiod.Cluster.Tests.Host;

/// <summary>The secure port end to end: tokens by TokenReview, certificates, discovery with them. Needs <c>ISTIO_CHART_DIR</c>.</summary>
public sealed class SecurePortTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("secure-port-");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task Certificate_ForATokenThatTheServerVouchesFor_OpensDiscovery()
    {
        if (ChartPod.Directory is not { } chart)
        {
            return;
        }

        await using TestApiServer server = await StartAsync(chart);
        await using ControlPlane plane = ChartCluster.StartPlane(server, _home.FullName, ChartPod.Default(chart));
        await plane.ReadyAsync();
        using MeshClient agent = await MeshClient.ConnectAsync(server, plane);

        using X509Certificate2 leaf = await agent.CreateCertificateAsync(server.Tokens.ForAccount("default", "httpbin", ["istio-ca"]));
        RpcException foreign = await Assert.ThrowsAsync<RpcException>(
            () => agent.CreateCertificateAsync(server.Tokens.ForAccount("default", "httpbin", ["other"])));
        RpcException expired = await Assert.ThrowsAsync<RpcException>(
            () => agent.CreateCertificateAsync(server.Tokens.ForAccount("default", "httpbin", ["istio-ca"], TimeSpan.FromMinutes(-1))));

        Assert.Contains("URI:spiffe://cluster.local/ns/default/sa/httpbin", leaf.Extensions["2.5.29.17"]!.Format(false), StringComparison.Ordinal);
        Assert.Equal((StatusCode.Unauthenticated, StatusCode.Unauthenticated), (foreign.StatusCode, expired.StatusCode));
        Assert.Contains(server.Requests.All, r => r.Summary == "create tokenreviews.authentication.k8s.io" && r.Status == 201);

        using MeshClient proxy = await MeshClient.ConnectAsync(server, plane, leaf);
        await using StreamClient own = proxy.Stream("default", "httpbin", isDelta: true);
        Assert.NotEmpty((await own.FetchAsync(XdsType.Cluster, []))!);
        await using StreamClient other = proxy.Stream("kube-system", "other", isDelta: true);
        await Assert.ThrowsAsync<RpcException>(() => other.FetchAsync(XdsType.Cluster, []));
        using MeshClient nobody = await MeshClient.ConnectAsync(server, plane);
        await using StreamClient anonymous = nobody.Stream("default", "httpbin", isDelta: false);
        await Assert.ThrowsAsync<RpcException>(() => anonymous.FetchAsync(XdsType.Cluster, []));
    }

    [Fact]
    public async Task Replicas_StartedTogether_ShareOneAuthority()
    {
        if (ChartPod.Directory is not { } chart)
        {
            return;
        }

        await using TestApiServer server = await StartAsync(chart);
        ChartPod pod = ChartPod.Default(chart);
        await using ControlPlane one = ChartCluster.StartPlane(server, _home.FullName, pod, "istiod-one");
        await using ControlPlane two = ChartCluster.StartPlane(server, _home.FullName, pod, "istiod-two");
        await Task.WhenAll(one.ReadyAsync(), two.ReadyAsync());

        string token = server.Tokens.ForAccount("default", "httpbin", ["istio-ca"]);
        await AssertIssuesAsync(server, one, token);
        await AssertIssuesAsync(server, two, token);
        Assert.Single(server.Requests.All, r => r is { Verb: "create", Resource: "secrets", Status: 201 });
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task ApiServer_KilledAndBack_ChangesArriveAndNothingIsLost(bool isDelta)
    {
        if (ChartPod.Directory is not { } chart)
        {
            return;
        }

        await using TestApiServer server = await StartAsync(chart);
        for (int i = 0; i < 20; i++)
        {
            await server.ApplyAsync(Service($"kept-{i}"));
        }

        await using ControlPlane plane = ChartCluster.StartPlane(server, _home.FullName, ChartPod.Default(chart));
        await plane.ReadyAsync();
        using MeshClient agent = await MeshClient.ConnectAsync(server, plane);
        using X509Certificate2 leaf = await agent.CreateCertificateAsync(server.Tokens.ForAccount("default", "httpbin", ["istio-ca"]));
        using MeshClient proxy = await MeshClient.ConnectAsync(server, plane, leaf);
        await using StreamClient stream = proxy.Stream("default", "httpbin", isDelta);
        int first = (await stream.FetchAsync(XdsType.Cluster, []))!.Count;

        await server.StopAsync();
        await server.ApplyAsync(Service("while-away"));
        server.Compact();
        await server.StartAgainAsync();
        StreamClient.Answer? answer = await stream.NextAsync(XdsType.Cluster, s_patience);

        Assert.NotNull(answer);
        Assert.Empty(answer.Removed);
        Assert.Equal(isDelta ? 1 : first + 1, answer.Bodies.Count);
    }

    private static async Task AssertIssuesAsync(TestApiServer server, ControlPlane plane, string token)
    {
        using MeshClient agent = await MeshClient.ConnectAsync(server, plane);
        using X509Certificate2 leaf = await agent.CreateCertificateAsync(token);
        Assert.True(leaf.HasPrivateKey);
    }

    private static async Task<TestApiServer> StartAsync(string chart)
    {
        TestApiServer server = await ChartCluster.StartAsync(chart);
        await server.ApplyAsync((JsonObject)JsonNode.Parse("""{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"httpbin","namespace":"default"}}""")!);
        return server;
    }

    private static JsonObject Service(string name) => (JsonObject)JsonNode.Parse(
        $$$"""{"apiVersion":"v1","kind":"Service","metadata":{"name":"{{{name}}}","namespace":"default"},"spec":{"ports":[{"name":"http","port":80}]} }""")!;
}
