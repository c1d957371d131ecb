using Istiod.Envoy.Filters.Extensions;
using Istiod.Envoy.Filters.Network;
using Istiod.Envoy.Listeners.Http;
using Istiod.Envoy.Listeners.Telemetry;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Envoy.Listeners.Outbound;

/// <summary>Builds outbound listeners of plans.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/listener.go:buildListenerFromEntry.</remarks>
internal static class OutboundListeners
{
    /// <summary>A listener of a plan.</summary>
    /// <param name="http">Needed if the plan has an HTTP chain.</param>
    public static Listener Build(ListenerPlan plan, NetworkTraits network, HttpTraits? http, Build build)
    {
        Listener listener = new()
        {
            Name = plan.Name,
            Address = Addresses.Of(plan.Binds.IsEmpty ? "" : plan.Binds[0], plan.Port),
            TrafficDirection = TrafficDirection.Outbound,
            ContinueOnListenerFiltersTimeout = true,
        };
        Addresses.AddExtra(listener, plan.Binds, plan.Port);
        if (network.HasExactBalance)
        {
            ListenerParts.BalanceExactly(listener);
        }

        if (plan.BindsToPort)
        {
            listener.MaxConnectionsToAcceptPerSocketEvent = ListenerParts.MaxAccepts(build.Features);
        }
        else
        {
            listener.BindToPort = false;
        }

        AddInspectors(listener, plan, build);
        foreach (ChainPlan chain in plan.Chains)
        {
            FilterChain made = Chain(chain, plan, network, http, build);
            if (chain.MatchesAll)
            {
                listener.DefaultFilterChain = made;
            }
            else
            {
                made.FilterChainMatch = Match(chain);
                listener.FilterChains.Add(made);
            }
        }

        if (listener.FilterChains.Count == 0 && listener.DefaultFilterChain is { } only)
        {
            listener.FilterChains.Add(only);
            listener.DefaultFilterChain = null;
        }
        else if (listener.DefaultFilterChain is null)
        {
            // What matches nothing is treated as if there were no listener.
            listener.DefaultFilterChain = new FilterChain { FilterChainMatch = new FilterChainMatch(), Name = "PassthroughFilterChain" };
            AddCatchAll(listener.DefaultFilterChain.Filters, network, build);
        }

        return listener;
    }

    /// <summary>The listener that takes explicit proxy requests.</summary>
    /// <remarks>istiod: pilot/pkg/networking/core/listener.go:buildHTTPProxy.</remarks>
    public static ListenerPlan ForwardProxy(int port, AddressFamilies families) => new()
    {
        Binds = Addresses.Locals(families),
        BindsToPort = true,
        Port = port,
        Chains = [new ChainPlan { Http = new HttpTarget("http_proxy", Protocol.HttpProxy, "", IsForwardProxy: true) }],
    };

    /// <summary>The listener that gets redirected traffic and hands it to the listener of its destination, if there is one.</summary>
    /// <remarks>istiod: pilot/pkg/networking/core/listener_builder.go:buildVirtualOutboundListener.</remarks>
    public static Listener Virtual(AddressFamilies families, InterceptionMode interception, NetworkTraits network, Build build)
    {
        ValueArray<string> wildcards = Addresses.Wildcards(families);
        int port = build.Mesh.ProxyListenPort;
        Listener listener = new()
        {
            Name = "virtualOutbound",
            Address = Addresses.Of(wildcards[0], port),
            UseOriginalDst = true,
            TrafficDirection = TrafficDirection.Outbound,
            MaxConnectionsToAcceptPerSocketEvent = ListenerParts.MaxAccepts(build.Features),
        };
        if (interception == InterceptionMode.Tproxy)
        {
            listener.Transparent = true;
        }

        if (build.Features.DualStack && wildcards.Count > 1)
        {
            Addresses.AddExtra(listener, wildcards, port);
        }
        else if (build.Features.EnableIpv4OutboundListenerForIpv6Clusters && families == AddressFamilies.IPv6)
        {
            listener.AdditionalAddresses.Add(new AdditionalAddress { Address = Addresses.Of(Addresses.AnyIPv4, port) });
        }

        // A request to the very port would come back forever.
        FilterChain blackHole = new()
        {
            Name = "virtualOutbound-blackhole",
            FilterChainMatch = new FilterChainMatch { DestinationPort = (uint)port },
        };
        StatsFilters.AddTo(blackHole.Filters, network.Telemetry, network.Class, isWaypoint: false);
        blackHole.Filters.Add(TcpFilters.BlackHole());
        listener.FilterChains.Add(blackHole);
        FilterChain catchAll = new() { Name = "virtualOutbound-catchall-tcp" };
        AddCatchAll(catchAll.Filters, network, build);
        listener.FilterChains.Add(catchAll);
        AccessLogs.AddToListener(listener.AccessLog, network.Telemetry, build);
        return listener;
    }

