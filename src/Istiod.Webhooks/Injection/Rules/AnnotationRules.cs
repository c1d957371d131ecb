using System.Text;
using System.Text.Json.Nodes;
using Istiod.Primitives;
using Istiod.Webhooks.Injection.Json;

namespace Istiod.Webhooks.Injection.Rules;

/// <summary>Checks the annotations that reach the proxy's container; one bad value refuses the pod.</summary>
/// <remarks>
/// istiod: pkg/kube/inject/validate.go:AnnotationValidation. Values that templates paste into YAML have to pass here first
/// (ISTIO-SECURITY-2026-006 and its like); annotations that are not in the list are not looked at.
/// </remarks>
internal static class AnnotationRules
{
    /// <summary>All faults as one message; null if there are none.</summary>
    /// <param name="annotations">Texts by name; null is none.</param>
    public static string? Check(JsonObject? annotations)
    {
        List<string>? faults = null;
        foreach (KeyValuePair<string, JsonNode?> annotation in annotations ?? [])
        {
            string value = annotation.Value.Text() ?? "";
            if (Fault(annotation.Key, value) is { } fault)
            {
                (faults ??= []).Add($"invalid value '{value}' for annotation '{annotation.Key}': {fault}");
            }
        }

        return faults is null ? null : GoText.List(faults);
    }

    private static string? Fault(string name, string value)
    {
        switch (name)
        {
            case "sidecar.istio.io/interceptionMode":
                return value is "REDIRECT" or "TPROXY" or "NONE" ? null : $"interceptionMode invalid, use REDIRECT,TPROXY,NONE: {value}";
            case "status.sidecar.istio.io/port":
                return PortFault(value) is { } port ? $"excludeInboundPorts invalid: {port}" : null;
            case "readiness.status.sidecar.istio.io/initialDelaySeconds":
            case "readiness.status.sidecar.istio.io/periodSeconds":
            case "readiness.status.sidecar.istio.io/failureThreshold":
                return GoText.UnsignedFault(value, 32);
            case "traffic.sidecar.istio.io/includeOutboundIPRanges":
                return value == "*" ? null : RangesFault("includeIPRanges", value);
            case "traffic.sidecar.istio.io/excludeOutboundIPRanges":
                return RangesFault("excludeIPRanges", value);
            case "traffic.sidecar.istio.io/includeInboundPorts":
                return value == "*" ? null : PortsFault("includeInboundPorts", value);
            case "traffic.sidecar.istio.io/excludeInboundPorts":
                return PortsFault("excludeInboundPorts", value);
            case "traffic.sidecar.istio.io/excludeOutboundPorts":
                return PortsFault("excludeOutboundPorts", value);
            case "traffic.sidecar.istio.io/excludeInterfaces":
            case "traffic.sidecar.istio.io/kubevirtInterfaces":
            case "istio.io/reroute-virtual-interfaces":
                return InterfacesFault(value);
            case "prometheus.istio.io/merge-metrics":
                return GoNumber.TryParseBool(value, out _, out string? fault) ? null : fault;
            case "proxy.istio.io/config":
                return ProxyConfigRules.Check(value);
            case "sidecar.istio.io/proxyCPU":
            case "sidecar.istio.io/proxyMemory":
            case "sidecar.istio.io/proxyCPULimit":
            case "sidecar.istio.io/proxyMemoryLimit":
                return QuantityFault(value);
            default:
                return null;
        }
    }

    private static string? PortFault(string value) =>
        GoText.UnsignedFault(value.Trim(), 16) is { } fault ? $"failed parsing port '{value}': {fault}" : null;

    private static string? PortsFault(string list, string value)
    {
        string ports = value.Trim();
        if (ports.Length == 0)
        {
            return null;
        }

        foreach (string port in ports.Split(','))
        {
            if (PortFault(port) is { } fault)
            {
                return $"{list} invalid: failed parsing port '{port}': {fault}";
            }
        }

        return null;
    }

    private static string? RangesFault(string list, string value)
    {
        if (value.Length == 0)
        {
            return null;
        }

        foreach (string range in value.Split(','))
        {
            if (AddressRules.PrefixFault(range) is { } fault)
            {
                return $"{list} invalid: failed parsing cidr '{range}': {fault}";
            }
        }

        return null;
    }

    /// <remarks>istiod: pkg/util/net/ip.go:ValidateInterfaceNames.</remarks>
    private static string? InterfacesFault(string value)
    {
        if (value.Length == 0)
        {
            return null;
        }

        foreach (string part in value.Split(','))
        {
            string name = part.Trim();
            if (name.Length == 0)
            {
                return "empty interface name";
            }

            if (Encoding.UTF8.GetByteCount(name) > 15)
            {
                return $"interface name {GoQuote.Of(name)} too long (max 15 chars)";
            }

            if (!IsInterface(name))
            {
                return $"interface name {GoQuote.Of(name)} contains invalid characters";
            }
        }

        return null;
    }

    private static bool IsInterface(string name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('_' or '.' or '-'))
            {
                return false;
            }
        }

        return char.IsAsciiLetter(name[0]);
    }

    private static string? QuantityFault(string value)
    {
        foreach (char c in value)
        {
            if (char.IsControl(c))
            {
                return "value contains control characters";
            }
        }

        return Quantity.TryParse(value, out _, out string? fault) ? null : fault;
    }
}
