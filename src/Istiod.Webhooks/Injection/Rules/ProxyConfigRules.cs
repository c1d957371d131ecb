using System.Globalization;
using System.Text;
using Istiod.Config.Mesh;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Webhooks.Injection.Rules;

/// <summary>Checks a pod's own proxy config.</summary>
/// <remarks>istiod: pkg/kube/inject/validate.go:validateProxyConfig, pkg/config/validation/agent/validation.go:ValidateMeshConfigProxyConfig.</remarks>
internal static class ProxyConfigRules
{
    private const string HostVariable = "$(HOST_IP)";
    private const string ConfigMapScheme = "configmap://";

    /// <summary>What is wrong with the YAML of a proxy config laid over the defaults; null if nothing is.</summary>
    public static string? Check(string yaml)
    {
        if (!MeshConfigReader.TryApplyProxy(Encoding.UTF8.GetBytes(yaml), "annotation", MeshDefaults.Proxy(), out ProxyConfig? proxy, out Finding? fault))
        {
            return $"failed to convert to apply proxy config: {Decoding(fault, yaml)}";
        }

        List<string> faults = [];
        Collect(proxy, faults);
        return faults.Count == 0 ? null : GoText.List(faults);
    }

    /// <summary>A fault of reading, as Go's YAML library tells it: without the context, with the line.</summary>
    private static string Decoding(Finding fault, string yaml)
    {
        if (fault.Code != "yaml.syntax")
        {
            return fault.Message;
        }

        return GoText.YamlFault(fault, yaml);
    }

    private static void Collect(ProxyConfig proxy, List<string> faults)
    {
        Require(proxy.ConfigPath, "config path must be set", faults);
        Require(proxy.BinaryPath, "binary path must be set", faults);
        if (proxy.ClusterNameCase == ProxyConfig.ClusterNameOneofCase.ServiceCluster)
        {
            Require(proxy.ServiceCluster, "service cluster must be specified", faults);
        }
        else if (proxy.ClusterNameCase == ProxyConfig.ClusterNameOneofCase.None)
        {
            faults.Add("oneof service cluster or tracing service name must be specified");
        }

        Drain(proxy.DrainDuration, faults);
        if (proxy.DiscoveryAddress.Length == 0)
        {
            faults.Add("discovery address must be set to the proxy discovery service");
        }
        else
        {
            Prefixed(AddressFault(proxy.DiscoveryAddress), "invalid discovery address:", faults);
        }

        Tracing(proxy.Tracing, faults);
        Optional(proxy.StatsdUdpAddress, "statsd udp address", faults);
        Optional(proxy.EnvoyMetricsService?.Address, "envoy metrics service address", faults);
        Optional(proxy.EnvoyAccessLogService?.Address, "envoy access log service address", faults);
        Prefixed(PortFault(proxy.ProxyAdminPort), "invalid proxy admin port:", faults);
        if (proxy.ControlPlaneAuthPolicy is not (AuthenticationPolicy.None or AuthenticationPolicy.MutualTls))
        {
            faults.Add($"invalid authentication policy: unrecognized control plane auth policy {GoQuote.Of(NameOf(proxy.ControlPlaneAuthPolicy))}");
        }

        Prefixed(PortFault(proxy.StatusPort), "invalid status port:", faults);
        if (proxy.PrivateKeyProvider is { } provider)
        {
            KeyProvider(provider, faults);
        }
    }

    private static string NameOf(AuthenticationPolicy policy) =>
        AuthenticationPolicyCodec.Instance.NameOf(policy) ?? ((int)policy).ToString(CultureInfo.InvariantCulture);

    private static void Require(string value, string fault, List<string> faults)
    {
        if (value.Length == 0)
        {
            faults.Add(fault);
        }
    }

    private static void Prefixed(string? fault, string prefix, List<string> faults)
    {
        if (fault is not null)
        {
            faults.Add($"{prefix} {fault}");
        }
    }

    private static void Optional(string? address, string name, List<string> faults)
    {
        if (!string.IsNullOrEmpty(address))
        {
            Prefixed(AddressFault(address), $"invalid {name} {GoQuote.Of(address)}:", faults);
        }
    }

    private static void Drain(Duration? duration, List<string> faults)
    {
        Duration value = duration ?? default;
        if (value.Seconds < 0 || (value.Seconds == 0 && value.Nanos < 1_000_000))
        {
            faults.Add("invalid drain duration: duration must be greater than 1ms");
        }
        else if (value.Nanos % 1_000_000 != 0)
        {
            faults.Add("invalid drain duration: only durations to ms precision are supported");
        }
        else if (value.Nanos != 0)
        {
            faults.Add("drain time only supports durations to seconds precision");
        }
    }

    private static void Tracing(Tracing? tracing, List<string> faults)
    {
        if (tracing?.Lightstep is { } lightstep)
        {
            if (lightstep.Address.Length == 0)
            {
                faults.Add("invalid lightstep config: address is required");
            }

            Prefixed(AddressFault(lightstep.Address), "invalid lightstep config: invalid lightstep address:", faults);
            if (lightstep.AccessToken.Length == 0)
            {
                faults.Add("invalid lightstep config: access token is required");
            }
        }

        if (tracing?.Zipkin is { } zipkin)
        {
            Prefixed(AddressFault(OnHost(zipkin.Address)), "invalid zipkin config:", faults);
        }

        if (tracing?.Datadog is { } datadog)
        {
            Prefixed(AddressFault(OnHost(datadog.Address)), "invalid datadog config:", faults);
        }

        if (tracing?.TlsSettings is { } tls)
        {
            List<string> inner = [];
            Tls(tls, inner);
            foreach (string fault in inner)
            {
                faults.Add($"invalid tracing TLS config: {fault}");
            }
        }
    }

