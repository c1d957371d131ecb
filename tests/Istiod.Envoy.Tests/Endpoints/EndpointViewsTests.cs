using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Endpoint.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Resources;

namespace Istiod.Envoy.Tests.Endpoints;

public sealed class EndpointViewsTests
{
    private const string Web = "outbound|80||web.shop.svc.cluster.local";

    private readonly EndpointMesh _mesh = new();

    [Fact]
    public void Assignment_OfPort_HoldsItsEndpointsByName()
    {
        _mesh.Put(EndpointMesh.Service("web"), EndpointMesh.At("10.0.0.1"), EndpointMesh.At("10.0.0.2", "r1/z1"));

        ClusterLoadAssignment assignment = _mesh.Eds(EndpointMesh.Proxy(), Web);
        Assert.Equal(Web, assignment.ClusterName);
        Assert.Equal(2, assignment.Endpoints.Count);
        LbEndpoint endpoint = assignment.Endpoints[0].LbEndpoints[0];
        Assert.Equal(8080u, endpoint.Endpoint?.Address?.SocketAddress?.PortValue);
        Assert.Equal(HealthStatus.Healthy, endpoint.HealthStatus);
        Assert.Equal("web;shop;web;;Kubernetes", Text(endpoint, "istio", "workload"));
        Assert.Equal("istio", Text(endpoint, "envoy.transport_socket_match", "tlsMode"));
        Assert.Empty(_mesh.Eds(EndpointMesh.Proxy(), "outbound|90||web.shop.svc.cluster.local").Endpoints);
    }

    [Fact]
    public void Assignment_PolicyForbidsMutualTls_HasNoTlsMode()
    {
        _mesh.Mtls = new InboundMtls(MtlsMode.Permissive, [new PortMtls(8080, MtlsMode.Disable)]);
        _mesh.Put(EndpointMesh.Service("web"), EndpointMesh.At("10.0.0.1"));

        Assert.Null(Text(_mesh.Eds(EndpointMesh.Proxy(), Web).Endpoints[0].LbEndpoints[0], "envoy.transport_socket_match", "tlsMode"));
    }

    [Fact]
    public void Endpoints_NotWell_AreLeftOutOrMarked()
    {
        Model.Endpoint unready = EndpointMesh.At("10.0.0.1") with { Health = EndpointHealth.Unhealthy };
        Model.Endpoint gone = EndpointMesh.At("10.0.0.2") with { Health = EndpointHealth.Terminating };
        Model.Endpoint draining = EndpointMesh.At("10.0.0.3") with { Health = EndpointHealth.Draining };
        _mesh.Put(EndpointMesh.Service("web"), unready, gone, draining);
        Assert.Empty(_mesh.Eds(EndpointMesh.Proxy(), Web).Endpoints);

        _mesh.Put(
            EndpointMesh.Service("web") with
            {
                TrafficDistribution = TrafficDistribution.PreferSameZone,
                Labels = LabelSet.From([new("istio.io/persistent-session", "cookie")]),
            },
            unready,
            gone,
            draining);
        Assert.Equal(
            [HealthStatus.Unhealthy, HealthStatus.Draining],
            _mesh.Eds(EndpointMesh.Proxy(), Web).Endpoints[0].LbEndpoints.Select(static endpoint => endpoint.HealthStatus));
    }

    [Fact]
    public void Endpoint_ThatTakesHbone_IsReachedThroughATunnelUnlessItTakesMutualTls()
    {
        Model.Endpoint ambient = EndpointMesh.At("10.0.0.1") with { TakesHbone = true, AcceptsMutualTls = false };
        _mesh.Put(EndpointMesh.Service("web"), ambient, ambient with { Addresses = ["10.0.0.2"], AcceptsMutualTls = true });

        LocalityLbEndpoints group = Assert.Single(_mesh.Eds(EndpointMesh.Proxy(), Web).Endpoints);
        Assert.Equal("10.0.0.1:8080", group.LbEndpoints[0].Endpoint?.Address?.EnvoyInternalAddress?.EndpointId);
        Assert.Equal("10.0.0.1:8080", Text(group.LbEndpoints[0], "envoy.filters.listener.original_dst", "local"));
        Assert.Equal("http", Text(group.LbEndpoints[0], "envoy.transport_socket_match", "tunnel"));
        Assert.Equal("10.0.0.2", group.LbEndpoints[1].Endpoint?.Address?.SocketAddress?.Address);
    }

