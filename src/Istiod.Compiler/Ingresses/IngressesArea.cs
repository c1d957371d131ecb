using Istiod.Compiler.Names;
using Istiod.Config;
using Istiod.Config.Kinds.Core;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ControllerMode = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.IngressControllerMode;
using KubernetesPort = Istiod.Config.Kinds.Core.ServicePort;

namespace Istiod.Compiler.Ingresses;

/// <summary>Ingress objects → gateways, and a virtual service for each host of their rules.</summary>
/// <remarks>istiod: pilot/pkg/config/kube/ingress.</remarks>
internal sealed class IngressesArea
{
    private const string ClassAnnotation = "kubernetes.io/ingress.class";
    private const string Controller = "istio.io/ingress-controller";

    /// <summary>Begins names of what is made here, so that no object has the same key.</summary>
    private const string KeyPrefix = "ingress~";

    private readonly MeshSources _sources;

    private IngressesArea(Graph graph, MeshSources sources)
    {
        _sources = sources;
        Served = graph.Derive<ObjectKey, ConfigObject, ObjectKey, ConfigObject>(
            "ingresses-served", sources.Of(KindCatalog.Ingress), Select);
        Gateways = graph.Derive<ObjectKey, ConfigObject, ObjectKey, GatewayConfig>("ingress-gateways", Served, AddGateway);
        Derived<string, ValueArray<IngressRule>> byHost = graph.Derive<ObjectKey, ConfigObject, string, ValueArray<IngressRule>>(
            "ingress-rules-by-host", Served, static (key, item, _, output) => AddRules(key, item, output), merge: Join);
        VirtualServices = graph.Derive<string, ValueArray<IngressRule>, ObjectKey, VirtualServiceConfig>(
            "ingress-virtual-services", byHost, AddVirtualService);
    }

    /// <summary>The Ingress objects that are ours.</summary>
    public Derived<ObjectKey, ConfigObject> Served { get; }

    /// <summary>A gateway for each Ingress that is ours.</summary>
    public Collection<ObjectKey, GatewayConfig> Gateways { get; }

    /// <summary>A virtual service for each host.</summary>
    public Collection<ObjectKey, VirtualServiceConfig> VirtualServices { get; }

    /// <summary>Adds the area to <paramref name="graph"/>.</summary>
    public static IngressesArea Wire(Graph graph, MeshSources sources) => new(graph, sources);

    private void Select(ObjectKey key, ConfigObject item, Reads reads, Output<ObjectKey, ConfigObject> output)
    {
        if (reads.TryGet(_sources.Settings, SettingsKey.Mesh, out MeshSettings? settings)
            && key.Cluster == settings.ConfigCluster
            && _sources.Selection.Includes(reads, key)
            && IsOurs(key, item, settings.Mesh, reads))
        {
            output.Add(key, item);
        }
    }

    /// <summary>An annotation decides by name, a class object by its controller; without both the mode of the mesh does.</summary>
    /// <remarks>istiod: virtualservices.go:shouldProcessIngressWithClass.</remarks>
    private bool IsOurs(ObjectKey key, ConfigObject item, MeshConfig mesh, Reads reads)
    {
        if (item.Meta.Annotations.TryGet(ClassAnnotation, out string? named))
        {
            return mesh.IngressControllerMode is ControllerMode.Strict or ControllerMode.Default
                && string.Equals(named, mesh.IngressClass, StringComparison.Ordinal);
        }

        string className = item.Spec is JsonValue spec ? IngressReader.ClassOf(spec) : "";
        if (className.Length > 0
            && reads.TryGet(
                _sources.Of(KindCatalog.IngressClass), new ObjectKey(key.Cluster, "", className), out ConfigObject? found))
        {
            return found.Spec is JsonValue classSpec
                && string.Equals(IngressReader.ControllerOf(classSpec), Controller, StringComparison.Ordinal);
        }

        return mesh.IngressControllerMode == ControllerMode.Default;
    }

