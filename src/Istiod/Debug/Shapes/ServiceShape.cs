using System.Globalization;
using System.Text.Json;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Render;

namespace Istiod.Debug.Shapes;

/// <summary>Services as the reference's JSON has its own type of them.</summary>
/// <remarks>
/// istiod: pilot/pkg/model/service.go:Service, ServiceAttributes. Node ports of clusters are not known here and always <c>null</c>.
/// </remarks>
internal readonly struct ServiceShape(Utf8JsonWriter json, MeshPipeline pipeline, Revision revision)
{
    /// <summary>The objects that make a service: one, or each of several.</summary>
    public static ReadOnlySpan<MeshService> PartsOf(MeshService service) =>
        service.Parts.IsEmpty ? new MeshService[] { service } : service.Parts.Span;

    /// <summary>Writes one.</summary>
    public void Write(MeshService service)
    {
        bool isKubernetes = service.Registry == ServiceRegistry.Kubernetes;
        json.WriteStartObject();
        WriteAttributes(service, isKubernetes);
        WritePorts(service);
        if (!service.ServiceAccounts.IsEmpty)
        {
            json.WriteList("serviceAccounts", service.ServiceAccounts);
        }

        json.WriteString("creationTime", DebugTime.Text(service.CreationTime));
        json.WriteString("hostname", service.Key.Host.Value);
        WriteAddresses("clusterVIPs", service.Addresses);
        json.WriteIfAny("defaultAddress", service.DefaultAddress);
        foreach (string address in service.AutoAllocatedAddresses)
        {
            json.WriteString(
                address.Contains(':', StringComparison.Ordinal) ? "autoAllocatedIPv6Address" : "autoAllocatedIPv4Address", address);
        }

        json.WriteNumber("Resolution", NumberOf(service.Resolution));
        json.WriteBoolean("MeshExternal", service.IsMeshExternal);
        json.WriteString("ResourceVersion", isKubernetes ? VersionOf(service) : "");
        json.WriteEndObject();
    }

    /// <summary>Writes the members of a port into the object that is open.</summary>
    public static void WritePort(Utf8JsonWriter json, ServicePort port)
    {
        json.WriteIfAny("name", port.Name);
        json.WriteNumber("port", port.Number);
        json.WriteString("protocol", NameOf(port.Protocol));
    }

    private void WriteAttributes(MeshService service, bool isKubernetes)
    {
        json.WriteStartObject("Attributes");
        json.WriteString("ServiceRegistry", isKubernetes ? "Kubernetes" : "External");
        json.WriteString("Name", service.Name);
        json.WriteString("Namespace", service.Key.Namespace);
        json.WriteMap("Labels", service.Labels);
        WriteExportTo(service);
        json.WriteMap("LabelSelectors", service.Selector);
        WriteAliases(service);
        WriteAddresses("ClusterExternalAddresses", service.ExternalAddresses);
        json.WriteNull("ClusterExternalPorts");
        WriteTargetPorts(service);
        json.WriteString("Type", service.Type == KubernetesServiceType.None ? "" : service.Type.ToString());
        json.WriteString("ExternalName", service.ExternalName);
        json.WriteBoolean("NodeLocal", service.IsNodeLocal);
        json.WriteNumber("TrafficDistribution", (int)service.TrafficDistribution);
        json.WriteString("ObjectName", isKubernetes ? "" : service.Source.Name ?? "");
        json.WriteNumber("DNSConnectStrategy", service.RacesConnections ? 1 : 0);
        json.WriteBoolean("PublishNotReadyAddresses", service.PublishesNotReadyAddresses);
        json.WriteEndObject();
    }

    // what is public by default and what is so explicitly are the same here
    private void WriteExportTo(MeshService service)
    {
        if (service.ExportTo.IsPublic)
        {
            json.WriteNull("ExportTo");
            return;
        }

        List<string> names = [];
        foreach (string ns in service.ExportTo.Namespaces)
        {
            names.Add(string.Equals(ns, service.Key.Namespace, StringComparison.Ordinal) ? "." : ns);
        }

        json.WriteSet("ExportTo", names.Count > 0 ? names : ["~"]);
    }

    private void WriteAliases(MeshService service)
    {
        if (service.Aliases.IsEmpty)
        {
            json.WriteNull("Aliases");
            return;
        }

        json.WriteStartArray("Aliases");
        foreach (ServiceKey alias in service.Aliases)
        {
            json.WriteStartObject();
            json.WriteString("Hostname", alias.Host.Value);
            json.WriteString("Namespace", alias.Namespace);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private void WriteAddresses(string name, ValueArray<ClusterAddresses> addresses)
    {
        json.WriteStartObject(name);
        if (addresses.IsEmpty)
        {
            json.WriteNull("Addresses");
        }
        else
        {
            json.WriteStartObject("Addresses");
            foreach (ClusterAddresses cluster in addresses)
            {
                json.WriteList(cluster.Cluster.ToString(), cluster.Addresses);
            }

            json.WriteEndObject();
        }

        json.WriteEndObject();
    }

    private void WriteTargetPorts(MeshService service)
    {
        if (service.PassthroughTargetPorts.IsEmpty && service.PassthroughPorts.IsEmpty)
        {
            json.WriteNull("PassthroughTargetPorts");
            return;
        }

        json.WriteStartObject("PassthroughTargetPorts");
        foreach (PortMapping port in service.PassthroughTargetPorts)
        {
            json.WriteNumber(port.Port.ToString(CultureInfo.InvariantCulture), port.TargetPort);
        }

        foreach (PortPair port in service.PassthroughPorts)
        {
            json.WriteNumber(port.Port.ToString(CultureInfo.InvariantCulture), port.Target);
        }

        json.WriteEndObject();
    }

    private void WritePorts(MeshService service)
    {
        if (service.Ports.IsEmpty)
        {
            return;
        }

        json.WriteStartArray("ports");
        foreach (ServicePort port in service.Ports)
        {
            json.WriteStartObject();
            WritePort(json, port);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private string VersionOf(MeshService service)
    {
        foreach (ClusterAddresses cluster in service.Addresses)
        {
            if (revision.TryGet(pipeline.Sources.Services, new ObjectKey(cluster.Cluster, service.Key.Namespace, service.Name), out ConfigObject? item))
            {
                return item.Meta.ResourceVersion;
            }
        }

        return "";
    }

    // the reference's numbers, which have another order
    private static int NumberOf(Resolution resolution) => resolution switch
    {
        Resolution.ClientSide => 0,
        Resolution.Dns => 1,
        Resolution.Passthrough => 2,
        Resolution.DnsRoundRobin => 3,
        Resolution.Alias => 4,
        _ => 5,
    };

    private static string NameOf(Protocol protocol) => protocol switch
    {
        Protocol.Tcp => "TCP",
        Protocol.Udp => "UDP",
        Protocol.Http => "HTTP",
        Protocol.HttpProxy => "HTTP_PROXY",
        Protocol.Http2 => "HTTP2",
        Protocol.Https => "HTTPS",
        Protocol.Grpc => "GRPC",
        Protocol.GrpcWeb => "GRPC-Web",
        Protocol.Tls => "TLS",
        Protocol.Mongo => "Mongo",
        Protocol.Redis => "Redis",
        Protocol.MySql => "MySQL",
        Protocol.Hbone => "HBONE",
        Protocol.DoubleHbone => "DoubleHBONE",
        _ => "UnsupportedProtocol",
    };
}
