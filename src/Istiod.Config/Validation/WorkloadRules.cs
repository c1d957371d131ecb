using Istiod.Primitives;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Config.Validation;

/// <summary>Rules on workload entries, alone or as endpoints, and on workload groups.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:ValidateWorkloadEntry, ValidateWorkloadGroup.</remarks>
internal static class WorkloadRules
{
    public static ValidationReport CheckEntry(ConfigObject item, WorkloadEntry spec)
    {
        Checker check = new(item.ToString());
        Endpoint(check, spec, ports: null, mayBeName: true);
        return check.Finish();
    }

    public static ValidationReport CheckGroup(ConfigObject item, WorkloadGroup spec)
    {
        Checker check = new(item.ToString());
        if (spec.Template is null)
        {
            check.Error("template", "template is required");
            return check.Finish();
        }

        if (spec.Metadata is { HasLabels: true } metadata)
        {
            Checker labels = new(item.ToString());
            SelectorRules.Tags(labels, "metadata.labels", metadata.Labels);
            if (labels.HasErrors)
            {
                check.Error("metadata.labels", $"invalid labels: {labels.Finish().ErrorText}");
                return check.Finish();
            }
        }

        using (check.In("probe"))
        {
            Probe(check, spec.Probe);
        }

        return check.Finish();
    }

    /// <summary>An endpoint.</summary>
    /// <param name="ports">Names of the service's ports; null if it has no service.</param>
    public static void Endpoint(Checker check, WorkloadEntry entry, HashSet<string>? ports, bool mayBeName)
    {
        string address = entry.Address;
        bool isUnix = address.StartsWith(NameChecks.UnixPrefix, StringComparison.Ordinal);
        if (address.Length == 0)
        {
            if (entry.Network.Length == 0)
            {
                check.Error("address", "address is required");
                return;
            }

            check.Warning("address", $"address is unset with network {GoQuote.Of(entry.Network)}");
        }
        else if (isUnix)
        {
            check.Error("address", NameChecks.UnixPath(address[NameChecks.UnixPrefix.Length..]));
            check.Error("ports", entry.HasPorts ? $"unix endpoint {address} must not include ports" : null);
        }
        else if (!NameChecks.IsAddress(address))
        {
            check.Error("address", !mayBeName ? $"endpoint address {GoQuote.Of(address)} is not a valid IP address"
                : NameChecks.Fqdn(address) is null ? null
                : $"endpoint address {GoQuote.Of(address)} is not a valid FQDN or an IP address");
        }

        Ports(check, entry, ports);
        SelectorRules.Tags(check, "labels", entry.HasLabels ? entry.Labels : null);
        check.Error(isUnix && ports is not null && ports.Count != 1 ? "exactly 1 service port required for unix endpoints" : null);
    }

    /// <summary>The named ports of an endpoint.</summary>
    public static void Ports(Checker check, WorkloadEntry entry, HashSet<string>? ports)
    {
        if (!entry.HasPorts)
        {
            return;
        }

        foreach ((string name, uint port) in entry.Ports)
        {
            using Checker.Scope at = check.In("ports", name);
            check.Error(
                ports is not null && !ports.Contains(name)
                    ? $"endpoint port {GoText.Number(port)} is not defined by the service entry"
                    : null);
            check.Error(NameChecks.PortName(name));
            check.Error(NameChecks.Port(port));
        }
    }

    private static void Probe(Checker check, ReadinessProbe? probe)
    {
        if (probe is null)
        {
            return;
        }

        check.Error("periodSeconds", probe.PeriodSeconds < 0 ? "periodSeconds must be non-negative" : null);
        check.Error("initialDelaySeconds", probe.InitialDelaySeconds < 0 ? "initialDelaySeconds must be non-negative" : null);
        check.Error("timeoutSeconds", probe.TimeoutSeconds < 0 ? "timeoutSeconds must be non-negative" : null);
        check.Error("successThreshold", probe.SuccessThreshold < 0 ? "successThreshold must be non-negative" : null);
        check.Error("failureThreshold", probe.FailureThreshold < 0 ? "failureThreshold must be non-negative" : null);
        switch (probe.HealthCheckMethodCase)
        {
            case ReadinessProbe.HealthCheckMethodOneofCase.HttpGet:
                using (check.In("httpGet"))
                {
                    Http(check, probe.HttpGet ?? new HTTPHealthCheckConfig());
                }

                break;
            case ReadinessProbe.HealthCheckMethodOneofCase.TcpSocket:
                check.Error("tcpSocket.port", NameChecks.Port(probe.TcpSocket?.Port ?? 0));
                break;
            case ReadinessProbe.HealthCheckMethodOneofCase.Exec:
                check.Error("exec.command", probe.Exec is { HasCommand: true } ? null : "exec.command is required");
                break;
            case ReadinessProbe.HealthCheckMethodOneofCase.Grpc:
                check.Error("grpc", "unknown health check method *v1alpha3.ReadinessProbe_Grpc");
                break;
            default:
                check.Error("unknown health check method <nil>");
                break;
        }
    }

    private static void Http(Checker check, HTTPHealthCheckConfig http)
    {
        check.Error("port", NameChecks.Port(http.Port));
        check.Error("scheme", http.Scheme is "" or "HTTPS" or "HTTP" ? null : "httpGet.scheme must be one of \"HTTPS\", \"HTTP\"");
        for (int i = 0; i < http.HttpHeaders.Count; i++)
        {
            using Checker.Scope at = check.In("httpHeaders", i);
            check.Error(HeaderRules.ProbeName(http.HttpHeaders[i].Name));
        }
    }
}
