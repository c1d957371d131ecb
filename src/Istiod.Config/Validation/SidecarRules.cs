using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Mode = Istiod.Protos.Istio.Networking.V1Alpha3.ServerTLSSettings.Types.TLSmode;

namespace Istiod.Config.Validation;

/// <summary>Rules on sidecars.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:ValidateSidecar.</remarks>
internal static class SidecarRules
{
    private const string NoEffect = "targetPort has no impact on Sidecars";
    private const string SamePort = "sidecar: ports on IP bound listeners must be unique";

    public static ValidationReport Check(ConfigObject item, Sidecar spec)
    {
        Checker check = new(item.ToString());
        if (!SelectorRules.Networking(check, spec.WorkloadSelector, "sidecar"))
        {
            return check.Finish();
        }

        if (!spec.HasEgress && !spec.HasIngress && spec.OutboundTrafficPolicy is null && spec.InboundConnectionPool is null)
        {
            check.Only("sidecar: empty configuration provided");
            return check.Finish();
        }

        HashSet<uint> ports = [];
        for (int i = 0; i < spec.Ingress.Count; i++)
        {
            using Checker.Scope at = check.In("ingress", i);
            Ingress(check, spec.Ingress[i], ports);
        }

        TrafficPolicyRules.Pool(check, "inboundConnectionPool", spec.InboundConnectionPool);
        Egress(check, item.Meta.Namespace, spec);
        Outbound(check, spec.OutboundTrafficPolicy);
        return check.Finish();
    }

    private static void Ingress(Checker check, IstioIngressListener listener, HashSet<uint> ports)
    {
        if (listener.Port is not { } port)
        {
            check.Error("port", "sidecar: port is required for ingress listeners");
            return;
        }

        check.Error("port.targetPort", port.TargetPort > 0 ? NoEffect : null);
        check.Error("port.name", port.Name.Length == 0 ? null : NameChecks.PortName(port.Name));
        check.Error("port.protocol", NameChecks.Protocol(port.Protocol));
        check.Error("port.number", NameChecks.Port(port.Number));
        check.Error("bind", listener.Bind.Length == 0 ? null : NameChecks.Address(listener.Bind));
        check.Error("port.number", ports.Add(port.Number) ? null : SamePort);
        Endpoint(check, listener.DefaultEndpoint);
        if (listener.Tls is { } tls)
        {
            IngressTls(check, tls, port);
        }

        TrafficPolicyRules.Pool(check, "connectionPool", listener.ConnectionPool);
        check.Warning(
            "connectionPool.http",
            listener.ConnectionPool?.Http is not null && !ProtocolName.IsHttp(port.Protocol)
                ? $"sidecar: HTTP connection pool settings are configured for port {GoText.Number(port.Number)} ({GoQuote.Of(port.Name)}) "
                    + $"but its protocol is not HTTP ({port.Protocol}); only TCP settings will apply"
                : null);
    }

    private static void Endpoint(Checker check, string endpoint)
    {
        using Checker.Scope at = check.In("defaultEndpoint");
        if (endpoint.Length == 0)
        {
            return;
        }

        if (endpoint.StartsWith(NameChecks.UnixPrefix, StringComparison.Ordinal))
        {
            check.Error(NameChecks.UnixPath(endpoint[NameChecks.UnixPrefix.Length..]));
            return;
        }

        check.Error(HostPort.TrySplit(endpoint, out string host, out string digits) ? null : NameChecks.SplitFault(endpoint));
        check.Error(
            host is "" or "127.0.0.1" or "0.0.0.0" or "::1" or "::"
                ? null
                : "sidecar: defaultEndpoint must be of form "
                    + "127.0.0.1:<port>,0.0.0.0:<port>,[::1]:port,[::]:port,unix://filepath or unset");
        check.Error(
            NameChecks.Number(digits) is { } port
                ? NameChecks.Port(port)
                : $"sidecar: defaultEndpoint port ({digits}) is not a number: {NameChecks.NumberFault(digits)}");
    }

    private static void IngressTls(Checker check, ServerTLSSettings tls, SidecarPort port)
    {
        check.Error("tls.subjectAltNames", tls.HasSubjectAltNames ? "sidecar: subjectAltNames is not supported in ingress tls" : null);
        check.Error("tls.httpsRedirect", tls.HttpsRedirect ? "sidecar: httpsRedirect is not supported" : null);
        check.Error("tls.credentialName", tls.CredentialName.Length > 0 ? "sidecar: credentialName is not currently supported" : null);
        check.Error("tls.credentialNames", tls.HasCredentialNames ? "sidecar: credentialNames is not currently supported" : null);
        check.Error("tls.tlsCertificates", tls.HasTlsCertificates ? "sidecar: tls_certificates is not currently supported" : null);
        check.Error(
            "tls.mode",
            tls.Mode is Mode.IstioMutual or Mode.AutoPassthrough
                ? "configuration is invalid: cannot set mode to "
                    + $"{(tls.Mode == Mode.IstioMutual ? "ISTIO_MUTUAL" : "AUTO_PASSTHROUGH")} in sidecar ingress tls"
                : null);
        check.Error(
            "port.protocol",
            ProtocolName.IsTls(port.Protocol) ? null : "server cannot have TLS settings for non HTTPS/TLS ports");
        ServerTlsRules.Check(check, tls);
    }

