using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Config.Validation;

/// <summary>Rules on virtual services.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:ValidateVirtualService.</remarks>
internal static class VirtualServiceRules
{
    private const string Mesh = "mesh";

    public static ValidationReport Check(ConfigObject item, VirtualService spec)
    {
        Checker check = new(item.ToString());
        bool isDelegate = spec.Hosts.Count == 0;
        bool isFromGatewayApi = item.Meta.Annotations.GetOrEmpty(InternalAnnotations.RouteSemantics) == InternalAnnotations.Gateway;
        if (isDelegate)
        {
            check.Error("gateways", spec.Gateways.Count > 0 ? "delegate virtual service must have no gateways specified" : null);
            check.Error("tls", spec.Tls.Count > 0 ? "delegate virtual service must have no tls route specified" : null);
            check.Error("tcp", spec.Tcp.Count > 0 ? "delegate virtual service must have no tcp route specified" : null);
        }

        bool isForGateway = spec.Gateways.Count > 0 && IsForGateway(spec);
        if (spec.Gateways.Count > 0)
        {
            GatewayNames(check, spec.Gateways, isFromGatewayApi);
        }

        if (!isForGateway)
        {
            NoClaims(check, spec);
        }

        Hosts(check, spec, isForGateway);
        check.Error(spec.Http.Count + spec.Tcp.Count + spec.Tls.Count == 0 ? "http, tcp or tls must be provided in virtual service" : null);
        for (int i = 0; i < spec.Http.Count; i++)
        {
            using Checker.Scope at = check.In("http", i);
            HttpRouteRules.Check(check, spec.Http[i], isDelegate, isFromGatewayApi);
        }

        for (int i = 0; i < spec.Tls.Count; i++)
        {
            using Checker.Scope at = check.In("tls", i);
            Tls(check, spec.Tls[i], spec, isFromGatewayApi);
        }

        for (int i = 0; i < spec.Tcp.Count; i++)
        {
            using Checker.Scope at = check.In("tcp", i);
            Tcp(check, spec.Tcp[i], isFromGatewayApi);
        }

        ExportRules.Check(check, item.Meta.Namespace, spec.ExportTo, mayBeNobody: false);
        UnreachableRules.Check(check, spec);
        return check.Finish();
    }

