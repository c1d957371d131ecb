using Istiod.Envoy.Filters.Extensions;
using Istiod.Envoy.Listeners;
using Istiod.Envoy.Listeners.Http;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using CertDetails = Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types.SetCurrentClientCertDetails;
using CertForwarding = Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types.ForwardClientCertDetails;

namespace Istiod.Envoy.Gateways;

/// <summary>HTTP filter chains of one listener of a gateway.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/gateway.go:createGatewayHTTPFilterChainOpts, buildGatewayConnectionManager.</remarks>
internal sealed class GatewayHttpChains(GatewayListenerPlan plan, GatewayTraits traits, Build build)
{
    /// <summary>The one chain of a plain port: its servers share their routes.</summary>
    public GatewayChain Plain(GatewayPort port) => new(Filters(port.RouteName, port.Protocol, ""));

    /// <summary>The chain of a server that ends TLS, which has routes of its own.</summary>
    public GatewayChain Https(GatewayServer server)
    {
        GatewayChain chain = new(Filters(server.RouteName, server.Protocol, server.Spec.Name))
        {
            SniHosts = server.SniHosts,
        };
        return server.Spec.Tls is { } tls
            ? chain with { Tls = ServerTls.Build(tls, traits.Certificates, build, plan.IsQuic) }
            : chain;
    }

    private List<Filter> Filters(string routeName, Protocol protocol, string name)
    {
        RepeatedField<Filter> filters = [];
        NetworkExtensions.AddTo(filters, new ExtensionScope(traits.Http.Extensions, ListenerClass.Gateway, plan.Port));
        filters.Add(Manager(routeName, protocol, name));
        return filters;
    }

    private Filter Manager(string routeName, Protocol protocol, string name)
    {
        ProxyConfig config = traits.Http.ProxyConfigOr(build.Mesh);
        ProxyHeaders headers = new(config, ListenerClass.Gateway);
        HttpConnectionManager manager = new()
        {
            HttpProtocolOptions = new Http1ProtocolOptions(),
            XffNumTrustedHops = config.GatewayTopology?.NumTrustedProxies ?? 0,
            ForwardClientCertDetails = Forwarding(config.GatewayTopology),
        };
        headers.Apply(manager);
        if (manager.ForwardClientCertDetails is CertForwarding.AppendForward or CertForwarding.SanitizeSet)
        {
            manager.SetCurrentClientCertDetails = new CertDetails { Subject = true, Cert = true, Dns = true, Uri = true };
        }

        HttpConnectionManagers.AcceptHttp10(manager, traits.Http, build);
        HttpChain chain = new()
        {
            Side = ListenerClass.Gateway,
            StatPrefix = name.Length > 0 ? name : $"outbound_{plan.Name}{EnvoyNames.StatDelimiter}",
            RouteName = routeName,
            Protocol = protocol,
            Port = plan.Port,
            UsesRemoteAddress = true,
            IsHttp3Only = plan.IsQuic,
            SkipsExchangeOutsideMesh = headers.SkipsExchangeOutsideMesh,
            SuppressesDebugHeaders = headers.SuppressesDebugHeaders,
        };
        return HttpConnectionManagers.Complete(manager, chain, traits.Http, build);
    }

    /// <summary>The topology decides, not the proxy headers.</summary>
    private static CertForwarding Forwarding(Topology? topology) =>
        topology is { ForwardClientCertDetails: not ForwardClientCertDetails.Undefined } set
            ? (CertForwarding)((int)set.ForwardClientCertDetails - 1) // Envoy's enum lacks the undefined value
            : CertForwarding.SanitizeSet;
}
