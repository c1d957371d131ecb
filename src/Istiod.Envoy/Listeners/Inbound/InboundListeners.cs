using Istiod.Envoy.Filters.Extensions;
using Istiod.Envoy.Filters.Network;
using Istiod.Envoy.Listeners.Http;
using Istiod.Envoy.Listeners.Telemetry;
using Istiod.Envoy.Routes;
using Istiod.Envoy.Tls;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Istiod.Protos.Envoy.Extensions.TransportSockets.Tls.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy.Listeners.Inbound;

/// <summary>
/// Builds the inbound listeners of a workload: one with a chain for each port that gets redirected traffic, and those that bind to
/// ports of their own.
/// </summary>
/// <remarks>istiod: pilot/pkg/networking/core/listener_inbound.go.</remarks>
internal sealed class InboundListeners
{
    private readonly InboundKey _key;
    private readonly Build _build;
    private readonly InboundMtls _mtls;
    private readonly InboundMatches _matches;
    private readonly DownstreamTlsContext _httpTls;
    private readonly DownstreamTlsContext _tcpTls;

    private InboundListeners(InboundKey key, Build build)
    {
        _key = key;
        _build = build;
        _mtls = key.Mtls;
        _matches = new InboundMatches(build.Features);
        _httpTls = InboundTls.Build(isHttp: true, key.Certificates, build);
        _tcpTls = InboundTls.Build(isHttp: false, key.Certificates, build);
    }

    private DirectionTelemetry Telemetry => _key.Http.Telemetry.Server;

    /// <summary>All inbound listeners.</summary>
    public static List<Listener> Build(InboundKey key, Build build) => new InboundListeners(key, build).BuildAll();

    private List<Listener> BuildAll()
    {
        List<Listener> listeners = [];
        List<FilterChain> redirected = [];
        foreach (InboundPort port in InboundPorts.Of(_key, _build))
        {
            List<FilterChain> chains = Chains(port);
            if (port.BindsToPort)
            {
                listeners.Add(Listener(port.Name, port.Binds, port.TargetPort, bindsToPort: true, chains));
            }
            else
            {
                redirected.AddRange(chains);
            }
        }

        if (_key.Placement.Interception != InterceptionMode.None)
        {
            redirected.InsertRange(0, PassthroughChains());
            listeners.Add(Listener(
                "virtualInbound",
                Addresses.Wildcards(_key.Placement.Addresses.Families),
                _build.Mesh.ProxyInboundListenPort,
                bindsToPort: false,
                redirected));
        }

        return listeners;
    }

    private Listener Listener(string name, ValueArray<string> binds, int port, bool bindsToPort, List<FilterChain> chains)
    {
        Listener listener = new()
        {
            Name = name,
            Address = Addresses.Of(binds[0], port),
            TrafficDirection = TrafficDirection.Inbound,
            ContinueOnListenerFiltersTimeout = true,
            MaxConnectionsToAcceptPerSocketEvent = ListenerParts.MaxAccepts(_build.Features),
            ListenerFiltersTimeout = _build.Mesh.ProtocolDetectionTimeout,
        };
        if (_build.Features.DualStack)
        {
            Addresses.AddExtra(listener, binds, port);
        }

        if (_key.HasExactBalance)
        {
            ListenerParts.BalanceExactly(listener);
        }

        if (!bindsToPort && _key.Placement.Interception == InterceptionMode.Tproxy)
        {
            listener.Transparent = true;
        }

        AccessLogs.AddToListener(listener.AccessLog, Telemetry, _build);
        listener.FilterChains.AddRange(chains);
        InboundInspectors.Add(listener, !bindsToPort, _key.Placement.Interception);
        return listener;
    }

    /// <summary>Chains for what no port of the workload claims, and for ports that only a mutual TLS policy names.</summary>
    /// <remarks>istiod: listener_inbound.go:buildInboundPassthroughChains, plugin/authn/authentication.go:ForPassthrough.</remarks>
    private List<FilterChain> PassthroughChains()
    {
        List<FilterChain> chains = [BlackHole(), .. Chains(Passthrough(0))];
        foreach (PortMtls port in _mtls.Ports)
        {
            if (!IsServed(port.Port))
            {
                chains.AddRange(Chains(Passthrough(port.Port)));
            }
        }

        return chains;
    }

    private static InboundPort Passthrough(int port) => new()
    {
        Cluster = EnvoyNames.InboundPassthroughCluster,
        TargetPort = port,
        PortName = "virtualInbound",
        IsPassthrough = true,
    };

