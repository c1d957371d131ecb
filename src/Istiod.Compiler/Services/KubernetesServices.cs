using Istiod.Compiler.Names;
using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Model;
using Istiod.Primitives;
using KubernetesPort = Istiod.Config.Kinds.Core.ServicePort;
using ServicePort = Istiod.Model.ServicePort;

namespace Istiod.Compiler.Services;

/// <summary>A Kubernetes Service of one cluster → a service of the mesh.</summary>
/// <remarks>istiod: serviceregistry/kube/conversion.go:ConvertService.</remarks>
internal static class KubernetesServices
{
    public static Hostname HostOf(string name, string namespaceName, string domainSuffix) =>
        new($"{name}.{namespaceName}.svc.{domainSuffix}");

    /// <param name="item">A Service with a spec.</param>
    /// <param name="cluster">Its cluster.</param>
    /// <param name="namespaceAnnotations">Annotations of its namespace; <c>null</c> if there is no such object.</param>
    /// <param name="settings">The mesh.</param>
    public static MeshService Convert(
        ConfigObject item, ClusterId cluster, LabelSet? namespaceAnnotations, MeshSettings settings)
    {
        ServiceSpec spec = item.SpecAs<ServiceSpec>();
        ObjectMeta meta = item.Meta;
        bool isAlias = IsType(spec, "ExternalName") && spec.ExternalName.Length > 0;
        bool isHeadless = string.Equals(spec.ClusterIP, "None", StringComparison.Ordinal);
        ValueArray<string> addresses = isHeadless || spec.ClusterIP.Length == 0 ? [MeshService.Unspecified]
            : spec.ClusterIPs.Count > 1 ? spec.ClusterIPs
            : [spec.ClusterIP];
        return new MeshService
        {
            Key = new ServiceKey(meta.Namespace, HostOf(meta.Name, meta.Namespace, settings.DomainSuffix)),
            Name = meta.Name,
            Registry = ServiceRegistry.Kubernetes,
            Source = meta.Key,
            CreationTime = meta.CreationTime,
            Ports = PortsOf(spec),
            Resolution = isHeadless ? Resolution.Passthrough : isAlias ? Resolution.Alias : Resolution.ClientSide,
            IsMeshExternal = isAlias,
            ExportTo = ExportOf(meta, settings),
            DefaultAddress = addresses[0],
            Addresses = [new ClusterAddresses(cluster, addresses)],
            Labels = meta.Labels,
            Selector = spec.Selector.Count > 0 ? spec.Selector : null,
            Type = TypeOf(spec),
            ExternalName = isAlias ? spec.ExternalName : "",
            IsNodeLocal = string.Equals(spec.InternalTrafficPolicy, "Local", StringComparison.Ordinal),
            TrafficDistribution = ServiceTraits.Distribution(spec.TrafficDistribution, meta.Annotations, namespaceAnnotations),
            PublishesNotReadyAddresses = spec.PublishNotReadyAddresses,
            ServiceAccounts = AccountsOf(meta, settings.TrustDomain),
            ExternalAddresses = ExternalAddressesOf(spec, cluster),
        };
    }

    private static bool IsType(ServiceSpec spec, string type) => string.Equals(spec.Type, type, StringComparison.Ordinal);

    private static KubernetesServiceType TypeOf(ServiceSpec spec) => spec.Type switch
    {
        "ExternalName" => KubernetesServiceType.ExternalName,
        "LoadBalancer" => KubernetesServiceType.LoadBalancer,
        "NodePort" => KubernetesServiceType.NodePort,
        _ => KubernetesServiceType.ClusterIP,
    };

    private static ValueArray<ServicePort> PortsOf(ServiceSpec spec)
    {
        ServicePort[] ports = new ServicePort[spec.Ports.Count];
        for (int i = 0; i < ports.Length; i++)
        {
            KubernetesPort port = spec.Ports[i];
            ports[i] = new ServicePort(
                port.Name,
                port.Port,
                ServiceProtocols.OfPort(port.Port, port.Name, port.Protocol, port.AppProtocol));
        }

        return ValueArray.Take(ports);
    }

    private static ExportScope ExportOf(ObjectMeta meta, MeshSettings settings)
    {
        string text = meta.Annotations.GetOrEmpty(LabelNames.ExportTo);
        string[] names = text.Length == 0 ? [] : text.Split(',', StringSplitOptions.TrimEntries);
        return ExportScope.Parse(names, settings.Mesh.DefaultServiceExportTo, meta.Namespace);
    }

    private static ValueArray<string> AccountsOf(ObjectMeta meta, TrustDomain trustDomain)
    {
        string identities = meta.Annotations.GetOrEmpty(LabelNames.CanonicalServiceAccounts);
        string names = meta.Annotations.GetOrEmpty(LabelNames.KubernetesServiceAccounts);
        if (identities.Length == 0 && names.Length == 0)
        {
            return default;
        }

        List<string> accounts = identities.Length == 0 ? [] : [.. identities.Split(',')];
        if (names.Length > 0)
        {
            foreach (string name in names.Split(','))
            {
                accounts.Add(new SpiffeId(trustDomain, meta.Namespace, name).ToString());
            }
        }

        return ValueArray.From(accounts);
    }

    private static ValueArray<ClusterAddresses> ExternalAddressesOf(ServiceSpec spec, ClusterId cluster)
    {
        List<string> addresses = [];
        if (IsType(spec, "LoadBalancer"))
        {
            foreach (LoadBalancerIngress ingress in spec.LoadBalancerIngress)
            {
                string address = ingress.IP.Length > 0 ? ingress.IP : ingress.Hostname;
                if (address.Length > 0)
                {
                    addresses.Add(address);
                }
            }
        }

        foreach (string address in spec.ExternalIPs)
        {
            addresses.Add(address);
        }

        return addresses.Count == 0 ? default : [new ClusterAddresses(cluster, ValueArray.From(addresses))];
    }
}
