using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Location = Istiod.Protos.Istio.Networking.V1Alpha3.ServiceEntry.Types.Location;
using Resolution = Istiod.Protos.Istio.Networking.V1Alpha3.ServiceEntry.Types.Resolution;

namespace Istiod.Config.Validation;

/// <summary>Rules on service entries.</summary>
/// <remarks>
/// istiod: pkg/config/validation/validation.go:ValidateServiceEntry. The automatic addresses are taken as on, as is the default of
/// PILOT_ENABLE_IP_AUTOALLOCATE: only a warning hangs on it.
/// </remarks>
internal static class ServiceEntryRules
{
    private const string AllocateLabel = "networking.istio.io/enable-autoallocate-ip";
    private const string WaypointLabel = "istio.io/use-waypoint";

    public static ValidationReport Check(ConfigObject item, ServiceEntry spec)
    {
        Checker check = new(item.ToString());
        if (!SelectorRules.Networking(check, spec.WorkloadSelector, "service entry"))
        {
            return check.Finish();
        }

        check.Error(
            spec.WorkloadSelector is not null && spec.HasEndpoints
                ? "only one of WorkloadSelector or Endpoints is allowed in Service Entry"
                : null);
        Hosts(check, spec);
        Addresses(check, spec);
        HashSet<string> ports = Ports(check, item, spec);
        ByResolution(check, item, spec, ports);
        if (spec.Resolution != Resolution.None && spec.Hosts.Count > 1)
        {
            foreach (ServicePort port in spec.Ports)
            {
                if (!ProtocolName.IsHttp(port.Protocol) && !ProtocolName.IsTls(port.Protocol))
                {
                    check.Error("ports", "multiple hosts provided with non-HTTP, non-TLS ports");
                    break;
                }
            }
        }

        ExportRules.Check(check, item.Meta.Namespace, spec.ExportTo, mayBeNobody: true);
        return check.Finish();
    }

    private static void Hosts(Checker check, ServiceEntry spec)
    {
        check.Error("hosts", spec.Hosts.Count == 0 ? "service entry must have at least one host" : null);
        for (int i = 0; i < spec.Hosts.Count; i++)
        {
            using Checker.Scope at = check.In("hosts", i);
            string host = spec.Hosts[i];
            if (host == "*")
            {
                check.Error($"invalid host {host}");
                continue;
            }

            check.Error(NameChecks.WildcardDomain(host));
            check.Warning(spec.Resolution == Resolution.DynamicDns ? null : NameChecks.PartialWildcard(host));
        }
    }

    private static void Addresses(Checker check, ServiceEntry spec)
    {
        bool hasRange = false;
        for (int i = 0; i < spec.Addresses.Count; i++)
        {
            using Checker.Scope at = check.In("addresses", i);
            hasRange |= spec.Addresses[i].Contains('/', StringComparison.Ordinal);
            check.Error(NameChecks.Subnet(spec.Addresses[i]));
        }

        check.Error(
            "addresses",
            hasRange && spec.Resolution is not (Resolution.None or Resolution.Static)
                ? "CIDR addresses are allowed only for NONE/STATIC resolution types"
                : null);
    }

    private static HashSet<string> Ports(Checker check, ConfigObject item, ServiceEntry spec)
    {
        bool isAllocated = spec.Resolution != Resolution.None && spec.Addresses.Count == 0
            && !item.Meta.Labels.GetOrEmpty(AllocateLabel).Equals("false", StringComparison.OrdinalIgnoreCase);
        HashSet<string> names = new(StringComparer.Ordinal);
        HashSet<uint> numbers = [];
        for (int i = 0; i < spec.Ports.Count; i++)
        {
            using Checker.Scope at = check.In("ports", i);
            ServicePort port = spec.Ports[i];
            check.Error("name", names.Add(port.Name) ? null : $"service entry port name {GoQuote.Of(port.Name)} already defined");
            check.Error("number", numbers.Add(port.Number) ? null : $"service entry port {GoText.Number(port.Number)} already defined");
            check.Error("targetPort", port.TargetPort == 0 ? null : NameChecks.Port(port.TargetPort));
            check.Warning(
                "protocol",
                spec.Addresses.Count == 0 && !isAllocated && port.Protocol is ("" or "TCP")
                    ? "addresses are required for ports serving TCP (or unset) protocol when IP Autoallocation is not enabled"
                    : null);
            check.Error("name", NameChecks.PortName(port.Name));
            check.Error("protocol", NameChecks.Protocol(port.Protocol));
            check.Error("number", NameChecks.Port(port.Number));
        }

        return names;
    }

