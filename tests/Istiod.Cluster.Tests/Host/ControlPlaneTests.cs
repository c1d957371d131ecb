using System.Text.Json.Nodes;
using System.Web;
using Istiod.Golden;
using Istiod.Golden.Cases;
using Istiod.Golden.Compare;
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
    public async Task Pod_OfTheChart_IsReadyAndReadsWhatTheReferenceReads()
    {
        if (ChartPod.Directory is not { } chart)
        {
            return;
        }

        await using TestApiServer server = await ChartCluster.StartAsync(chart);
        await using ControlPlane plane = ChartCluster.StartPlane(server, _home.FullName, ChartPod.Read(Path.Combine(chart, "rendered-default.yaml")));
        await plane.ReadyAsync();

        List<RequestRecord> requests = [.. server.Requests.All.Where(r => r.User == Account)];
        string[] watches = [.. requests.Where(r => r.Verb is "watch" or "list").Select(WatchOf).Distinct().Order(StringComparer.Ordinal)];
        Assert.Equal(ContractReads.Watches, watches);
        Assert.All(requests.Where(r => r.Verb == "get"), r => Assert.Contains(r.Summary, ContractReads.Gets));
        Assert.All(requests.Where(r => r.IsWrite), r => Assert.Contains(WriteOf(r), ContractReads.Writes));
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
        await using TestApiServer server = await ChartCluster.StartAsync(chart);
        await server.DeleteAsync("v1", "Service", "istio-system", "istiod"); // the recorded cluster had none
        foreach (string file in golden.Objects)
        {
            await server.ApplyYamlAsync(await File.ReadAllTextAsync(file));
        }

        JsonObject config = server.Get("v1", "ConfigMap", "istio-system", "istio") ?? throw new InvalidOperationException("the chart has a mesh config");
        config["data"] = new JsonObject { ["mesh"] = golden.MeshYaml, ["meshNetworks"] = golden.NetworksYaml ?? "networks: {}" };
        await server.ApplyAsync(config);
        ChartPod pod = ChartPod.Read(Path.Combine(chart, "rendered-default.yaml"));
        await using ControlPlane plane = ChartCluster.StartPlane(server, _home.FullName, pod with { Environment = golden.Environment });
        await plane.ReadyAsync();

        string output = Path.Combine(_home.FullName, "out");
        int code = await AskServer.RunAsync(await plane.GrpcAddressAsync(), Path.Combine(golden.Directory, "proxies.yaml"), output, isDelta);

        Assert.Equal(0, code);
        Assert.Empty(GoldenComparer.Differences(golden.Directory, output));
    }

    private static string WatchOf(RequestRecord request)
    {
        System.Collections.Specialized.NameValueCollection query = HttpUtility.ParseQueryString(request.Query);
        string selector = query["labelSelector"] ?? query["fieldSelector"] ?? "";
        return selector.Length == 0 ? request.Path : $"{request.Path} {selector}";
    }

    private static string WriteOf(RequestRecord request)
    {
        string resource = request.Group.Length == 0 ? request.Resource : $"{request.Resource}.{request.Group}";
        return request.Subresource.Length == 0 ? $"{request.Verb} {resource}" : $"{request.Verb} {resource}/{request.Subresource}";
    }
}