    private static void Tls(ClientTLSSettings tls, List<string> faults)
    {
        bool isSimple = tls.Mode == ClientTLSSettings.Types.TLSmode.Simple;
        bool isMutual = tls.Mode == ClientTLSSettings.Types.TLSmode.Mutual;
        if (tls.CredentialName.StartsWith(ConfigMapScheme, StringComparison.Ordinal))
        {
            faults.Add("invalid configmap:// credentialName: namespace must match the configuration namespace \"\"");
        }

        if (tls.InsecureSkipVerify == true && isSimple && (tls.CaCertificates.Length > 0 || tls.CredentialName.Length > 0 || tls.SubjectAltNames.Count > 0))
        {
            faults.Add("cannot specify CaCertificates or CredentialName or SubjectAltNames when InsecureSkipVerify is set true");
        }

        if (tls.InsecureSkipVerify == true && isMutual && (tls.CaCertificates.Length > 0 || tls.SubjectAltNames.Count > 0))
        {
            faults.Add("cannot specify CaCertificates or SubjectAltNames when InsecureSkipVerify is set true");
        }

        if ((isSimple || isMutual) && tls.CredentialName.Length > 0)
        {
            if (tls.ClientCertificate.Length + tls.CaCertificates.Length + tls.PrivateKey.Length + tls.CaCrl.Length > 0)
            {
                faults.Add("cannot specify client certificates or CA certificate or CA CRL If credentialName is set");
            }
        }
        else if (isMutual)
        {
            Require(tls.ClientCertificate, "client certificate required for mutual tls", faults);
            Require(tls.PrivateKey, "private key required for mutual tls", faults);
        }
    }

    private static void KeyProvider(PrivateKeyProvider provider, List<string> faults)
    {
        const string prefix = "invalid private key provider configuration:";
        switch (provider.ProviderCase)
        {
            case PrivateKeyProvider.ProviderOneofCase.Cryptomb:
                Prefixed(DelayFault(provider.Cryptomb?.PollDelay), prefix, faults);
                break;
            case PrivateKeyProvider.ProviderOneofCase.Qat:
                Prefixed(DelayFault(provider.Qat?.PollDelay), prefix, faults);
                break;
            default:
                faults.Add($"{prefix} private key provider configuration is required");
                faults.Add($"{prefix} unknown private key provider");
                break;
        }
    }

    private static string? DelayFault(Duration? delay) =>
        delay is not { } value ? "pollDelay is required" : value == default ? "pollDelay must be non zero" : null;

    private static string OnHost(string address)
    {
        int at = address.IndexOf(HostVariable, StringComparison.Ordinal);
        return at < 0 ? address : address[..at] + "127.0.0.1" + address[(at + HostVariable.Length)..];
    }

    private static string? PortFault(long port) =>
        port is >= 1 and <= 65535 ? null : string.Create(CultureInfo.InvariantCulture, $"port number {port} must be in the range 1..65535");

    /// <summary>Host and port.</summary>
    private static string? AddressFault(string address)
    {
        if (SplitFault(address, out string host, out string port) is { } fault)
        {
            return $"unable to split {GoQuote.Of(address)}: {fault}";
        }

        if (!long.TryParse(port, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
        {
            return $"port ({port}) is not a number: strconv.Atoi: parsing {GoQuote.Of(port)}: invalid syntax";
        }

        return PortFault(number)
            ?? (IsDomain(host) || IPText.IsAddress(host) ? null : $"{GoQuote.Of(host)} is not a valid hostname or an IP address");
    }

    private static bool IsDomain(string name)
    {
        string[] parts = name.Split('.');
        if (name.Length is 0 or > 255 || int.TryParse(parts[^1], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
        {
            return false;
        }

        for (int i = 0; i < parts.Length; i++)
        {
            bool isRootDot = i == parts.Length - 1 && parts[i].Length == 0;
            if (!isRootDot && !NameRules.IsDns1123Label(parts[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Go's net.SplitHostPort and its words.</summary>
    private static string? SplitFault(string address, out string host, out string port)
    {
        host = "";
        port = "";
        int colon = address.LastIndexOf(':');
        string Fault(string why) => $"address {address}: {why}";
        if (colon < 0)
        {
            return Fault("missing port in address");
        }

        int open = 0;
        if (address[0] == '[')
        {
            int end = address.IndexOf(']', StringComparison.Ordinal);
            if (end < 0)
            {
                return Fault("missing ']' in address");
            }

            if (end + 1 == address.Length)
            {
                return Fault("missing port in address");
            }

            if (end + 1 != colon)
            {
                return Fault(address[end + 1] == ':' ? "too many colons in address" : "missing port in address");
            }

            host = address[1..end];
            open = end + 1;
        }
        else
        {
            host = address[..colon];
            if (host.Contains(':', StringComparison.Ordinal))
            {
                return Fault("too many colons in address");
            }
        }

        if (address.AsSpan(open == 0 ? 0 : 1).Contains('['))
        {
            return Fault("unexpected '[' in address");
        }

        if (address.AsSpan(open).Contains(']'))
        {
            return Fault("unexpected ']' in address");
        }

        port = address[(colon + 1)..];
        return null;
    }
}
