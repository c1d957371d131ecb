using Istiod.Commands;
using Istiod.Config;
using Istiod.Model;

namespace Istiod.Offline;

/// <summary>What Istio asks of Kubernetes services and deployments in files.</summary>
/// <remarks>istiod: istioctl/pkg/validate/validate.go:validateServicePortPrefix, validateDeploymentLabel.</remarks>
internal static class ServicePorts
{
    private const string Docs = "https://istio.io/v1.30/docs/ops/";
    private const string Requirements = Docs + "deployment/requirements/";
    private const string Selection = Docs + "configuration/traffic-management/protocol-selection/";

    /// <summary>Ports whose protocol cannot be told from their name or appProtocol.</summary>
    /// <param name="quoted">The service as messages name it.</param>
    public static IEnumerable<string> Faults(DataNode service, string quoted)
    {
        foreach (DataNode port in service["spec"]?["ports"]?.Items ?? [])
        {
            if (string.Equals(port.TextOf("protocol"), "UDP", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            string? application = port.TextOf("appProtocol");
            string? name = port.TextOf("name");
            if (application is not null)
            {
                if (ProtocolNames.Parse(application).IsUnsupported())
                {
                    yield return $"service {quoted} doesn't follow Istio protocol selection. This is not recommended, See {Selection}";
                }
            }
            else if (name is null)
            {
                yield return $"service {quoted} has an unnamed port. This is not recommended, See {Requirements}";
            }
            else if (ProtocolNames.Parse(name.Split('-')[0]).IsUnsupported())
            {
                yield return $"service {quoted} port {GoSyntax.Quote(name)} does not follow the Istio naming convention. See {Requirements}";
            }
        }
    }

    /// <summary>A note if pods of a deployment lack labels that telemetry uses.</summary>
    public static string? LabelNote(DataNode deployment, string quoted)
    {
        SortedDictionary<string, string> labels = new(StringComparer.Ordinal);
        foreach (KeyValuePair<string, DataNode> label in deployment["spec"]?["template"]?["metadata"]?["labels"]?.Members ?? [])
        {
            labels[label.Key] = label.Value.Text;
        }

        bool hasName = labels.ContainsKey("service.istio.io/canonical-name") || labels.ContainsKey("app.kubernetes.io/name")
            || labels.ContainsKey("app");
        bool hasRevision = labels.ContainsKey("service.istio.io/canonical-revision") || labels.ContainsKey("app.kubernetes.io/version")
            || labels.ContainsKey("version");
        string shown = string.Join(' ', labels.Select(static l => $"{GoSyntax.Quote(l.Key)}:{GoSyntax.Quote(l.Value)}"));
        return hasName && hasRevision
            ? null
            : $"deployment {quoted} may not provide Istio metrics and telemetry labels: map[{shown}]. See {Requirements}\n";
    }
}
