using System.Diagnostics.CodeAnalysis;
using Istiod.Model;
using Istiod.Render;
using Istiod.Xds;

namespace Istiod.Debug;

/// <summary>What debug pages read. Nothing is made before a page is asked for.</summary>
internal sealed record DebugContext(MeshPipeline Pipeline, XdsServer Xds, ConnectedProxies Proxies)
{
    /// <summary>The clusters that are read, the own one first; <c>null</c> without any.</summary>
    public Func<IReadOnlyList<ClusterState>?> Clusters { get; init; } = static () => null;

    /// <summary>Templates of the injection webhook by name; <c>null</c> while there is no webhook.</summary>
    public Func<IReadOnlyDictionary<string, string>?> Templates { get; init; } = static () => null;

    /// <summary>Whether there are pages that harm (<c>UNSAFE_ENABLE_ADMIN_ENDPOINTS</c>).</summary>
    public bool HasUnsafePages { get; init; }

    /// <summary>Namespace of this control plane, as its flags say.</summary>
    public string OwnNamespace { get; init; } = "istio-system";

    /// <summary>Name of this pod.</summary>
    public string PodName { get; init; } = "";

    /// <summary>The namespace whose workloads may see everything: the mesh's root namespace.</summary>
    public string SystemNamespace => TryGetSettings(out MeshSettings? settings) && settings.RootNamespace is { Length: > 0 } root ? root : "istio-system";

    /// <summary>The settings in use.</summary>
    public bool TryGetSettings([NotNullWhen(true)] out MeshSettings? settings) =>
        Pipeline.Graph.Current.TryGet(Pipeline.Sources.Settings, SettingsKey.Mesh, out settings);

    /// <summary>The proxy behind a stream.</summary>
    public static bool TryGetProxy(XdsConnection connection, [NotNullWhen(true)] out ProxyIdentity? proxy) =>
        (proxy = MeshPipeline.ProxyOf(connection.Views)) is not null;
}