    private static void Egress(Checker check, string ns, Sidecar spec)
    {
        HashSet<uint> ports = [];
        HashSet<string> sockets = new(StringComparer.Ordinal);
        bool hasCatchAll = false;
        for (int i = 0; i < spec.Egress.Count; i++)
        {
            using Checker.Scope at = check.In("egress", i);
            IstioEgressListener listener = spec.Egress[i];
            if (listener.Port is { } port)
            {
                EgressPort(check, listener, port);
                check.Error("port.number", port.Number == 0
                    ? sockets.Add(listener.Bind) ? null : "sidecar: unix domain socket values for listeners must be unique"
                    : ports.Add(port.Number) ? null : SamePort);
            }
            else if (hasCatchAll)
            {
                check.Error("port", "sidecar: egress can have only one listener with empty port");
                continue;
            }
            else
            {
                hasCatchAll = i == spec.Egress.Count - 1;
                check.Error(
                    "port",
                    hasCatchAll ? null : "sidecar: the egress listener with empty port should be the last listener in the list");
            }

            EgressHosts(check, ns, listener);
        }
    }

    private static void EgressPort(Checker check, IstioEgressListener listener, SidecarPort port)
    {
        string bind = listener.Bind;
        check.Error("port.targetPort", port.TargetPort > 0 ? NoEffect : null);
        check.Error("port.name", port.Name.Length == 0 ? null : NameChecks.PortName(port.Name));
        check.Error("port.protocol", NameChecks.Protocol(port.Protocol));
        if (port.Number != 0)
        {
            check.Error("port.number", NameChecks.Port(port.Number));
            check.Error("bind", bind.Length == 0 ? null : NameChecks.Address(bind));
            return;
        }

        check.Error(
            "bind",
            bind.StartsWith(NameChecks.UnixPrefix, StringComparison.Ordinal)
                ? NameChecks.UnixPath(bind[NameChecks.UnixPrefix.Length..])
                : "sidecar: ports with 0 value must have a unix domain socket bind address");
        check.Error(
            "captureMode",
            listener.CaptureMode is CaptureMode.Default or CaptureMode.None
                ? null
                : "sidecar: captureMode must be DEFAULT/NONE for unix domain socket listeners");
    }

    private static void EgressHosts(Checker check, string ns, IstioEgressListener listener)
    {
        check.Error("hosts", listener.Hosts.Count == 0 ? "sidecar: egress listener must contain at least one host" : null);
        HashSet<(string Ns, string Host)> seen = [];
        HashSet<string> spaces = new(StringComparer.Ordinal);
        for (int i = 0; i < listener.Hosts.Count; i++)
        {
            using Checker.Scope at = check.In("hosts", i);
            string text = listener.Hosts[i];
            int slash = text.IndexOf('/', StringComparison.Ordinal);
            if (slash >= 0)
            {
                string space = text[..slash] == "." ? ns : text[..slash];
                string host = text[(slash + 1)..];
                bool isKnownSpace = !spaces.Add(space);
                bool isTwice = host == "*" ? isKnownSpace : seen.Contains((space, host)) || seen.Contains((space, "*"));
                check.Warning(isTwice ? $"duplicated egress host: {text}" : null);
                seen.Add((space, host));
            }

            GatewayHosts.Check(check, text, isGateway: false);
        }

        check.Warning(
            "hosts",
            seen.Contains(("*", "*")) && spaces.Count != 1 ? "`*/*` host select all resources, no other hosts can be added" : null);
    }

    private static void Outbound(Checker check, OutboundTrafficPolicy? policy)
    {
        if (policy?.EgressProxy is not { } proxy)
        {
            return;
        }

        using Checker.Scope at = check.In("outboundTrafficPolicy");
        if (policy.Mode != OutboundTrafficPolicy.Types.Mode.AllowAny)
        {
            check.Error("sidecar: egress_proxy must be set only with ALLOW_ANY outbound_traffic_policy mode");
            return;
        }

        using Checker.Scope here = check.In("egressProxy");
        check.Error("host", NameChecks.Fqdn(proxy.Host));
        if (proxy.Port is null)
        {
            check.Error("port", "sidecar: egress_proxy port must be non-nil");
            return;
        }

        DestinationRefs.Check(check, proxy);
    }
}
