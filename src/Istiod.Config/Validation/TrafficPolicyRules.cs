using Istiod.Protobuf;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Config.Validation;

/// <summary>Rules on traffic policies and what they are made of.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:validateTrafficPolicy and the ones it calls.</remarks>
internal static class TrafficPolicyRules
{
    public static void Check(Checker check, string ns, TrafficPolicy? policy)
    {
        if (policy is null)
        {
            return;
        }

        using Checker.Scope at = check.In("trafficPolicy");
        if (policy.OutlierDetection is null && policy.ConnectionPool is null && policy.LoadBalancer is null && policy.Tls is null
            && !policy.HasPortLevelSettings && policy.Tunnel is null && policy.ProxyProtocol is null && policy.RetryBudget is null)
        {
            check.Error("traffic policy must have at least one field");
            return;
        }

        if (policy.Tunnel is not null && policy.ProxyProtocol is not null)
        {
            check.Error("tunnel and proxyProtocol must not be set together");
            return;
        }

        Outliers(check, policy.OutlierDetection);
        Pool(check, "connectionPool", policy.ConnectionPool);
        LoadBalancerRules.Check(check, policy.LoadBalancer, policy.OutlierDetection);
        ClientTlsRules.Check(check, ns, policy.Tls);
        Ports(check, ns, policy.PortLevelSettings);
        Tunnel(check, policy.Tunnel);
        if (policy.ProxyProtocol is { } protocol)
        {
            int version = (int)protocol.Version;
            check.Error("proxyProtocol.version", version is 0 or 1 ? null : $"proxy protocol version is invalid: {GoText.Number(version)}");
        }
    }

    /// <summary>Connection pools, also of sidecars.</summary>
    public static void Pool(Checker check, string field, ConnectionPoolSettings? pool)
    {
        if (pool is null)
        {
            return;
        }

        using Checker.Scope at = check.In(field);
        check.Error(pool.Http is null && pool.Tcp is null ? "connection pool must have at least one field" : null);
        if (pool.Http is { } http)
        {
            using Checker.Scope here = check.In("http");
            check.Error(http.Http1MaxPendingRequests < 0 ? "http1 max pending requests must be non-negative" : null);
            check.Error(http.Http2MaxRequests < 0 ? "http2 max requests must be non-negative" : null);
            check.Error(http.MaxRequestsPerConnection < 0 ? "max requests per connection must be non-negative" : null);
            check.Error(http.MaxRetries < 0 ? "max retries must be non-negative" : null);
            check.Error("idleTimeout", DurationRules.CheckPresent(http.IdleTimeout));
            check.Error(
                http.H2UpgradePolicy == ConnectionPoolSettings.Types.HTTPSettings.Types.H2UpgradePolicy.Upgrade && http.UseClientProtocol
                    ? "use client protocol must not be true when H2UpgradePolicy is UPGRADE"
                    : null);
            check.Error(http.MaxConcurrentStreams < 0 ? "max concurrent streams must be non-negative" : null);
        }

        if (pool.Tcp is { } tcp)
        {
            using Checker.Scope here = check.In("tcp");
            check.Error(tcp.MaxConnections < 0 ? "max connections must be non-negative" : null);
            check.Error("connectTimeout", DurationRules.CheckPresent(tcp.ConnectTimeout));
            check.Error("maxConnectionDuration", DurationRules.CheckPresent(tcp.MaxConnectionDuration));

            // None at all turns the timeout off.
            bool isOff = tcp.IdleTimeout is { } idle && DurationRules.Nanoseconds(idle) / 1_000_000 == 0;
            check.Error("idleTimeout", isOff ? null : DurationRules.CheckPresent(tcp.IdleTimeout));
            check.Error("tcpKeepalive.time", DurationRules.CheckPresent(tcp.TcpKeepalive?.Time));
            check.Error("tcpKeepalive.interval", DurationRules.CheckPresent(tcp.TcpKeepalive?.Interval));
        }
    }

    private static void Outliers(Checker check, OutlierDetection? outlier)
    {
        if (outlier is null)
        {
            return;
        }

        using Checker.Scope at = check.In("outlierDetection");
        check.Error("baseEjectionTime", DurationRules.CheckPresent(outlier.BaseEjectionTime));
        check.Warning(
            "consecutiveErrors",
            outlier.ConsecutiveErrors != 0
                ? "outlier detection consecutive errors is deprecated, use consecutiveGatewayErrors or consecutive5xxErrors instead"
                : null);
        check.Error(
            "consecutiveLocalOriginFailures",
            !outlier.SplitExternalLocalOriginErrors && outlier.ConsecutiveLocalOriginFailures > 0
                ? "outlier detection consecutive local origin failures is specified, but split external local origin errors is set to false"
                : null);
        check.Error("interval", DurationRules.CheckPresent(outlier.Interval));
        check.Error("maxEjectionPercent", Percent(outlier.MaxEjectionPercent));
        check.Error("minHealthPercent", Percent(outlier.MinHealthPercent));
    }

    private static void Ports(Checker check, string ns, RepeatedField<TrafficPolicy.Types.PortTrafficPolicy> ports)
    {
        for (int i = 0; i < ports.Count; i++)
        {
            using Checker.Scope at = check.In("portLevelSettings", i);
            using Checker.Scope quiet = check.Quiet();
            TrafficPolicy.Types.PortTrafficPolicy port = ports[i];
            check.Error("port", port.Port is null ? "portTrafficPolicy must have valid port" : null);
            if (port.OutlierDetection is null && port.ConnectionPool is null && port.LoadBalancer is null && port.Tls is null)
            {
                check.Error("port traffic policy must have at least one field");
                continue;
            }

            Outliers(check, port.OutlierDetection);
            Pool(check, "connectionPool", port.ConnectionPool);
            LoadBalancerRules.Check(check, port.LoadBalancer, port.OutlierDetection);
            ClientTlsRules.Check(check, ns, port.Tls);
        }
    }

    private static void Tunnel(Checker check, TrafficPolicy.Types.TunnelSettings? tunnel)
    {
        if (tunnel is null)
        {
            return;
        }

        using Checker.Scope at = check.In("tunnel");
        check.Error("protocol", tunnel.Protocol is "" or "CONNECT" or "POST" ? null : "tunnel protocol must be \"CONNECT\" or \"POST\"");
        string? name = NameChecks.Fqdn(tunnel.TargetHost);
        string? address = NameChecks.Address(tunnel.TargetHost);
        check.Error(
            "targetHost",
            name is null || address is null ? null : $"tunnel target host must be valid FQDN or IP address: {name}; {address}");
        check.Error("targetPort", NameChecks.Port(tunnel.TargetPort) is { } port ? $"tunnel target port is invalid: {port}" : null);
    }

    private static string? Percent(int value) =>
        value is < 0 or > 100 ? $"percentage {GoText.Number(value)} is not in range 0..100" : null;
}
