using Istiod.Envoy.Patches;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using ApplyTo = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.ApplyTo;
using Context = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.PatchContext;
using NetworkFilter = Istiod.Protos.Envoy.Config.Listener.V3.Filter;
using ObjectMatch = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.EnvoyConfigObjectMatch;
using Operation = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types.Patch.Types.Operation;
using Route = Istiod.Protos.Envoy.Config.Route.V3.Route;
using Types = Istiod.Protos.Istio.Networking.V1Alpha3.EnvoyFilter.Types;

namespace Istiod.Envoy.Tests.Patches;

public sealed class PatcherTests
{
    private const string Hcm = "envoy.filters.network.http_connection_manager";

    [Theory]
    [InlineData(Operation.Add, "a,b,x")]
    [InlineData(Operation.InsertFirst, "x,a,b")]
    [InlineData(Operation.InsertBefore, "a,x,b")]
    [InlineData(Operation.InsertAfter, "a,b,x")]
    [InlineData(Operation.Replace, "a,x")]
    [InlineData(Operation.Remove, "a")]
    public void HttpFilters_AreEditedAtTheirAnchor(Operation operation, string expected)
    {
        Listener listener = Inbound("a", "b");

        ListenerPatcher.Apply(Set(Patch(ApplyTo.HttpFilter, operation, HttpMatch("b"), new HttpFilter { Name = "x" })), listener);

        Assert.Equal(expected, HttpFilters(listener));
    }

    [Theory]
    [InlineData(Operation.InsertBefore)]
    [InlineData(Operation.InsertAfter)]
    [InlineData(Operation.Replace)]
    [InlineData(Operation.Remove)]
    public void HttpFilters_WithoutTheirAnchor_AreLeftAlone(Operation operation)
    {
        Listener listener = Inbound("a", "b");

        ListenerPatcher.Apply(Set(Patch(ApplyTo.HttpFilter, operation, HttpMatch("c"), new HttpFilter { Name = "x" })), listener);

        Assert.Equal("a,b", HttpFilters(listener));
    }

    [Theory]
    [InlineData(Context.SidecarInbound, true)]
    [InlineData(Context.SidecarOutbound, false)]
    [InlineData(Context.Gateway, false)]
    [InlineData(Context.Any, true)]
    public void Contexts_Differ(Context context, bool isPatched)
    {
        Listener listener = Inbound("a");
        ObjectMatch match = new() { Context = context };

        ListenerPatcher.Apply(Set(Patch(ApplyTo.HttpFilter, Operation.Add, match, new HttpFilter { Name = "x" })), listener);

        Assert.Equal(isPatched ? "a,x" : "a", HttpFilters(listener));
    }

    [Fact]
    public void NetworkFilter_IsMergedIntoItsConfig()
    {
        Listener listener = Inbound("a");
        NetworkFilter value = new()
        {
            TypedConfig = AnyValue.Pack(new HttpConnectionManager { ServerName = "x", StreamIdleTimeout = new Duration(5, 0) }),
        };
        ObjectMatch match = new() { Listener = new Types.ListenerMatch { FilterChain = new() { Filter = new() { Name = Hcm } } } };

        ListenerPatcher.Apply(Set(Patch(ApplyTo.NetworkFilter, Operation.Merge, match, value)), listener);

        Assert.True(listener.FilterChains[0].Filters[0].TypedConfig!.TryUnpack(out HttpConnectionManager manager));
        Assert.Equal("x", manager.ServerName);
        Assert.Equal(new Duration(5, 0), manager.StreamIdleTimeout);
        Assert.Equal("a", HttpFilters(listener));
    }

    [Fact]
    public void Listener_IsRemovedByPort()
    {
        Listener listener = Inbound("a");
        listener.Address = new Address { SocketAddress = new SocketAddress { PortValue = 80 } };
        ObjectMatch other = new() { Listener = new Types.ListenerMatch { PortNumber = 81 } };
        ObjectMatch same = new() { Listener = new Types.ListenerMatch { PortNumber = 80 } };

        Assert.True(ListenerPatcher.Apply(Set(Patch(ApplyTo.Listener, Operation.Remove, other, null)), listener));
        Assert.False(ListenerPatcher.Apply(Set(Patch(ApplyTo.Listener, Operation.Remove, same, null)), listener));
    }