    private static void AddCatchAll(RepeatedField<Filter> filters, NetworkTraits network, Build build)
    {
        StatsFilters.AddTo(filters, network.Telemetry, network.Class, isWaypoint: false);
        TcpTarget target = new() { StatPrefix = network.EgressCluster, Cluster = network.EgressCluster };
        TcpFilters.AddTo(filters, target, network.IdleTimeout, network.Telemetry, build);
    }

    private static void AddInspectors(Listener listener, ListenerPlan plan, Build build)
    {
        bool inspectsTls = false;
        bool inspectsHttp = false;
        foreach (ChainPlan chain in plan.Chains)
        {
            inspectsTls |= !chain.SniHosts.IsEmpty || chain.Tcp is { SniCache.Length: > 0 };
            inspectsHttp |= !chain.ApplicationProtocols.IsEmpty;
        }

        if (inspectsTls)
        {
            listener.ListenerFilters.Add(ListenerParts.TlsInspector());
        }

        if (inspectsHttp)
        {
            listener.ListenerFilters.Add(ListenerParts.HttpInspector());
        }

        // Waiting is of use for HTTP detection only; otherwise a silent client must not be waited for.
        listener.ListenerFiltersTimeout = inspectsHttp ? build.Mesh.ProtocolDetectionTimeout : new Duration(0, 0);
    }

    private static FilterChain Chain(ChainPlan chain, ListenerPlan plan, NetworkTraits network, HttpTraits? http, Build build)
    {
        FilterChain made = new()
        {
            TransportSocketConnectTimeout = ListenerParts.HandshakeTimeout(build.Features),
        };
        if (chain.VirtualService is { } rule)
        {
            made.Metadata = ConfigMetadata.VirtualService(rule);
        }

        ExtensionScope extensions = new(network.Extensions, network.Class, plan.Port);
        if (chain.Tcp is { } tcp)
        {
            NetworkExtensions.AddWithPolicies(made.Filters, extensions, policies: null, usesFilterState: false, build);
            StatsFilters.AddTo(made.Filters, network.Telemetry, network.Class, isWaypoint: false);
            if (tcp.SniCache.Length > 0)
            {
                made.Filters.Add(SniForwarding.Filter(tcp));
            }

            TcpFilters.AddTo(made.Filters, tcp, network.IdleTimeout, network.Telemetry, build);
        }
        else if (chain.Http is { } target && http is not null)
        {
            NetworkExtensions.AddTo(made.Filters, extensions);
            made.Filters.Add(Manager(target, plan, http, build));
        }

        return made;
    }

    private static Filter Manager(HttpTarget target, ListenerPlan plan, HttpTraits traits, Build build)
    {
        ProxyConfig config = traits.ProxyConfigOr(build.Mesh);
        ProxyHeaders headers = new(config, ListenerClass.SidecarOutbound);
        HttpConnectionManager manager = new();
        headers.Apply(manager);
        if (target.IsForwardProxy)
        {
            manager.HttpProtocolOptions = new Http1ProtocolOptions { AllowAbsoluteUrl = true };
        }

        HttpConnectionManagers.AcceptHttp10(manager, traits, build);
        HttpChain chain = new()
        {
            Side = ListenerClass.SidecarOutbound,
            StatPrefix = $"outbound_{plan.Name}{EnvoyNames.StatDelimiter}",
            RouteName = target.RouteName,
            Protocol = target.Protocol,
            Port = plan.Port,
            UsesRemoteAddress = !target.IsForwardProxy && build.Features.SidecarUseRemoteAddress,
            SkipsExchangeOutsideMesh = !target.IsForwardProxy && headers.SkipsExchangeOutsideMesh,
            SuppressesDebugHeaders = headers.SuppressesDebugHeaders,
            DnsCache = target.DnsCache,
        };
        return HttpConnectionManagers.Complete(manager, chain, traits, build);
    }

    /// <remarks>istiod: pilot/pkg/networking/core/listener.go:toFilterChainMatch.</remarks>
    private static FilterChainMatch Match(ChainPlan chain)
    {
        FilterChainMatch match = new() { TransportProtocol = chain.TransportProtocol };
        match.ApplicationProtocols.AddRange(chain.ApplicationProtocols);
        if (!chain.SniHosts.Span.Contains("*"))
        {
            match.ServerNames.AddRange(Sorted(chain.SniHosts));
        }

        foreach (string text in Sorted(chain.DestinationRanges))
        {
            if (Addresses.Range(text) is { AddressPrefix: not Addresses.AnyIPv4 } range)
            {
                match.PrefixRanges.Add(range);
            }
        }

        return match;
    }

    private static string[] Sorted(ValueArray<string> values)
    {
        string[] sorted = [.. values];
        Array.Sort(sorted, string.CompareOrdinal);
        return sorted;
    }
}
