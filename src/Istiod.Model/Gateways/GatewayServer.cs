using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using TlsMode = Istiod.Protos.Istio.Networking.V1Alpha3.ServerTLSSettings.Types.TLSmode;

namespace Istiod.Model;

/// <summary>A server of a merged gateway.</summary>
/// <param name="Gateway">The gateway that it is of, as <c>namespace/name</c>.</param>
/// <param name="Spec">Its port is there; hosts are <c>host</c> or <c>namespace/host</c>. Never written to.</param>
/// <param name="RouteName">Its route configuration; empty if it is not HTTP.</param>
/// <param name="SniHosts">Hosts without namespaces, sorted, each once; empty without TLS.</param>
public sealed record GatewayServer(string Gateway, Server Spec, string RouteName, ValueArray<string> SniHosts)
{
    /// <summary>Port of the server; that of the listener may be another.</summary>
    public int Port => (int)(Spec.Port?.Number ?? 0);

    /// <summary>Protocol of the port.</summary>
    public Protocol Protocol => ProtocolNames.Parse(Spec.Port?.Protocol ?? "");

    /// <summary>HTTPS that ends TLS here.</summary>
    public bool EndsHttps => Spec.Tls is not null && Protocol == Protocol.Https && !PassesTls(Spec);

    /// <summary>Whether TLS is passed on as it comes.</summary>
    /// <remarks>istiod: pkg/config/gateway/gateway.go:IsPassThroughServer.</remarks>
    public static bool PassesTls(Server server) => server.Tls?.Mode is TlsMode.Passthrough or TlsMode.AutoPassthrough;
}