    [Fact]
    public void Cluster_IsMatchedByItsParts_AndMerged()
    {
        Cluster cluster = new() { Name = "outbound|80|v1|a.b", ConnectTimeout = new Duration(1, 0) };
        Cluster value = new() { ConnectTimeout = new Duration(9, 0) };
        PatchSet other = Set(Patch(ApplyTo.Cluster, Operation.Merge, ClusterMatch("a.b", 81, "v1"), value));
        PatchSet same = Set(Patch(ApplyTo.Cluster, Operation.Merge, ClusterMatch("a.b", 80, "v1"), value));

        ClusterPatcher.Apply(other, cluster);
        Assert.Equal(new Duration(1, 0), cluster.ConnectTimeout);

        ClusterPatcher.Apply(same, cluster);
        Assert.Equal(new Duration(9, 0), cluster.ConnectTimeout);
    }

    [Fact]
    public void Routes_AreInsertedAndRemoved()
    {
        RouteConfiguration routes = new()
        {
            Name = "80",
            VirtualHosts = { new VirtualHost { Name = "h", Routes = { new Route { Name = "a" }, new Route { Name = "b" } } } },
        };
        PatchSet set = Set(
            Patch(ApplyTo.HttpRoute, Operation.Remove, RouteMatch("a"), null),
            Patch(ApplyTo.HttpRoute, Operation.InsertAfter, RouteMatch("b"), new Route { Name = "x" }),
            Patch(ApplyTo.HttpRoute, Operation.InsertFirst, RouteMatch("none"), new Route { Name = "y" }));

        new RoutePatcher(set, Context.SidecarOutbound).Apply(routes);

        Assert.Equal(["b", "x"], routes.VirtualHosts[0].Routes.ConvertAll(static r => r.Name));
    }

    [Fact]
    public void GatewayRoutes_AreMatchedByServicePort()
    {
        RouteConfiguration routes = new() { Name = "http.8080" };
        ObjectMatch match = new() { RouteConfiguration = new Types.RouteConfigurationMatch { PortNumber = 80 } };
        EnvoyPatch patch = Patch(ApplyTo.VirtualHost, Operation.Add, match, new VirtualHost { Name = "x" });

        new RoutePatcher(new PatchSet(ProxyKind.Router, [patch], [new ListenedPort(8080, 81)]), Context.Gateway).Apply(routes);
        Assert.Empty(routes.VirtualHosts);

        new RoutePatcher(new PatchSet(ProxyKind.Router, [patch], [new ListenedPort(8080, 80)]), Context.Gateway).Apply(routes);
        Assert.Single(routes.VirtualHosts);
    }

    private static Listener Inbound(params ReadOnlySpan<string> filters)
    {
        HttpConnectionManager manager = new();
        foreach (string name in filters)
        {
            manager.HttpFilters.Add(new HttpFilter { Name = name });
        }

        return new Listener
        {
            Name = "virtualInbound",
            TrafficDirection = TrafficDirection.Inbound,
            FilterChains =
            {
                new FilterChain { Filters = { new NetworkFilter { Name = Hcm, TypedConfig = AnyValue.Pack(manager) } } },
            },
        };
    }

    private static string HttpFilters(Listener listener)
    {
        Assert.True(listener.FilterChains[0].Filters[0].TypedConfig!.TryUnpack(out HttpConnectionManager manager));
        return string.Join(',', manager.HttpFilters.ConvertAll(static f => f.Name));
    }

    private static PatchSet Set(params ReadOnlySpan<EnvoyPatch> patches) =>
        new(ProxyKind.Sidecar, ValueArray.Create(patches), default);

    private static EnvoyPatch Patch(ApplyTo applyTo, Operation operation, ObjectMatch match, ProtoMessage? value) =>
        new(new NamespacedName("default", "p"), applyTo, operation, match, value);

    private static ObjectMatch HttpMatch(string name) => new()
    {
        Listener = new Types.ListenerMatch { FilterChain = new() { Filter = new() { Name = Hcm, SubFilter = new() { Name = name } } } },
    };

    private static ObjectMatch ClusterMatch(string service, uint port, string subset) =>
        new() { Cluster = new Types.ClusterMatch { Service = service, PortNumber = port, Subset = subset } };

    private static ObjectMatch RouteMatch(string name) => new()
    {
        RouteConfiguration = new Types.RouteConfigurationMatch { Vhost = new() { Route = new() { Name = name } } },
    };
}