    private void AddGateway(ObjectKey key, ConfigObject item, Reads reads, Output<ObjectKey, GatewayConfig> output)
    {
        if (reads.TryGet(_sources.Settings, SettingsKey.Mesh, out MeshSettings? settings))
        {
            GatewayConfig gateway = IngressGateways.Convert(item, settings);
            output.Add(
                new ObjectKey(key.Cluster, gateway.Name.Namespace, $"{KeyPrefix}{key.Namespace}~{key.Name}"), gateway);
        }
    }

    private static void AddRules(ObjectKey key, ConfigObject item, Output<string, ValueArray<IngressRule>> output)
    {
        SortedDictionary<string, List<IngressRule>> byHost = new(StringComparer.Ordinal);
        foreach ((string host, IngressRule rule) in IngressReader.Rules(key, item))
        {
            if (!byHost.TryGetValue(host, out List<IngressRule>? rules))
            {
                byHost.Add(host, rules = []);
            }

            rules.Add(rule);
        }

        foreach ((string host, List<IngressRule> rules) in byHost)
        {
            output.Add(host, ValueArray.From(rules));
        }
    }

    private static ValueArray<IngressRule> Join(
        string host, ReadOnlySpan<KeyValuePair<ObjectKey, ValueArray<IngressRule>>> contributions)
    {
        List<IngressRule> all = [];
        foreach ((ObjectKey _, ValueArray<IngressRule> rules) in contributions)
        {
            all.AddRange(rules);
        }

        all.Sort(IngressRule.CompareByAge);
        return ValueArray.From(all);
    }

    private void AddVirtualService(
        string host, ValueArray<IngressRule> rules, Reads reads, Output<ObjectKey, VirtualServiceConfig> output)
    {
        if (!reads.TryGet(_sources.Settings, SettingsKey.Mesh, out MeshSettings? settings))
        {
            return;
        }

        List<HTTPRoute> routes = [];
        foreach (IngressRule rule in rules)
        {
            foreach (IngressPath path in rule.Paths)
            {
                int port = path.Port > 0 ? path.Port : FindPort(rule, path, reads);
                if (port > 0)
                {
                    string service = $"{path.Service}.{rule.Ingress.Namespace}.svc.{settings.DomainSuffix}";
                    routes.Add(IngressRoutes.Convert(path, service, port));
                }
            }
        }

        IngressRoutes.Sort(routes);
        IngressRule oldest = rules[0];
        VirtualService spec = new();
        spec.Hosts.Add(HostResolution.Resolve(host, oldest.Ingress.Namespace, settings.DomainSuffix));
        spec.Gateways.Add(IngressGateways.NameOf(oldest.Ingress, settings).ToString());
        spec.Http.AddRange(routes);
        NamespacedName name = new(oldest.Ingress.Namespace, IngressGateways.VirtualServiceName(host, oldest.Ingress));
        output.Add(
            new ObjectKey(oldest.Cluster, name.Namespace, KeyPrefix + host),
            new VirtualServiceConfig(
                name,
                default,
                ExportScope.Parse([], settings.Mesh.DefaultVirtualServiceExportTo, name.Namespace),
                ValueArray.From(spec.Gateways),
                spec)
            {
                Semantics = RouteSemantics.Ingress,
            });
    }

    /// <summary>The number of a port that is given by name; 0 if there is none.</summary>
    private int FindPort(IngressRule rule, IngressPath path, Reads reads)
    {
        ObjectKey key = new(rule.Cluster, rule.Ingress.Namespace, path.Service);
        if (reads.TryGet(_sources.Services, key, out ConfigObject? found) && found.Spec is ServiceSpec service)
        {
            foreach (KubernetesPort port in service.Ports)
            {
                if (string.Equals(port.Name, path.PortName, StringComparison.Ordinal))
                {
                    return port.Port;
                }
            }
        }

        return 0;
    }
}
