using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Mode = Istiod.Protos.Istio.Networking.V1Alpha3.ServerTLSSettings.Types.TLSmode;

namespace Istiod.Config.Validation;

/// <summary>Rules on Istio's gateways.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:ValidateGateway, validateServer.</remarks>
internal static class GatewayRules
{
    public static ValidationReport Check(ConfigObject item, Gateway spec)
    {
        Checker check = new(item.ToString());
        bool isFromGatewayApi = item.Meta.Annotations.GetOrEmpty(InternalAnnotations.GatewaySemantics) == InternalAnnotations.Gateway;
        string name = item.Meta.Name;
        check.Error(NameChecks.IsLabel(name) || isFromGatewayApi ? null : $"invalid gateway name: {GoQuote.Of(name)}");
        check.Error("servers", spec.Servers.Count == 0 ? "gateway must have at least one server" : null);
        for (int i = 0; i < spec.Servers.Count; i++)
        {
            using Checker.Scope at = check.In("servers", i);
            ServerOf(check, spec.Servers[i], isFromGatewayApi);
        }

        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < spec.Servers.Count; i++)
        {
            using Checker.Scope at = check.In("servers", i);
            Server server = spec.Servers[i];
            if (server.Port is { } port)
            {
                check.Error("port.name", names.Add(port.Name) ? null : $"port names in servers must be unique: duplicate name {port.Name}");
                check.Warning(
                    "tls.httpsRedirect",
                    !ProtocolName.IsHttp(port.Protocol) && server.Tls is { HttpsRedirect: true }
                        ? "tls.httpsRedirect should only be used with http servers"
                        : null);
            }
        }

        return check.Finish();
    }

    private static void ServerOf(Checker check, Server server, bool isFromGatewayApi)
    {
        check.Error("hosts", server.Hosts.Count == 0 ? "server config must contain at least one host" : null);
        for (int i = 0; i < server.Hosts.Count; i++)
        {
            using Checker.Scope at = check.In("hosts", i);
            GatewayHosts.Check(check, server.Hosts[i], isGateway: true, isFromGatewayApi);
        }

        bool isUnix = server.Bind.StartsWith(NameChecks.UnixPrefix, StringComparison.Ordinal);
        int before = check.ErrorCount;
        PortOf(check, server.Port, isUnix);
        bool hasPort = check.ErrorCount == before && server.Port is not null;
        Bind(check, server, isUnix);
        ServerTlsRules.Check(check, server.Tls);
        if (!hasPort || server.Port is not { } port)
        {
            return;
        }

        bool isTls = ProtocolName.IsTls(port.Protocol);
        if (isTls && server.Tls is null)
        {
            check.Error("tls", "server must have TLS settings for HTTPS/TLS protocols");
        }
        else if (!isTls && server.Tls is { } tls)
        {
            // On a plain port the settings may only tell to redirect.
            bool isHttp = ProtocolName.IsHttp(port.Protocol);
            bool isFine = tls.Mode is Mode.Passthrough or Mode.AutoPassthrough && tls.CaCertificates.Length == 0
                && tls.PrivateKey.Length == 0 && tls.ServerCertificate.Length == 0;
            check.Error("tls", isHttp && isFine ? null
                : isHttp ? "server cannot have TLS settings for plain text HTTP ports"
                : "server cannot have TLS settings for non HTTPS/TLS ports");
        }
    }

    private static void PortOf(Checker check, Port? port, bool isUnix)
    {
        if (port is null)
        {
            check.Error("port", "port is required");
            return;
        }

        using Checker.Scope at = check.In("port");
        check.Error(
            "protocol",
            ProtocolName.IsKnown(port.Protocol)
                ? null
                : $"invalid protocol {GoQuote.Of(port.Protocol)}, "
                    + "supported protocols are HTTP, HTTP2, GRPC, GRPC-WEB, MONGO, REDIS, MYSQL, TCP");
        check.Error("number", port.Number > 0 || !isUnix ? NameChecks.Port(port.Number) : null);
        check.Error("targetPort", port.TargetPort > 0 ? "targetPort has no impact on Gateways" : null);
        check.Error("name", port.Name.Length == 0 ? $"port name must be set: {Text(port)}" : null);
    }

    private static void Bind(Checker check, Server server, bool isUnix)
    {
        if (isUnix)
        {
            check.Error("bind", NameChecks.UnixPath(server.Bind[NameChecks.UnixPrefix.Length..]));
            check.Error(
                "port.number",
                server.Port is { Number: not 0 } port ? $"port number must be 0 for unix domain socket: {Text(port)}" : null);
        }
        else
        {
            check.Error("bind", server.Bind.Length == 0 ? null : NameChecks.Address(server.Bind));
        }
    }

    /// <summary>A port in protobuf's text form, as Go's %v shows messages.</summary>
    private static string Text(Port port)
    {
        List<string> fields = [];
        if (port.Number != 0)
        {
            fields.Add($"number:{GoText.Number(port.Number)}");
        }

        if (port.Protocol.Length > 0)
        {
            fields.Add($"protocol:{GoQuote.Of(port.Protocol)}");
        }

        if (port.Name.Length > 0)
        {
            fields.Add($"name:{GoQuote.Of(port.Name)}");
        }

        if (port.TargetPort != 0)
        {
            fields.Add($"target_port:{GoText.Number(port.TargetPort)}");
        }

        return string.Join("  ", fields);
    }
}
