using System.Security.Cryptography.X509Certificates;
using Istiod.Golden;
using Istiod.Golden.Cases;
using Istiod.Golden.Compare;
using Istiod.Pods;
using Istiod.Testing.ApiServer;

namespace Istiod.Cluster.Tests.Host;

/// <summary>
/// The product as a process in the official chart's pod, against a double over TLS with the chart's own rights. Without
/// <c>ISTIO_CHART_DIR</c> there is no chart and the tests end at once.
/// </summary>
public sealed class ControlPlaneTests : IDisposable
{
    private const string Account = "system:serviceaccount:istio-system:istiod";
    private readonly DirectoryInfo _home = Directory.CreateTempSubdirectory("control-plane-");

    public void Dispose() => _home.Delete(recursive: true);

    [Fact]
    public async Task Pod_OfTheChart_AsksWhatTheReferenceAsksAndNoMore()
    {
        if (ChartPod.Directory is not { } chart)
        {
            return;
        }

        await using TestApiServer server = await ChartCluster.StartAsync(chart);
        await using ControlPlane plane = ChartCluster.StartPlane(server, _home.FullName, ChartPod.Default(chart));
        await plane.SecureAddressAsync();
        using MeshClient agent = await MeshClient.ConnectAsync(server, plane);
        using X509Certificate2 leaf = await agent.CreateCertificateAsync(server.Tokens.ForAccount("istio-system", "istiod", ["istio-ca"]));

        // locks are renewed every 15 s
        Assert.Equal("", await SeenRequests.DifferencesAsync(server, Account, TimeSpan.FromSeconds(40)));
        List<RequestRecord> requests = [.. server.Requests.All.Where(r => r.User == Account)];
        Assert.All(requests, r => Assert.True(r.Status is not (401 or 403 or 405 or 415 or 422), $"{r.Summary}: {r.Status}"));
        Assert.Single(requests.Select(r => r.Connection).Distinct());
        Assert.All(requests, r => Assert.Equal("HTTP/2", r.Protocol));
        Assert.All(requests, r => Assert.Equal("pilot-discovery/1.30.3", r.UserAgent));
    }

    [Theory]
    [InlineData("traffic/composite-shop", false)]
    [InlineData("traffic/composite-shop", true)]
    public async Task Ads_OfARecordedCase_AnswersAsTheReference(string path, bool isDelta)
    {
        if (ChartPod.Directory is not { } chart)
        {
            return;
        }

        string root = Repository.PathOf("tests", "golden");
        GoldenCase golden = GoldenCases.Load(root, path);
        await using TestApiServer server = await GoldenCluster.StartAsync(chart, golden);
        await using ControlPlane plane = GoldenCluster.StartPlane(server, _home.FullName, chart, golden);
        await plane.ReadyAsync();

        string output = Path.Combine(_home.FullName, "out");
        int code = await AskServer.RunAsync(await plane.GrpcAddressAsync(), Path.Combine(golden.Directory, "proxies.yaml"), output, isDelta);

        Assert.Equal(0, code);
        Assert.Empty(GoldenComparer.Differences(golden.Directory, output));
    }
}
