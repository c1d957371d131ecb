using System.Net;
using System.Text.Json.Nodes;

namespace Istiod.Tests.Debug;

/// <summary>Every recorded page, asked for again: status, content type, shape, and values where they do not depend on the run.</summary>
public sealed class LivePagesTests(LiveMesh mesh) : IClassFixture<LiveMesh>
{
    // pages that the reference does not have, or had not when it was recorded
    private static readonly string[] s_ours = ["force_disconnect", "graph", "nacks"];

    public static TheoryData<string> Recorded() => [.. LiveFiles.Index().Select(static line => line.Path)];

    // what is told by file and is whole
    public static TheoryData<string> ByValue() =>
    [
        "/debug/ecdsz?proxyID=client-0.load",
        "/debug/edsz?proxyID=client-0.load",
        "/debug/ndsz?proxyID=client-0.load",
        "/debug/adsz",
        "/debug/adsz?proxyID=client-0.load",
        "/debug/syncz",
        "/debug/syncz?namespace=load",
        "/debug/registryz",
        "/debug/endpointShardz",
        "/debug/configz",
        "/debug/sidecarz?proxyID=client-0.load",
        "/debug/resourcesz",
        "/debug/instancesz",
        "/debug/ambientz",
        "/debug/authorizationz",
        "/debug/telemetryz",
        "/debug/telemetryz?proxyID=client-0.load",
        "/debug/push_status",
        "/debug/pushcontext",
        "/debug/connections",
        "/debug/mesh",
        "/debug/clusterz",
        "/debug/networkz",
        "/debug/mcsz",
        "/debug/list",
    ];

    [Theory]
    [MemberData(nameof(Recorded))]
    public async Task Page_Asked_HasRecordedStatusTypeAndShape(string path)
    {
        (_, int status, string contentType, string file) = LiveFiles.Index().Single(line => line.Path == path);

        using HttpResponseMessage answer = await mesh.Http.GetAsync(new Uri(path, UriKind.Relative));
        string body = await answer.Content.ReadAsStringAsync();

        Assert.Equal(status, (int)answer.StatusCode);
        Assert.Equal(contentType, answer.Content.Headers.ContentType?.ToString());
        if (file == "-")
        {
            return;
        }

        string recorded = LiveFiles.Read(file);
        if (contentType != "application/json")
        {
            Assert.Equal(recorded, body);
            return;
        }

        SortedSet<string> expected = JsonForm.Paths(recorded);
        SortedSet<string> actual = JsonForm.Paths(body);
        bool isCut = recorded.EndsWith("(cut)\n", StringComparison.Ordinal);
        expected.RemoveWhere(IsOfTheStore);
        actual.RemoveWhere(IsOfTheStore);
        if (path.StartsWith("/debug/cachez", StringComparison.Ordinal))
        {
            return; // which types are held differs: a map of texts, or of lists
        }

        Assert.Equal([], expected.Except(actual));
        if (!isCut)
        {
            Assert.Equal([], actual.Except(expected));
        }
    }

    [Theory]
    [MemberData(nameof(ByValue))]
    public async Task Page_Asked_HasRecordedValues(string path)
    {
        string file = LiveFiles.Index().Single(line => line.Path == path).File;
        JsonNode? expected = JsonNode.Parse(LiveFiles.Read(file));
        JsonNode? actual = JsonNode.Parse(await mesh.Http.GetStringAsync(new Uri(path, UriKind.Relative)));
        foreach (JsonNode? node in (JsonNode?[])[expected, actual])
        {
            Prepare(path, node);
        }

        Assert.Equal(JsonForm.Canonical(expected), JsonForm.Canonical(actual));
    }

    [Fact]
    public async Task ConfigDump_WithEndpoints_HasThemBesideTheRecordedSections()
    {
        JsonNode dump = await JsonAsync("/debug/config_dump?proxyID=client-0.load&include_eds");

        string[] types = [.. dump["configs"]!.AsArray().Select(static c => c!["@type"]!.GetValue<string>().Split('.')[^1])];
        Assert.Equal(
            [
                "BootstrapConfigDump", "ClustersConfigDump", "EndpointsConfigDump", "ListenersConfigDump", "ScopedRoutesConfigDump", "RoutesConfigDump",
                "SecretsConfigDump", "EcdsConfigDump",
            ],
            types);
        JsonNode cluster = dump["configs"]![1]!["dynamicActiveClusters"]![0]!;
        Assert.Null(cluster["versionInfo"]);
        Assert.Equal("type.googleapis.com/envoy.config.cluster.v3.Cluster", cluster["cluster"]!["@type"]!.GetValue<string>());
        JsonNode listener = dump["configs"]![3]!["dynamicListeners"]![0]!;
        Assert.Equal(listener["name"]!.GetValue<string>(), listener["activeState"]!["listener"]!["name"]!.GetValue<string>());
        Assert.NotNull(dump["configs"]![2]!["dynamicEndpointConfigs"]![0]!["endpointConfig"]);
        Assert.NotNull(dump["configs"]![5]!["dynamicRouteConfigs"]![0]!["routeConfig"]);
    }

