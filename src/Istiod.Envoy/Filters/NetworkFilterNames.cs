namespace Istiod.Envoy.Filters;

/// <summary>Names of Envoy's network filters.</summary>
internal static class NetworkFilterNames
{
    /// <summary>HTTP.</summary>
    public const string HttpConnectionManager = "envoy.filters.network.http_connection_manager";

    /// <summary>TCP.</summary>
    public const string TcpProxy = "envoy.filters.network.tcp_proxy";

    /// <summary>Authorization by rules.</summary>
    public const string Rbac = "envoy.filters.network.rbac";

    /// <summary>Authorization by a service.</summary>
    public const string ExternalAuthorization = "envoy.filters.network.ext_authz";

    /// <summary>Resolution of the name that the client asked for.</summary>
    public const string SniDynamicForwardProxy = "envoy.extensions.filters.network.sni_dynamic_forward_proxy";
}
