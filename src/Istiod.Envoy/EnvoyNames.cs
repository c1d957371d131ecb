using System.Globalization;

namespace Istiod.Envoy;

/// <summary>Names that generated config and clients agree on.</summary>
/// <remarks>Contract: "Names inside generated config".</remarks>
internal static class EnvoyNames
{
    public const string BlackHoleCluster = "BlackHoleCluster";
    public const string PassthroughCluster = "PassthroughCluster";
    public const string InboundPassthroughCluster = "InboundPassthroughCluster";
    public const string HttpProtocolOptions = "envoy.extensions.upstreams.http.v3.HttpProtocolOptions";
    public const string TlsSocket = "envoy.transport_sockets.tls";
    public const string RawBufferSocket = "envoy.transport_sockets.raw_buffer";
    public const string ProxyProtocolSocket = "envoy.transport_sockets.upstream_proxy_protocol";
    public const string IstioMetadata = "istio";

    /// <summary>Stat names end with this, so that the bootstrap's tag extraction finds their end.</summary>
    public const string StatDelimiter = ";";

    /// <summary><c>outbound|PORT|SUBSET|HOST</c>.</summary>
    public static string Outbound(int port, string subset, string host) =>
        string.Create(CultureInfo.InvariantCulture, $"outbound|{port}|{subset}|{host}");

    /// <summary><c>inbound|PORT||</c>.</summary>
    public static string Inbound(int port) => string.Create(CultureInfo.InvariantCulture, $"inbound|{port}||");

    /// <summary><c>inbound-vip|PORT|SUBSET|HOST</c>: a service's cluster at its waypoint.</summary>
    public static string InboundVip(int port, string subset, string host) =>
        string.Create(CultureInfo.InvariantCulture, $"inbound-vip|{port}|{subset}|{host}");

    /// <summary><c>outbound_.PORT_.SUBSET_.HOST</c>: as an SNI, and the name of clusters that pass SNI through.</summary>
    public static string Sni(int port, string subset, string host) =>
        string.Create(CultureInfo.InvariantCulture, $"outbound_.{port}_.{subset}_.{host}");
}
