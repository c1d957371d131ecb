using Istiod.Envoy.Filters.Http;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Udpa.Type.V1;

namespace Istiod.Envoy.Filters.Network;

/// <summary>Tells TCP peers about each other; only inbound, as outbound it stands in the cluster.</summary>
/// <remarks>istiod: pilot/pkg/xds/filters/filters.go:TCPListenerMx.</remarks>
internal static class NetworkMetadataExchange
{
    private const string ConfigType = "type.googleapis.com/envoy.tcp.metadataexchange.config.MetadataExchange";

    /// <summary>Adds the filter if the mesh exchanges metadata.</summary>
    public static void AddTo(RepeatedField<Filter> filters, MeshFeatures features)
    {
        if (!features.EnableMetadataExchange)
        {
            return;
        }

        Struct config = new();
        config.Fields["protocol"] = Value.For("istio-peer-exchange");
        config.Fields["enable_discovery"] = Value.For(true);
        MetadataExchangeFilter.AddLabels(config, features);
        filters.Add(TcpFilters.Of(MetadataExchangeFilter.Name, new TypedStruct { TypeUrl = ConfigType, Value = config }));
    }
}
