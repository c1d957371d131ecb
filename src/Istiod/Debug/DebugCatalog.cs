using Istiod.Diagnostics;
using Istiod.Incremental.Debug;
using Istiod.Render;
using Istiod.Xds;

namespace Istiod.Debug;

/// <summary>All debug pages; one line a page, by path.</summary>
internal static class DebugCatalog
{
    /// <summary>Makes them over a mesh that is served.</summary>
    public static IReadOnlyList<IDebugEndpoint> Create(MeshPipeline pipeline, XdsServer xds, ConnectedProxies proxies) =>
    [
        new ConnectionsEndpoint(xds, proxies, withNodes: true), // /debug/adsz
        new ConfigDumpEndpoint(xds, proxies),
        new ConfigEndpoint(pipeline),
        new ConnectionsEndpoint(xds, proxies, withNodes: false),
        new GraphEndpoint(pipeline.Graph),
        new MeshEndpoint(pipeline),
        new NacksEndpoint(xds),
        new SyncEndpoint(xds, proxies),
    ];
}
