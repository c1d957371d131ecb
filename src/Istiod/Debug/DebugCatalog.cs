using Istiod.Debug.MeshPages;
using Istiod.Debug.ProxyPages;
using Istiod.Diagnostics;
using Istiod.Incremental.Debug;

namespace Istiod.Debug;

/// <summary>All debug pages; one line a page, by path.</summary>
internal static class DebugCatalog
{
    /// <summary>Makes them over a mesh that is served.</summary>
    public static IReadOnlyList<IDebugEndpoint> Create(DebugContext context)
    {
        List<IDebugEndpoint> pages =
        [
            new StreamsEndpoint(context), // adsz
            new AmbientEndpoint(),
            new AuthorizationEndpoint(context),
            new CacheEndpoint(context),
            new ClustersEndpoint(context),
            new ConfigDumpEndpoint(context, "config_dump", "", "ConfigDump in the form of the Envoy admin config dump API for passed in proxyID"),
            new ConfigEndpoint(context),
            new ConnectionsEndpoint(context),
            new ConfigDumpEndpoint(context, "ecdsz", "ecds", "Status and debug interface for ECDS"),
            new ConfigDumpEndpoint(context, "edsz", "eds", "Status and debug interface for EDS"),
            new EndpointShardsEndpoint(context, isOldName: false),
            new EndpointShardsEndpoint(context, isOldName: true), // endpointz
            new GraphEndpoint(context.Pipeline.Graph),
            new InjectEndpoint(context),
            new InstancesEndpoint(context),
            new CollectionsEndpoint(context), // krtz
            new ExportedServicesEndpoint(), // mcsz
            new MeshEndpoint(context),
            new NacksEndpoint(context),
            new ConfigDumpEndpoint(context, "ndsz", "nds", "Status and debug interface for NDS"),
            new NetworksEndpoint(context),
            new PushStatusEndpoint(context),
            new PushContextEndpoint(context),
            new RegistryEndpoint(context),
            new ResourcesEndpoint(),
            new SidecarEndpoint(context),
            new SyncEndpoint(context),
            new TelemetryEndpoint(context),
        ];
        if (context.HasUnsafePages)
        {
            pages.Add(new DisconnectEndpoint(context));
        }

        return pages;
    }
}