    private static void ByResolution(Checker check, ConfigObject item, ServiceEntry spec, HashSet<string> ports)
    {
        switch (spec.Resolution)
        {
            case Resolution.None:
                check.Error("endpoints", spec.HasEndpoints ? "no endpoints should be provided for resolution type none" : null);
                check.Warning(
                    "workloadSelector",
                    spec.WorkloadSelector is null ? null : "workloadSelector should not be set when resolution mode is NONE");
                break;
            case Resolution.Static:
                for (int i = 0; i < spec.Endpoints.Count; i++)
                {
                    using Checker.Scope at = check.In("endpoints", i);
                    WorkloadRules.Endpoint(check, spec.Endpoints[i], ports, mayBeName: false);
                }

                break;
            case Resolution.Dns:
                Dns(check, spec, ports, "DNS");
                break;
            case Resolution.DnsRoundRobin:
                Dns(check, spec, ports, "DNS_ROUND_ROBIN");
                break;
            case Resolution.DynamicDns:
                DynamicDns(check, item, spec);
                break;
            default:
                check.Error("resolution", "unsupported resolution type ");
                break;
        }
    }

    private static void Dns(Checker check, ServiceEntry spec, HashSet<string> ports, string mode)
    {
        for (int i = 0; !spec.HasEndpoints && i < spec.Hosts.Count; i++)
        {
            if (NameChecks.Fqdn(spec.Hosts[i]) is { } fault)
            {
                check.Error(
                    "hosts",
                    $"hosts must be FQDN or contain only prefix wildcards if no endpoints are provided for resolution mode {mode}, {fault}");
                break;
            }
        }

        check.Error(
            "endpoints",
            spec.Resolution == Resolution.DnsRoundRobin && spec.Endpoints.Count > 1
                ? $"there must only be 0 or 1 endpoint for resolution mode {mode}"
                : null);
        for (int i = 0; i < spec.Endpoints.Count; i++)
        {
            using Checker.Scope at = check.In("endpoints", i);
            WorkloadEntry endpoint = spec.Endpoints[i];
            check.Error(
                "address",
                NameChecks.IsAddress(endpoint.Address) || NameChecks.Fqdn(endpoint.Address) is null
                    ? null
                    : $"endpoint address {GoQuote.Of(endpoint.Address)} is not a valid FQDN or an IP address");
            SelectorRules.Tags(check, "labels", endpoint.HasLabels ? endpoint.Labels : null);
            WorkloadRules.Ports(check, endpoint, ports);
        }

        bool hasTcp = false;
        for (int i = 0; spec.Addresses.Count > 0 && i < spec.Ports.Count; i++)
        {
            hasTcp |= ProtocolName.IsTcp(spec.Ports[i].Protocol);
        }

        check.Warning(
            hasTcp && spec.Hosts.Count > 1
                ? "service entry can not have more than one host specified simultaneously with address and tcp port"
                : null);
    }

    private static void DynamicDns(Checker check, ConfigObject item, ServiceEntry spec)
    {
        const string mode = "DYNAMIC_DNS";
        check.Error("hosts", spec.Hosts.Count == 0 ? $"at least one wildcard host must be provided for resolution type {mode}" : null);
        foreach (string host in spec.Hosts)
        {
            check.Error("hosts", new Hostname(host).IsWildcard ? null : $"host must be wildcarded for resolution mode {mode}");
        }

        // The missing spaces are the reference's.
        check.Error(
            "addresses",
            spec.Addresses.Count > 0
                ? $"addresses cannot be set for resolution type {mode}. HTTP route domains will only be generatedfrom the hosts field values"
                : null);
        check.Error(
            "endpoints",
            spec.HasEndpoints
                ? $"endpoints cannot be set for resolution type {mode}. Destination IP address determined from hostsfield values"
                : null);
        for (int i = 0; i < spec.Ports.Count; i++)
        {
            using Checker.Scope at = check.In("ports", i);
            check.Error(
                "protocol",
                ProtocolName.IsForwardable(spec.Ports[i].Protocol)
                    ? null
                    : $"only HTTP, TLS, GRPC, and HTTP2 protocols are supported for resolution type {mode}");
        }

        check.Error(
            "location",
            spec.Location is Location.MeshExternal or Location.MeshInternal
                ? null
                : $"location must be MESH_EXTERNAL or MESH_INTERNAL for resolution type {mode}");
        string waypoint = item.Meta.Labels.GetOrEmpty(WaypointLabel);
        check.Error(
            "location",
            spec.Location == Location.MeshInternal && waypoint.Length > 0 && !waypoint.Equals("none", StringComparison.OrdinalIgnoreCase)
                ? $"location MESH_INTERNAL with resolution type {mode} is not supported when using waypoints"
                : null);
    }
}