    /// <summary>Whether a virtual service is for gateways only; without any gateway it is too, by this rule.</summary>
    public static bool IsForGateway(VirtualService spec)
    {
        foreach (string gateway in spec.Gateways)
        {
            if (gateway == Mesh)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Names of gateways: <c>namespace/name</c>, or a name alone, which ends the check.</summary>
    /// <param name="names">Of a virtual service or of a match.</param>
    public static void GatewayNames(Checker check, RepeatedField<string> names, bool isFromGatewayApi = false)
    {
        for (int i = 0; i < names.Count; i++)
        {
            using Checker.Scope at = check.In("gateways", i);
            string name = names[i];
            int slash = name.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0)
            {
                string[] parts = name.Split('.');
                check.Warning(parts.Length > 1
                    ? $"using legacy gatewayName format {GoQuote.Of(name)}; "
                        + $"prefer the <namespace>/<name> format: {GoQuote.Of($"{parts[1]}/{parts[0]}")}"
                    : null);
                check.Error(NameChecks.Fqdn(name));
                return;
            }

            string ns = name[..slash];
            string local = name[(slash + 1)..];
            check.Error(ns.Length == 0 || local.Length == 0 ? "config namespace and gateway name cannot be empty" : null);
            check.Error(NameChecks.IsLabel(ns) ? null : $"invalid value for namespace: {GoQuote.Of(ns)}");
            check.Error(NameChecks.IsLabel(local) || isFromGatewayApi ? null : $"invalid value for gateway name: {GoQuote.Of(local)}");
        }
    }

    private static void NoClaims(Checker check, VirtualService spec)
    {
        for (int i = 0; i < spec.Http.Count; i++)
        {
            RepeatedField<HTTPMatchRequest> matches = spec.Http[i].Match;
            for (int j = 0; j < matches.Count; j++)
            {
                NoClaims(check, spec, i, j, matches[j].HasHeaders ? matches[j].Headers : null);
                NoClaims(check, spec, i, j, matches[j].HasWithoutHeaders ? matches[j].WithoutHeaders : null);
            }
        }
    }

    private static void NoClaims(Checker check, VirtualService spec, int route, int match, MapField<string, StringMatch>? headers)
    {
        if (headers is null)
        {
            return;
        }

        foreach (string name in headers.Keys)
        {
            if (HeaderRules.IsClaim(name))
            {
                using Checker.Scope at = check.In("http", route);
                using Checker.Scope within = check.In("match", match);
                check.Error(
                    "headers",
                    $"JWT claim based routing (key: {name}) is only supported for gateway, found no gateways: [{string.Join(' ', spec.Gateways)}]");
            }
        }
    }

    private static void Hosts(Checker check, VirtualService spec, bool isForGateway)
    {
        bool areValid = true;
        bool hasSni = HasSni(spec);
        for (int i = 0; i < spec.Hosts.Count; i++)
        {
            using Checker.Scope at = check.In("hosts", i);
            string host = spec.Hosts[i];
            string? fault = isForGateway ? NameChecks.GatewayDomain(hasSni, host) : NameChecks.WildcardDomain(host);
            fault = fault is not null ? NameChecks.IsAddress(host) ? null : fault
                : !isForGateway && host == "*" ? "wildcard host * is not allowed for virtual services bound to the mesh gateway"
                : null;
            check.Error(fault);
            areValid &= fault is null;
        }

        if (areValid)
        {
            Duplicates(check, spec.Hosts);
        }
    }

    /// <summary>No two hosts overlap, wildcards included. Exact ones are compared by hash, so that many hosts cost little.</summary>
    private static void Duplicates(Checker check, RepeatedField<string> hosts)
    {
        HashSet<string> exact = new(StringComparer.Ordinal);
        bool hasOverlap = false;
        bool hasWildcard = false;
        foreach (string host in hosts)
        {
            hasWildcard |= new Hostname(host).IsWildcard;
            hasOverlap |= !exact.Add(host);
        }

        for (int i = 0; (hasOverlap || hasWildcard) && i < hosts.Count; i++)
        {
            Hostname host = new(hosts[i]);
            for (int j = i + 1; j < hosts.Count && check.ErrorCount < Checker.MaxFindings; j++)
            {
                Hostname other = new(hosts[j]);
                if ((host.IsWildcard || other.IsWildcard || hasOverlap) && host.Matches(other))
                {
                    check.Error("hosts", $"duplicate hosts in virtual service: {host} & {other}");
                }
            }
        }
    }

    private static bool HasSni(VirtualService spec)
    {
        foreach (TLSRoute route in spec.Tls)
        {
            foreach (TLSMatchAttributes match in route.Match)
            {
                if (match.HasSniHosts)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static void Tls(Checker check, TLSRoute route, VirtualService spec, bool isFromGatewayApi)
    {
        check.Error("match", route.Match.Count == 0 ? "TLS route must have at least one match condition" : null);
        for (int i = 0; i < route.Match.Count; i++)
        {
            using Checker.Scope at = check.In("match", i);
            TLSMatchAttributes match = route.Match[i];
            check.Error("sniHosts", match.SniHosts.Count == 0 ? "TLS match must have at least one SNI host" : null);
            for (int j = 0; j < match.SniHosts.Count; j++)
            {
                using Checker.Scope sni = check.In("sniHosts", j);
                SniHost(check, match.SniHosts[j], spec);
            }

            Subnets(check, match.DestinationSubnets);
            check.Error("port", match.Port == 0 ? null : NameChecks.Port(match.Port));
            SelectorRules.Tags(check, "sourceLabels", match.HasSourceLabels ? match.SourceLabels : null);
            GatewayNames(check, match.Gateways);
        }

        check.Error("route", route.Route.Count == 0 ? "TLS route is required" : null);
        DestinationRefs.Routes(check, route.Route, isFromGatewayApi);
    }

    private static void SniHost(Checker check, string host, VirtualService spec)
    {
        if ((IsForGateway(spec) ? NameChecks.GatewayDomain(hasSni: true, host) : NameChecks.WildcardDomain(host)) is { } fault)
        {
            if (NameChecks.IsAddress(host))
            {
                check.Warning($"using an IP address ({GoQuote.Of(host)}) goes against SNI spec and most clients do not support this");
            }
            else
            {
                check.Error(fault);
            }

            return;
        }

        Hostname name = new(host);
        foreach (string known in spec.Hosts)
        {
            if (name.IsSubsetOf(new Hostname(known)))
            {
                return;
            }
        }

        check.Error(
            $"SNI host {GoQuote.Of(host)} is not a compatible subset of any of the virtual service hosts: [{string.Join(", ", spec.Hosts)}]");
    }

    private static void Tcp(Checker check, TCPRoute route, bool isFromGatewayApi)
    {
        using Checker.Scope quiet = check.Quiet();
        for (int i = 0; i < route.Match.Count; i++)
        {
            using Checker.Scope at = check.In("match", i);
            L4MatchAttributes match = route.Match[i];
            Subnets(check, match.DestinationSubnets);
            check.Error("port", match.Port == 0 ? null : NameChecks.Port(match.Port));
            SelectorRules.Tags(check, "sourceLabels", match.HasSourceLabels ? match.SourceLabels : null);
            GatewayNames(check, match.Gateways);
        }

        check.Error("route", route.Route.Count == 0 ? "TCP route is required" : null);
        DestinationRefs.Routes(check, route.Route, isFromGatewayApi);
    }

    private static void Subnets(Checker check, RepeatedField<string> subnets)
    {
        for (int i = 0; i < subnets.Count; i++)
        {
            using Checker.Scope at = check.In("destinationSubnets", i);
            check.Error(NameChecks.Subnet(subnets[i]));
        }
    }
}
