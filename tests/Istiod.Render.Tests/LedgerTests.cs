using System.Globalization;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Primitives;
using Istiod.Render.Tests.Equivalence;
using Istiod.Render.Tests.Mesh;
using Istiod.Resources;

namespace Istiod.Render.Tests;

/// <summary>A change runs the keys that depend on it and no others, told by node and number of keys.</summary>
/// <remarks>
/// Twenty services in two namespaces, each with a pod and a proxy. A proxy's own view memo runs whenever a shared view under it
/// changed: it only looks that up. A virtual service changes two scopes; which of their ports it concerns is looked up for each port
/// that was asked for, and hosts are built on those ports only.
/// </remarks>
public sealed class LedgerTests : IDisposable
{
    private const int Services = 20;

    private readonly OpenMesh _mesh;

    public LedgerTests()
    {
        List<ProxyNode> proxies = [];
        for (int i = 0; i < Services; i++)
        {
            proxies.Add(TestProxies.Node("sidecar", $"10.1.{i}.1", $"s{i}-1", Ns(i), "", ("APP", $"s{i}")));
        }

        _mesh = new OpenMesh(proxies, null, new GraphOptions { KeepLedger = true });
        ChangeBatch batch = _mesh.Pipeline.Graph.NewBatch();
        for (int i = 0; i < Services; i++)
        {
            Put(batch, Service(i));
            Put(batch, Slice(i, $"10.1.{i}.1"));
            Put(batch, Pod(i, "v1"));
        }

        Put(batch, VirtualService("/a"));
        _mesh.Pipeline.Apply(batch);
        Look();
        _mesh.Pipeline.Graph.TakeMemoLedger();
    }

    public void Dispose() => _mesh.Dispose();

    [Fact]
    public void Endpoint_OfOneService_RunsItsEndpointsOnly() => Expect(
        Slice(3, "10.1.3.2"),
        [
            "endpoint-assignment 1",
            "endpoint-views 1",
            "endpoints 1",
            "endpoints-of-cluster 1",
            "proxy-view 20",
            "service-accounts 1",
            "slice-endpoints 1",
        ]);

    [Fact]
    public void VirtualService_OfOneHost_RunsTheRoutesThatSeeIt() => Expect(
        VirtualService("/b"),
        [
            "VirtualService.networking.istio.io-that-count 1",
            "proxy-view 20",
            "rds-configurations 6",
            "rds-hosts 4",
            "rds-label-keys 2",
            "rds-views 2",
            "rds-virtual-services 16",
            "reaches 2",
            "scopes 2",
            "virtual-services 1",
            "virtual-services-of-all-apis 1",
            "virtual-services-on-gateway 2",
        ],
        (
            "rds-hosts",
            [
                "Namespace = even, Sidecar = /, IsGateway = False }, Listener = 0, Port = 0",
                "Namespace = even, Sidecar = /, IsGateway = False }, Listener = 0, Port = 80",
                "Namespace = odd, Sidecar = /, IsGateway = False }, Listener = 0, Port = 0",
                "Namespace = odd, Sidecar = /, IsGateway = False }, Listener = 0, Port = 80",
            ]));

    [Fact]
    public void Pod_Relabelled_RunsItsOwnWorkloadOnly() => Expect(
        Pod(3, "v2"),
        [
            "authorization 1",
            "envoy-patches 1",
            "gateways-merged 1", // a secret asked for by kubernetes-gateway:// must be one that a gateway of the workload names
            "inbound-mtls 1",
            "jwt-rules 1",
            "pod-workloads 1",
            "proxy-view 7",
            "proxy-workloads 1",
            "sidecar-scopes 1",
            "telemetry 1",
            "traffic-extensions 1",
        ]);

    [Fact]
    public void Object_WithNothingNew_RunsNothing() => Expect(Slice(3, "10.1.3.1"), []);

    private static string Ns(int i) => i % 2 == 0 ? "even" : "odd";

    private static string Service(int i) => $$$$"""
        apiVersion: v1
        kind: Service
        metadata: {name: s{{{{i}}}}, namespace: {{{{Ns(i)}}}}}
        spec: {clusterIP: 10.96.1.{{{{i}}}}, clusterIPs: [10.96.1.{{{{i}}}}], selector: {app: s{{{{i}}}}}, ports: [{name: http, port: 80, targetPort: 8080}]}
        """;

    private static string Slice(int i, string address) => $$$$"""
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: s{{{{i}}}}-x, namespace: {{{{Ns(i)}}}}, labels: {kubernetes.io/service-name: s{{{{i}}}}}}
        addressType: IPv4
        ports: [{name: http, port: 8080}]
        endpoints: [{addresses: [{{{{address}}}}], conditions: {ready: true}}]
        """;

    private static string Pod(int i, string version) => $$$$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: s{{{{i}}}}-1, namespace: {{{{Ns(i)}}}}, labels: {app: s{{{{i}}}}, version: {{{{version}}}}}}
        spec: {serviceAccountName: s{{{{i}}}}, containers: [{name: c, image: i}]}
        status: {phase: Running, podIP: 10.1.{{{{i}}}}.1, podIPs: [{ip: 10.1.{{{{i}}}}.1}]}
        """;

    private static string VirtualService(string prefix) => $$$$"""
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: vs, namespace: odd}
        spec: {hosts: [s3.odd.svc.cluster.local], http: [{match: [{uri: {prefix: {{{{prefix}}}}}}], route: [{destination: {host: s3.odd.svc.cluster.local}}]}]}
        """;

    private void Put(ChangeBatch batch, string text)
    {
        ObjectShape shape = new("", RegistryShapes.Local, _ => text);
        ConfigObject item = shape.Make(new int[Picks.Length], 0);
        Source<ObjectKey, ConfigObject> source = _mesh.Pipeline.Sources.Of(item.Kind);
        batch.Upsert(source, RegistryShapes.Local, shape.Key, item);
    }

    private void Look()
    {
        for (int proxy = 0; proxy < _mesh.Count; proxy++)
        {
            foreach (XdsType type in OpenMesh.Types)
            {
                _mesh.View(proxy, type, out _);
            }
        }
    }

    /// <param name="keys">A node and parts of the keys that it ran for, one each.</param>
    private void Expect(string change, string[] expected, (string Node, string[] Parts)? keys = null)
    {
        ChangeBatch batch = _mesh.Pipeline.Graph.NewBatch();
        Put(batch, change);
        TurnResult result = _mesh.Pipeline.Apply(batch);
        Look();
        SortedDictionary<string, int> counts = new(StringComparer.Ordinal);
        List<string> found = [];
        foreach (LedgerEntry entry in result.Ledger.Concat(_mesh.Pipeline.Graph.TakeMemoLedger()))
        {
            if (entry.Node == keys?.Node)
            {
                found.Add(entry.Key.ToString() ?? "");
            }

            counts[entry.Node] = counts.GetValueOrDefault(entry.Node) + 1;
        }

        string[] ran = [.. counts.Select(c => string.Create(CultureInfo.InvariantCulture, $"{c.Key} {c.Value}"))];
        Assert.True(expected.SequenceEqual(ran), "ran:\n" + string.Join("\n", ran));
        foreach (string part in keys?.Parts ?? [])
        {
            Assert.Single(found, key => key.Contains(part + ",", StringComparison.Ordinal));
        }
    }
}