    [Fact]
    public void Service_NodeLocal_SendsTheClientsNodeOnly()
    {
        _mesh.Put(
            EndpointMesh.Service("web") with { IsNodeLocal = true },
            EndpointMesh.At("10.0.0.1") with { NodeName = "n1" },
            EndpointMesh.At("10.0.0.2") with { NodeName = "n2" });

        Assert.Equal(["10.0.0.1"], Addresses(_mesh.Eds(EndpointMesh.Proxy(node: "n1"), Web)));
        Assert.Equal(["10.0.0.2"], Addresses(_mesh.Eds(EndpointMesh.Proxy(node: "n2"), Web)));
    }

    [Fact]
    public void Service_ClusterLocal_SendsTheClientsClusterOnly()
    {
        _mesh.Put(
            EndpointMesh.Service("web") with { IsClusterLocal = true },
            EndpointMesh.At("10.0.0.1"),
            EndpointMesh.At("10.0.0.2", cluster: "east"));

        Assert.Equal(["10.0.0.1"], Addresses(_mesh.Eds(EndpointMesh.Proxy(), Web)));
    }

    [Fact]
    public void Endpoints_OfOtherNetworks_AreReplacedByGateways()
    {
        _mesh.Put(
            new NetworkGateway(new NetworkId("b"), new ClusterId("east"), "203.0.113.1", 15443, 0),
            new NetworkGateway(new NetworkId("b"), new ClusterId("east"), "203.0.113.2", 15443, 0));
        _mesh.Put(
            EndpointMesh.Service("web"),
            EndpointMesh.At("10.0.0.1", network: "a"),
            EndpointMesh.At("10.0.0.2", cluster: "east", network: "b"),
            EndpointMesh.At("10.0.0.3", cluster: "east", network: "b"),
            EndpointMesh.At("10.0.0.4", cluster: "east", network: "b") with { AcceptsMutualTls = false });

        LocalityLbEndpoints group = Assert.Single(_mesh.Eds(EndpointMesh.Proxy("a"), Web).Endpoints);
        Assert.Equal(["10.0.0.1", "203.0.113.1", "203.0.113.2"], Addresses(group));
        Assert.Equal([2u, 2u, 2u], group.LbEndpoints.Select(static endpoint => endpoint.LoadBalancingWeight));
        Assert.Equal(6u, group.LoadBalancingWeight);
        Assert.Equal(4, Addresses(Assert.Single(_mesh.Eds(EndpointMesh.Proxy("b"), Web).Endpoints)).Count());
    }

    [Fact]
    public void Views_OfClientsThatDifferInNothingThatCounts_AreOneObject()
    {
        _mesh.Put(EndpointMesh.Service("web"), EndpointMesh.At("10.0.0.1", "r1"));

        ResourceView first = _mesh.Eds(EndpointMesh.Proxy(locality: "r1", node: "n1"));
        ResourceView second = _mesh.Eds(EndpointMesh.Proxy(locality: "r2", node: "n2"));
        Assert.Same(first, second);

        _mesh.Put(EndpointMesh.Service("web") with { TrafficDistribution = TrafficDistribution.PreferSameZone }, EndpointMesh.At("10.0.0.1", "r1"));
        Assert.Same(
            _mesh.Eds(EndpointMesh.Proxy(locality: "r1")), _mesh.Eds(EndpointMesh.Proxy(locality: "r1", node: "n2")));
    }

    [Fact]
    public void Version_ClusterChanged_ChangesThoughEndpointsDoNot()
    {
        _mesh.Put(EndpointMesh.Service("web"), EndpointMesh.At("10.0.0.1"));
        XdsResource before = Find(_mesh.Eds(EndpointMesh.Proxy()));

        _mesh.Set(new MeshConfig { ConnectTimeout = new Duration(3, 0) }, new MeshFeatures());
        XdsResource after = Find(_mesh.Eds(EndpointMesh.Proxy()));

        Assert.Equal(before.ToArray(), after.ToArray());
        Assert.NotEqual(before.Version, after.Version);
    }

    private static XdsResource Find(ResourceView view) => view[view.IndexOf(Web)];

    private static IEnumerable<string?> Addresses(ClusterLoadAssignment assignment) =>
        assignment.Endpoints.SelectMany(static group => Addresses(group));

    private static IEnumerable<string?> Addresses(LocalityLbEndpoints group) =>
        group.LbEndpoints.Select(static endpoint => endpoint.Endpoint?.Address?.SocketAddress?.Address);

    private static string? Text(LbEndpoint endpoint, string filter, string field) =>
        endpoint.Metadata is { } metadata
        && metadata.FilterMetadata.TryGetValue(filter, out Struct? fields)
        && fields.Fields.TryGetValue(field, out Value? value)
            ? value.StringValue
            : null;
}
