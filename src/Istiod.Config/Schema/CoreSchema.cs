using Istiod.Config.Defaulting;
using Istiod.Primitives;

namespace Istiod.Config.Schema;

/// <summary>Names of all kinds, and Services.</summary>
/// <remarks>
/// Source: Kubernetes pkg/apis/core/validation. Differs: only what no translation can do anything with is refused; label values, missing
/// and double ports pass, as files are not bound to a cluster's history.
/// </remarks>
internal static class CoreSchema
{
    public static void Metadata(KindDescriptor kind, DataNode? meta, SchemaReport report)
    {
        string name = meta?.TextOf("name") ?? "";

        // A generated name is the server's to make; RBAC takes whatever is a path segment.
        if (name.Length > 0 && kind.Group != KindCatalog.Role.Group)
        {
            bool ok = ReferenceEquals(kind, KindCatalog.Service) ? NameRules.IsDns1035Label(name)
                : ReferenceEquals(kind, KindCatalog.Namespace) ? NameRules.IsDns1123Label(name)
                : NameRules.IsDns1123Subdomain(name);
            if (!ok)
            {
                report.Fail("metadata.name", $"Invalid value: \"{name}\"");
            }
        }

        if (kind.IsNamespaced && meta?.TextOf("namespace") is { Length: > 0 } ns && !NameRules.IsDns1123Label(ns))
        {
            report.Fail("metadata.namespace", $"Invalid value: \"{ns}\"");
        }
    }

    public static void Check(KindDescriptor kind, DataNode? spec, SchemaReport report)
    {
        if (ReferenceEquals(kind, KindCatalog.Service) && spec is not null)
        {
            Service(spec, report);
        }
    }

    private static void Service(DataNode spec, SchemaReport report)
    {
        string type = spec.TextOf("type") ?? "";
        if (type is not ("ClusterIP" or "NodePort" or "LoadBalancer" or "ExternalName"))
        {
            report.Fail("spec.type", $"Unsupported value: \"{type}\"");
        }

        foreach (DataNode port in Nodes.Objects(spec["ports"]))
        {
            string protocol = port.TextOf("protocol") ?? "";
            report.Required(port, "spec.ports", "port");
            report.Port(port["port"], "spec.ports.port");
            if (protocol is not ("TCP" or "UDP" or "SCTP"))
            {
                report.Fail("spec.ports.protocol", $"Unsupported value: \"{protocol}\"");
            }
        }

        if (type == "ExternalName" && !NameRules.IsDns1123Subdomain((spec.TextOf("externalName") ?? "").TrimEnd('.')))
        {
            report.Fail("spec.externalName", $"Invalid value: \"{spec.TextOf("externalName")}\"");
        }

        foreach (DataNode address in spec["clusterIPs"]?.Items ?? [])
        {
            if (address.Text is not ("None" or "") && !IPText.IsAddress(address.Text))
            {
                report.Fail("spec.clusterIPs", $"Invalid value: \"{address.Text}\"");
            }
        }
    }
}