    [Fact]
    public async Task ConfigDump_OfSeveralTypes_HoldsThoseOnly()
    {
        JsonNode dump = await JsonAsync("/debug/config_dump?proxyID=client-0.load&types=LDS,rds,nothing");

        Assert.Equal(
            ["Listener", "RouteConfiguration"],
            dump["configs"]!.AsArray().Select(static c => c!["@type"]!.GetValue<string>().Split('.')[^1]).Distinct());
        Assert.Equal(LiveFiles.Json("adsz")["clients"]![0]!["watches"]!["type.googleapis.com/envoy.config.route.v3.RouteConfiguration"]!.AsArray().Count,
            dump["configs"]!.AsArray().Count(static c => c!["@type"]!.GetValue<string>().EndsWith("RouteConfiguration", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Page_AskedPretty_IsIndentedByFour()
    {
        string text = await mesh.Http.GetStringAsync(new Uri("/debug/connections?pretty", UriKind.Relative));

        Assert.StartsWith("{\n    \"totalClients\": ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PushStatus_Always_IsIndentedByFour()
    {
        string text = await mesh.Http.GetStringAsync(new Uri("/debug/push_status", UriKind.Relative));

        Assert.StartsWith("{\n    \"pilot_eds_no_instances\": {\n        \"outbound|", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cache_Asked_TellsNamesAndSizesByType()
    {
        JsonNode names = await JsonAsync("/debug/cachez");
        JsonNode sizes = await JsonAsync("/debug/cachez?sizes=true");

        Assert.Contains(
            names["type.googleapis.com/envoy.config.endpoint.v3.ClusterLoadAssignment"]!.AsArray(),
            static n => n!.GetValue<string>() == "outbound|80||svc-2.load.svc.cluster.local");
        Assert.Matches("^[0-9]+\\.[0-9]kB$", sizes["total"]!.GetValue<string>());
        Assert.Equal(["total", .. names.AsObject().Select(static m => m.Key)], sizes.AsObject().Select(static m => m.Key));
    }

    [Fact]
    public async Task Collections_Asked_HaveNameStateAndUid()
    {
        JsonArray all = (await JsonAsync("/debug/krtz")).AsArray();

        Assert.All(all, static one => Assert.Equal(["name", "state", "uid"], one!.AsObject().Select(static m => m.Key)));
        JsonNode rules = all.Single(static one => one!["name"]!.GetValue<string>() == "DestinationRule.networking.istio.io")!;
        Assert.True(rules["state"]!["synced"]!.GetValue<bool>());
        Assert.NotNull(rules["state"]!["outputs"]!["Kubernetes/shop/catalog"]!["spec"]);
    }

    [Fact]
    public async Task Index_Asked_LinksEveryPageAndForm()
    {
        string html = await mesh.Http.GetStringAsync(new Uri("/debug", UriKind.Relative));

        foreach (JsonNode? name in (await JsonAsync("/debug/list")).AsArray())
        {
            Assert.Contains($"<a href='/debug/{name!.GetValue<string>()}'>", html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Page_AskedByHead_HasNoBody()
    {
        using HttpRequestMessage request = new(HttpMethod.Head, "/debug/registryz");
        using HttpResponseMessage answer = await mesh.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsByteArrayAsync());
    }

    private async Task<JsonNode> JsonAsync(string path) =>
        JsonNode.Parse(await mesh.Http.GetStringAsync(new Uri(path, UriKind.Relative))) ?? throw new InvalidDataException(path + " is null");

    // objects of files have no versions, and nobody writes statuses here
    private static bool IsOfTheStore(string path) =>
        path.EndsWith(".uid string", StringComparison.Ordinal)
        || path.EndsWith(".resourceVersion string", StringComparison.Ordinal)
        || path.EndsWith(".generation number", StringComparison.Ordinal)
        || path.Contains("[].status.addresses", StringComparison.Ordinal);

    private static void Prepare(string path, JsonNode? node)
    {
        if (path == "/debug/list")
        {
            foreach (JsonNode? ours in node!.AsArray().Where(static n => s_ours.Contains(n!.GetValue<string>())).ToList())
            {
                node.AsArray().Remove(ours);
            }
        }

        if (path == "/debug/endpointShardz")
        {
            // one that is not ready: not healthy where the slice came before its service, else terminating
            foreach (JsonNode? endpoint in node!["catalog.shop.svc.cluster.local"]!["shop"]!["Shards"]!["Kubernetes/Kubernetes"]!.AsArray())
            {
                endpoint!["HealthStatus"] = endpoint["HealthStatus"]!.GetValue<int>() == 2 ? 4 : endpoint["HealthStatus"]!.GetValue<int>();
            }
        }

        if (path == "/debug/configz")
        {
            foreach (JsonNode? item in node!.AsArray())
            {
                if (item!["kind"]!.GetValue<string>() == "ServiceEntry")
                {
                    item.AsObject().Remove("status"); // nobody writes it here
                }

                // the reference shows the host as a push has resolved it, in place, by accident
                if (item["kind"]!.GetValue<string>() == "DestinationRule" && item["spec"]!["host"]!.GetValue<string>() is var host && !host.Contains('.', StringComparison.Ordinal))
                {
                    item["spec"]!["host"] = $"{host}.{item["metadata"]!["namespace"]!.GetValue<string>()}.svc.cluster.local";
                }
            }
        }
    }
}