    private bool IsServed(int port)
    {
        if (_key.Sidecar is { } sidecar)
        {
            foreach (IstioIngressListener ingress in sidecar.Ingress)
            {
                if (ingress.Port?.Number == port)
                {
                    return true;
                }
            }

            return false;
        }

        foreach (ServiceTarget target in _key.Targets)
        {
            if (target.TargetPort == port)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Drops connections to the very port of the listener, which would come back forever.</summary>
    private FilterChain BlackHole()
    {
        FilterChain chain = new()
        {
            Name = "virtualInbound-blackhole",
            FilterChainMatch = new FilterChainMatch { DestinationPort = (uint)_build.Mesh.ProxyInboundListenPort },
        };
        NetworkMetadataExchange.AddTo(chain.Filters, _build.Features);
        StatsFilters.AddTo(chain.Filters, Telemetry, ListenerClass.SidecarInbound, isWaypoint: false);
        chain.Filters.Add(TcpFilters.BlackHole());
        return chain;
    }

    private List<FilterChain> Chains(InboundPort port)
    {
        MtlsMode mode = _mtls.ForPort(port.TargetPort);
        DownstreamTlsContext http = _httpTls;
        DownstreamTlsContext tcp = _tcpTls;
        InboundMatch[] matches;
        if (port.OwnTls is { } own && mode == MtlsMode.Disable)
        {
            matches = InboundMatches.OwnTls(ListenerProtocols.Class(port.Protocol));
            http = tcp = ServerTls.Build(own, _key.Certificates, _build);
        }
        else
        {
            matches = _matches.Of(ListenerProtocols.Class(port.Protocol), mode);
        }

        List<FilterChain> chains = new(matches.Length);
        foreach (InboundMatch match in matches)
        {
            FilterChain chain = new()
            {
                Name = port.ChainName(match.IsHttp),
                FilterChainMatch = new FilterChainMatch { TransportProtocol = match.TransportProtocol },
            };
            chain.FilterChainMatch.ApplicationProtocols.AddRange(match.ApplicationProtocols);
            if (port.TargetPort > 0)
            {
                chain.FilterChainMatch.DestinationPort = (uint)port.TargetPort;
            }

            if (match.IsTls)
            {
                chain.TransportSocket = TransportSockets.Tls(match.IsHttp ? http : tcp);
            }

            if (port.Sidecar is { } sidecar)
            {
                chain.Metadata = ConfigMetadata.Sidecar(sidecar);
            }

            if (match.IsHttp)
            {
                AddHttp(chain, port);
            }
            else
            {
                AddTcp(chain, port);
            }

            chains.Add(chain);
        }

        return chains;
    }

    private ExtensionScope Extensions(InboundPort port) =>
        new(_key.Http.Extensions, ListenerClass.SidecarInbound, port.TargetPort);

    private void AddTcp(FilterChain chain, InboundPort port)
    {
        NetworkMetadataExchange.AddTo(chain.Filters, _build.Features);
        NetworkExtensions.AddWithPolicies(
            chain.Filters, Extensions(port), _key.Http.Policies?.Authorization, usesFilterState: port.IsHbone, _build);

        StatsFilters.AddTo(chain.Filters, Telemetry, ListenerClass.SidecarInbound, isWaypoint: false);
        string pattern = _build.Mesh.InboundClusterStatName;
        TcpTarget target = new()
        {
            Cluster = port.Cluster,
            StatPrefix = pattern.Length > 0
                ? StatNames.Inbound(pattern, port.Host, port.KubernetesService, port.Port, port.PortName)
                : port.Cluster,
            Protocol = port.Protocol,
        };
        TcpFilters.AddTo(chain.Filters, target, _key.Http.IdleTimeout, Telemetry, _build);
    }

    private void AddHttp(FilterChain chain, InboundPort port)
    {
        if (!port.IsHbone)
        {
            NetworkMetadataExchange.AddTo(chain.Filters, _build.Features);
        }

        NetworkExtensions.AddTo(chain.Filters, Extensions(port));
        ProxyHeaders headers = new(_key.Http.ProxyConfigOr(_build.Mesh), ListenerClass.SidecarInbound);
        HttpConnectionManager manager = new()
        {
            ForwardClientCertDetails = headers.CertForwarding,
            SetCurrentClientCertDetails = headers.MakeCertDetails(),
            RouteConfig = InboundRoutes.Build(port.Cluster, port.Host, port.Port, port.Protocol),
        };
        headers.Apply(manager);
        if (port.Protocol.IsHttp2())
        {
            manager.Http2ProtocolOptions = new Http2ProtocolOptions();
        }

        HttpConnectionManagers.AcceptHttp10(manager, _key.Http, _build);
        HttpChain described = new()
        {
            Side = ListenerClass.SidecarInbound,
            StatPrefix = port.HttpStatPrefix + EnvoyNames.StatDelimiter,
            Protocol = port.Protocol,
            Port = port.TargetPort,
            IsHbone = port.IsHbone,
            SuppressesDebugHeaders = headers.SuppressesDebugHeaders,
        };
        chain.Filters.Add(HttpConnectionManagers.Complete(manager, described, _key.Http, _build));
    }
}
