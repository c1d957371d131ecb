using System.Security.Cryptography.X509Certificates;
using System.Text.Json.Nodes;
using Grpc.Core;
using Istiod.Pods;
using Istiod.Golden.Clients;
using Istiod.Resources;
using Istiod.Testing.ApiServer;

namespace Istiod.Aot.Tests.Pod;

/// <summary>
/// The image in the pod of the official chart: its arguments, variables, mounts and rights, against an API server over TLS. Without
/// <c>ISTIO_CHART_DIR</c> there is no chart and the tests end at once.
/// </summary>
[Collection(BinaryCollection.Name)]
public sealed class ChartPodTests(PublishedBinary binary)
{
    private const string Account = "system:serviceaccount:istio-system:istiod";
    private const string NoRev = """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"quiet"}}""";
    private const string Workload = """{"apiVersion":"v1","kind":"ServiceAccount","metadata":{"name":"default","namespace":"default"}}""";
    private const string Injected = """{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"shop","labels":{"istio-injection":"enabled"}}}""";

    // locks are renewed every 15 s at the latest
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(40);

    [Fact]
    public async Task Pod_OfTheChart_MakesTheReferencesRequestsAndNoOthers()
    {
        if (ChartPod.Directory is not { } chart)
        {
            return;
        }

        await using PodWorld world = await StartAsync(chart);
        await world.Server.ApplyAsync((JsonObject)JsonNode.Parse(Workload)!);
        await using ControlPlane plane = StartPlane(world, chart);
        await plane.ReadyAsync();
        using MeshClient agent = await MeshClient.ConnectAsync(world.Server, plane);
        string token = world.Server.Tokens.ForAccount("default", "default", ["istio-ca"]);
        using X509Certificate2 leaf = await agent.CreateCertificateAsync(token);
        RpcException foreign = await Assert.ThrowsAsync<RpcException>(
            () => agent.CreateCertificateAsync(world.Server.Tokens.ForAccount("default", "default")));
        using MeshClient proxy = await MeshClient.ConnectAsync(world.Server, plane, leaf);
        await using StreamClient stream = proxy.Stream("default", "default", isDelta: true);
        IReadOnlyList<ReadOnlyMemory<byte>>? clusters = await stream.FetchAsync(XdsType.Cluster, []);
        Assert.Equal("", await SeenRequests.DifferencesAsync(world.Server, Account, s_patience));

        Assert.Contains("URI:spiffe://cluster.local/ns/default/sa/default", leaf.Extensions["2.5.29.17"]?.Format(false) ?? "", StringComparison.Ordinal);
        Assert.Equal(StatusCode.Unauthenticated, foreign.StatusCode); // the chart's pod asks for the audience
        Assert.NotEmpty(clusters ?? []);
        AssertRequests(world.Server);
    }

    [Fact]
    public async Task Admission_ThroughTheApiServer_InjectsAndValidates()
    {
        if (ChartPod.Directory is not { } chart)
        {
            return;
        }

        await using PodWorld world = await StartAsync(chart);
        await world.Server.ApplyAsync((JsonObject)JsonNode.Parse(Injected)!);
        await world.Server.ApplyAsync((JsonObject)JsonNode.Parse(NoRev)!);
        await using ControlPlane plane = StartPlane(world, chart);
        await plane.WebhookAddressAsync();
        await WaitForAsync(
            world.Server,
            [
                "update mutatingwebhookconfigurations.admissionregistration.k8s.io istio-sidecar-injector",
                "update validatingwebhookconfigurations.admissionregistration.k8s.io istio-validator-istio-system",
            ]);
        await FailsClosedAsync(world.Server);
        using AdminClient admin = new(world.Server);

        JsonObject pod = await CreateAsync(admin, "/api/v1/namespaces/shop/pods", Pod("app"));
        Assert.Equal(["istio-proxy", "app"], Containers(pod).Order(StringComparer.Ordinal).Reverse());
        Assert.Equal("app", (string?)pod["metadata"]!["labels"]!["service.istio.io/canonical-name"]);
        Assert.NotNull(pod["metadata"]!["annotations"]!["sidecar.istio.io/status"]);
        Assert.Equal(["app"], Containers(await CreateAsync(admin, "/api/v1/namespaces/shop/pods", Pod("out", "sidecar.istio.io/inject", "false"))));
        Assert.Equal(["app"], Containers(await CreateAsync(admin, "/api/v1/namespaces/quiet/pods", Pod("app"))));
        JsonObject asked = await CreateAsync(admin, "/api/v1/namespaces/quiet/pods", Pod("in", "sidecar.istio.io/inject", "true"));
        Assert.Contains("istio-proxy", Containers(asked));

        const string Routes = "/apis/networking.istio.io/v1/namespaces/shop/virtualservices";
        JsonObject wrong = Routing("wrong", """{"hosts":["a"],"http":[{"route":[{"destination":{"host":"a"},"weight":-1}]}]}""");
        (int code, JsonObject refusal) = await admin.CreateAsync(Routes, wrong);
        Assert.Equal(400, code);
        Assert.Contains("admission webhook \"rev.validation.istio.io\" denied the request: ", (string?)refusal["message"] ?? "", StringComparison.Ordinal);
        Assert.Equal(201, (await admin.CreateAsync(Routes, Routing("right", """{"hosts":["a"],"http":[{"route":[{"destination":{"host":"a"}}]}]}"""))).Code);

        // nobody there: both fail closed, for those whom the selectors name
        Assert.Equal(0, await plane.TerminateAsync());
        Assert.Equal(500, (await admin.CreateAsync("/api/v1/namespaces/shop/pods", Pod("late"))).Code);
        Assert.Equal(201, (await admin.CreateAsync("/api/v1/namespaces/quiet/pods", Pod("late"))).Code);
        Assert.Equal(500, (await admin.CreateAsync(Routes, Routing("late", """{"hosts":["b"],"http":[{"route":[{"destination":{"host":"a"}}]}]}"""))).Code);
    }

