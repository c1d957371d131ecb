using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Config.Validation;

/// <summary>Rules on proxy config of the mesh. Not on the resource of that name: see <see cref="ObjectValidator"/>.</summary>
/// <remarks>istiod: pkg/config/validation/agent/validation.go:ValidateMeshConfigProxyConfig.</remarks>
internal static class ProxyRules
{
    private const string HostIP = "$(HOST_IP)";

    public static void Check(Checker check, ProxyConfig proxy)
    {
        check.Listed("configPath", proxy.ConfigPath.Length == 0 ? "config path must be set" : null);
        check.Listed("binaryPath", proxy.BinaryPath.Length == 0 ? "binary path must be set" : null);
        check.Listed("serviceCluster", proxy.ClusterNameCase switch
        {
            ProxyConfig.ClusterNameOneofCase.ServiceCluster when proxy.ServiceCluster.Length == 0 => "service cluster must be specified",
            ProxyConfig.ClusterNameOneofCase.None => "oneof service cluster or tracing service name must be specified",
            _ => null,
        });
        check.Listed("drainDuration", DurationRules.Check(proxy.DrainDuration) is { } drain ? $"invalid drain duration: {drain}"
            : proxy.DrainDuration is { Nanos: not 0 } ? "drain time only supports durations to seconds precision"
            : null);
        check.Listed(
            "discoveryAddress",
            proxy.DiscoveryAddress.Length == 0
                ? "discovery address must be set to the proxy discovery service"
                : Address("invalid discovery address", proxy.DiscoveryAddress));
        if (proxy.Tracing is { } tracing)
        {
            using Checker.Scope at = check.In("tracing");
            TracingOf(check, tracing);
        }

        check.Listed("statsdUdpAddress", Optional("invalid statsd udp address", proxy.StatsdUdpAddress));
        check.Listed("envoyMetricsServiceAddress", Optional("invalid envoy metrics service address", proxy.EnvoyMetricsServiceAddress));
        check.Warning(
            "proxyMetadata",
            proxy.HasProxyMetadata && proxy.ProxyMetadata.ContainsKey("ISTIO_META_DNS_AUTO_ALLOCATE")
                ? "'ISTIO_META_DNS_AUTO_ALLOCATE' is deprecated; review "
                    + "https://istio.io/latest/docs/ops/configuration/traffic-management/dns-proxy/#dns-auto-allocation-v2 "
                    + "for information about replacement functionality"
                : null);
        check.Listed("envoyMetricsService", Optional("invalid envoy metrics service address", proxy.EnvoyMetricsService?.Address ?? ""));
        check.Listed("envoyAccessLogService", Optional("invalid envoy access log service address", proxy.EnvoyAccessLogService?.Address ?? ""));
        check.Listed("proxyAdminPort", MeshConfigValidator.With("invalid proxy admin port", NameChecks.Port(proxy.ProxyAdminPort)));
        int policy = (int)proxy.ControlPlaneAuthPolicy;
        check.Listed(
            "controlPlaneAuthPolicy",
            policy is 0 or 1 ? null : "invalid authentication policy: unrecognized control plane auth policy "
                + GoQuote.Of(policy == 1000 ? "INHERIT" : GoText.Number(policy)));
        check.Listed("statusPort", MeshConfigValidator.With("invalid status port", NameChecks.Port(proxy.StatusPort)));
        if (proxy.PrivateKeyProvider is { } provider)
        {
            KeyProvider(check, provider);
        }
    }

    private static void TracingOf(Checker check, Tracing tracing)
    {
        if (tracing.Lightstep is { } lightstep)
        {
            const string what = "invalid lightstep config";
            check.Listed("lightstep", lightstep.Address.Length == 0 ? $"{what}: address is required" : null);
            check.Listed("lightstep", Address($"{what}: invalid lightstep address", lightstep.Address));
            check.Listed("lightstep", lightstep.AccessToken.Length == 0 ? $"{what}: access token is required" : null);
        }

        if (tracing.Zipkin is { } zipkin)
        {
            check.Listed("zipkin", Address("invalid zipkin config", WithHost(zipkin.Address)));
        }

        if (tracing.Datadog is { } datadog)
        {
            check.Listed("datadog", Address("invalid datadog config", WithHost(datadog.Address)));
        }

        Checker tls = new("");
        ClientTlsRules.Check(tls, "", tracing.TlsSettings);
        foreach (Primitives.Finding fault in tls.Finish().Errors)
        {
            check.Listed("tlsSettings", $"invalid tracing TLS config: {fault.Message}");
        }
    }

    private static void KeyProvider(Checker check, PrivateKeyProvider provider)
    {
        const string what = "invalid private key provider configuration: ";
        using Checker.Scope at = check.In("privateKeyProvider");
        if (provider.ProviderCase == PrivateKeyProvider.ProviderOneofCase.None)
        {
            check.Listed(what + "private key provider configuration is required");
            check.Listed(what + "unknown private key provider");
            return;
        }

        Protobuf.Duration? delay = provider.Cryptomb?.PollDelay ?? provider.Qat?.PollDelay;
        check.Listed(delay is null ? what + "pollDelay is required"
            : delay is { Seconds: 0, Nanos: 0 } ? what + "pollDelay must be non zero"
            : null);
    }

    private static string WithHost(string address)
    {
        int at = address.IndexOf(HostIP, StringComparison.Ordinal);
        return at < 0 ? address : string.Concat(address.AsSpan(0, at), "127.0.0.1", address.AsSpan(at + HostIP.Length));
    }

    private static string? Address(string what, string address) => MeshConfigValidator.With(what, NameChecks.HostAndPort(address));

    private static string? Optional(string what, string address) =>
        address.Length == 0 ? null : Address($"{what} {GoQuote.Of(address)}", address);
}
