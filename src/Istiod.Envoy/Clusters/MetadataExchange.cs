using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Udpa.Type.V1;

namespace Istiod.Envoy.Clusters;

/// <summary>The filter that tells the peer of a TCP connection who is calling.</summary>
/// <remarks>istiod: pilot/pkg/xds/filters/filters.go:TCPClusterMx.</remarks>
internal static class MetadataExchange
{
    private const string FilterName = "istio.metadata_exchange";
    private const string TypeUrl = "type.googleapis.com/envoy.tcp.metadataexchange.config.MetadataExchange";

    /// <summary>For clusters.</summary>
    public static Filter ClusterFilter(MeshFeatures features) =>
        new() { Name = FilterName, TypedConfig = AnyValue.Pack(Config(features)) };

    /// <summary>The settings, shared with the listener's filter.</summary>
    public static TypedStruct Config(MeshFeatures features)
    {
        Struct fields = new();
        fields.Fields["protocol"] = Value.For("istio-peer-exchange");
        fields.Fields["enable_discovery"] = Value.For(true);
        if (features.MxAdditionalLabels.Length > 0)
        {
            ListValue labels = new();
            foreach (string label in features.MxAdditionalLabels.Split(','))
            {
                labels.Values.Add(Value.For(label));
            }

            fields.Fields["additional_labels"] = new Value { ListValue = labels };
        }

        return new TypedStruct { TypeUrl = TypeUrl, Value = fields };
    }
}