    [Fact]
    public async Task Injector_ConfigMapChanges_NextPodShowsIt()
    {
        if (ChartPod.Directory is not { } chart)
        {
            return;
        }

        await using PodWorld world = await StartAsync(chart);
        await world.Server.ApplyAsync((JsonObject)JsonNode.Parse(Injected)!);
        await using ControlPlane plane = StartPlane(world, chart);
        await plane.WebhookAddressAsync();
        await WaitForAsync(world.Server, ["update mutatingwebhookconfigurations.admissionregistration.k8s.io istio-sidecar-injector"]);
        using AdminClient admin = new(world.Server);
        Assert.Equal("registry.example/istio/proxyv2:1.30.3", ProxyImage(await CreateAsync(admin, "/api/v1/namespaces/shop/pods", Pod("before"))));

        JsonObject map = world.Server.Get("v1", "ConfigMap", "istio-system", "istio-sidecar-injector")!;
        map["data"]!["values"] = ((string)map["data"]!["values"]!).Replace("\"1.30.3\"", "\"1.30.4-test\"", StringComparison.Ordinal);
        await world.Server.ApplyAsync(map);

        using CancellationTokenSource late = new(s_patience);
        string image;
        int count = 0;
        do
        {
            image = ProxyImage(await CreateAsync(admin, "/api/v1/namespaces/shop/pods", Pod($"after-{count++}")));
        }
        while (image != "registry.example/istio/proxyv2:1.30.4-test" && !late.IsCancellationRequested);

        Assert.Equal("registry.example/istio/proxyv2:1.30.4-test", image);
    }

    private static void AssertRequests(TestApiServer server)
    {
        List<RequestRecord> requests = [.. server.Requests.All.Where(r => r.User == Account)];
        Assert.All(requests, r => Assert.True(r.Status is not (401 or 403 or 405 or 415 or 422), $"{r.Summary}: {r.Status}"));
        Assert.Single(requests.Select(r => r.Connection).Distinct());
        Assert.All(requests, r => Assert.Equal("HTTP/2", r.Protocol));
        Assert.All(requests, r => Assert.Equal("pilot-discovery/1.30.3", r.UserAgent));
        Assert.All(requests.Where(r => r.Verb == "watch"), r => Assert.Contains("sendInitialEvents=true", r.Query, StringComparison.Ordinal));
    }

    private Task<PodWorld> StartAsync(string chart) => PodWorld.StartAsync(binary, options => ChartCluster.StartAsync(chart, options));

    private static ControlPlane StartPlane(PodWorld world, string chart)
    {
        ChartPod pod = ChartPod.Default(chart);
        return world.StartPlane(pod.Arguments, pod.Environment, world.Folders.Of(pod));
    }

    private static async Task WaitForAsync(TestApiServer server, IReadOnlyCollection<string> expected) =>
        Assert.Equal("", await SeenRequests.MissingAsync(server, Account, expected, s_patience));

    private static async Task FailsClosedAsync(TestApiServer server)
    {
        using CancellationTokenSource late = new(s_patience);
        string policy;
        do
        {
            policy = (string)server.Get("admissionregistration.k8s.io/v1", "ValidatingWebhookConfiguration", "", "istio-validator-istio-system")!
                ["webhooks"]![0]!["failurePolicy"]!;
            await Task.Delay(50);
        }
        while (policy != "Fail" && !late.IsCancellationRequested);
        Assert.Equal("Fail", policy);
    }

    private static async Task<JsonObject> CreateAsync(AdminClient admin, string collection, JsonObject tree)
    {
        (int code, JsonObject body) = await admin.CreateAsync(collection, tree);
        Assert.True(code == 201, $"{code}: {body.ToJsonString()}");
        return body;
    }

    private static JsonObject Pod(string name, string? label = null, string? value = null)
    {
        JsonObject labels = new() { ["app"] = "app" };
        if (label is not null)
        {
            labels[label] = value;
        }

        return new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Pod",
            ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = labels },
            ["spec"] = new JsonObject { ["containers"] = new JsonArray(new JsonObject { ["name"] = "app", ["image"] = "app:1" }) },
        };
    }

    private static JsonObject Routing(string name, string spec) => new()
    {
        ["apiVersion"] = "networking.istio.io/v1",
        ["kind"] = "VirtualService",
        ["metadata"] = new JsonObject { ["name"] = name, ["labels"] = new JsonObject { ["istio.io/rev"] = "default" } },
        ["spec"] = JsonNode.Parse(spec),
    };

    // the sidecar is an init container where the cluster can restart those
    private static List<string> Containers(JsonObject pod)
    {
        List<string> names = [];
        foreach (string list in (string[])["initContainers", "containers"])
        {
            foreach (JsonNode? container in pod["spec"]![list] as JsonArray ?? [])
            {
                if ((string)container!["name"]! is not "istio-init" and var name)
                {
                    names.Add(name);
                }
            }
        }

        return names;
    }

    private static string ProxyImage(JsonObject pod) =>
        (string)((JsonArray)pod["spec"]!["initContainers"]!).Concat((JsonArray)pod["spec"]!["containers"]!)
            .First(c => (string)c!["name"]! == "istio-proxy")!["image"]!;
}
