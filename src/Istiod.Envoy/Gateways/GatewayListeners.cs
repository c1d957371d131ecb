using Istiod.Envoy.Listeners;
using Istiod.Envoy.Listeners.Telemetry;
using Istiod.Envoy.Tls;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Listener.ProxyProtocol.V3;
using Istiod.Protos.Envoy.Extensions.TransportSockets.Quic.V3;
using Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3;
using QuicProtocolOptions = Istiod.Protos.Envoy.Config.Listener.V3.QuicProtocolOptions;

namespace Istiod.Envoy.Gateways;

/// <summary>Builds the listeners of gateways.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/listener.go:buildGatewayListener, gateway.go:buildGatewayTCPBasedFilterChains.</remarks>
internal static class GatewayListeners
{
    /// <summary>The listener of a plan; <c>null</c> if nothing is served on it.</summary>
    public static Listener? Build(GatewayListenerPlan plan, GatewayTraits traits, Build build)
    {
        List<GatewayChain> chains = Chains(plan, traits, build);
        if (chains.Count == 0)
        {
            return null;
        }

        Listener listener = new()
        {
            Name = plan.Name,
            Address = AddressOf(plan.Binds[0], plan),
            TrafficDirection = TrafficDirection.Outbound,
            MaxConnectionsToAcceptPerSocketEvent = ListenerParts.MaxAccepts(build.Features),
        };
        for (int i = 1; i < plan.Binds.Count; i++)
        {
            listener.AdditionalAddresses.Add(new AdditionalAddress { Address = AddressOf(plan.Binds[i], plan) });
        }

        if (plan.IsQuic)
        {
            listener.UdpListenerConfig = new UdpListenerConfig
            {
                QuicOptions = new QuicProtocolOptions(),
                DownstreamSocketConfig = new UdpSocketConfig(),
            };
        }
        else
        {
            AddListenerFilters(listener, chains, traits, build);
            if (traits.HasExactBalance)
            {
                ListenerParts.BalanceExactly(listener);
            }
        }

        AccessLogs.AddToListener(listener.AccessLog, traits.Telemetry, build);
        foreach (GatewayChain chain in chains)
        {
            FilterChain made = new()
            {
                FilterChainMatch = chain.Match(),
                TransportSocket = Socket(chain.Tls, plan.IsQuic),
                TransportSocketConnectTimeout = ListenerParts.HandshakeTimeout(build.Features),
            };
            made.Filters.AddRange(chain.Filters);
            listener.FilterChains.Add(made);
        }

        return listener;
    }

    private static List<GatewayChain> Chains(GatewayListenerPlan plan, GatewayTraits traits, Build build)
    {
        List<GatewayChain> chains = [];
        GatewayHttpChains http = new(plan, traits, build);
        GatewayTcpChains? tcp = null; // reads the whole scope: plain HTTP does without
        foreach (GatewayPort port in plan.Ports)
        {
            if (plan.IsQuic)
            {
                foreach (GatewayServer server in port.QuicServers)
                {
                    chains.Add(http.Https(server));
                }
            }
            else if (port.Protocol.IsHttp())
            {
                chains.Add(http.Plain(port));
            }
            else
            {
                foreach (GatewayServer server in port.Servers)
                {
                    if (server.EndsHttps)
                    {
                        chains.Add(http.Https(server));
                    }
                    else
                    {
                        (tcp ??= new GatewayTcpChains(traits, build)).AddTo(chains, server);
                    }
                }
            }
        }

        return chains;
    }

    private static void AddListenerFilters(Listener listener, List<GatewayChain> chains, GatewayTraits traits, Build build)
    {
        if (traits.Http.ProxyConfigOr(build.Mesh).GatewayTopology?.ProxyProtocol is not null)
        {
            listener.ListenerFilters.Add(new ListenerFilter
            {
                Name = "envoy.filters.listener.proxy_protocol",
                TypedConfig = AnyValue.Pack(new ProxyProtocol()),
            });
        }

        foreach (GatewayChain chain in chains)
        {
            if (chain.NeedsInspector)
            {
                listener.ListenerFilters.Add(ListenerParts.TlsInspector());
                return;
            }
        }
    }

    private static Address AddressOf(string bind, GatewayListenerPlan plan)
    {
        Address address = Addresses.Of(bind, plan.Port);
        if (plan.IsQuic && address.SocketAddress is { } socket)
        {
            socket.Protocol = SocketAddress.Types.Protocol.Udp;
        }

        return address;
    }

    private static TransportSocket? Socket(DownstreamTlsContext? tls, bool isQuic) =>
        tls is null ? null
        : !isQuic ? TransportSockets.Tls(tls)
        : new TransportSocket
        {
            Name = "envoy.transport_sockets.quic",
            TypedConfig = AnyValue.Pack(new QuicDownstreamTransport { DownstreamTlsContext = tls }),
        };
}
