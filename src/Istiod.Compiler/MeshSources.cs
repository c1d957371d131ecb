using System.Diagnostics.CodeAnalysis;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler;

/// <summary>All outside state: one source for each config kind that translation reads, and the settings.</summary>
public sealed class MeshSources
{
    private readonly Dictionary<KindDescriptor, Source<ObjectKey, ConfigObject>> _byKind = [];

    /// <summary>Adds the sources to <paramref name="graph"/>.</summary>
    public MeshSources(Graph graph)
    {
        Settings = graph.AddSource<SettingsKey, MeshSettings>("settings");
        foreach (KindDescriptor kind in KindCatalog.All)
        {
            _byKind.Add(kind, graph.AddSource<ObjectKey, ConfigObject>(kind.Id));
        }
    }

    /// <summary>The one settings value.</summary>
    public Source<SettingsKey, MeshSettings> Settings { get; }

    /// <summary>Kubernetes Services.</summary>
    public Source<ObjectKey, ConfigObject> Services => Of(KindCatalog.Service);

    /// <summary>EndpointSlices.</summary>
    public Source<ObjectKey, ConfigObject> EndpointSlices => Of(KindCatalog.EndpointSlice);

    /// <summary>Pods.</summary>
    public Source<ObjectKey, ConfigObject> Pods => Of(KindCatalog.Pod);

    /// <summary>Nodes.</summary>
    public Source<ObjectKey, ConfigObject> Nodes => Of(KindCatalog.Node);

    /// <summary>Namespaces.</summary>
    public Source<ObjectKey, ConfigObject> Namespaces => Of(KindCatalog.Namespace);

    /// <summary>ServiceEntries.</summary>
    public Source<ObjectKey, ConfigObject> ServiceEntries => Of(KindCatalog.ServiceEntry);

    /// <summary>WorkloadEntries.</summary>
    public Source<ObjectKey, ConfigObject> WorkloadEntries => Of(KindCatalog.WorkloadEntry);

    /// <summary>VirtualServices.</summary>
    public Source<ObjectKey, ConfigObject> VirtualServices => Of(KindCatalog.VirtualService);

    /// <summary>DestinationRules.</summary>
    public Source<ObjectKey, ConfigObject> DestinationRules => Of(KindCatalog.DestinationRule);

    /// <summary>Sidecars.</summary>
    public Source<ObjectKey, ConfigObject> Sidecars => Of(KindCatalog.Sidecar);

    /// <summary>Istio Gateways.</summary>
    public Source<ObjectKey, ConfigObject> Gateways => Of(KindCatalog.IstioGateway);

    /// <summary>PeerAuthentications.</summary>
    public Source<ObjectKey, ConfigObject> PeerAuthentications => Of(KindCatalog.PeerAuthentication);

    /// <summary>RequestAuthentications.</summary>
    public Source<ObjectKey, ConfigObject> RequestAuthentications => Of(KindCatalog.RequestAuthentication);

    /// <summary>AuthorizationPolicies.</summary>
    public Source<ObjectKey, ConfigObject> AuthorizationPolicies => Of(KindCatalog.AuthorizationPolicy);

    /// <summary>Telemetries.</summary>
    public Source<ObjectKey, ConfigObject> Telemetries => Of(KindCatalog.Telemetry);

    /// <summary>EnvoyFilters.</summary>
    public Source<ObjectKey, ConfigObject> EnvoyFilters => Of(KindCatalog.EnvoyFilter);

    /// <summary>WasmPlugins.</summary>
    public Source<ObjectKey, ConfigObject> WasmPlugins => Of(KindCatalog.WasmPlugin);

    /// <summary>The source of a kind.</summary>
    public Source<ObjectKey, ConfigObject> Of(KindDescriptor kind) => _byKind[kind];

    /// <summary>The source of a kind, if translation reads it.</summary>
    public bool TryGet(KindDescriptor kind, [NotNullWhen(true)] out Source<ObjectKey, ConfigObject>? source) =>
        _byKind.TryGetValue(kind, out source);
}
