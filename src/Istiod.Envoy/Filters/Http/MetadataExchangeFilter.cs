using Istiod.Envoy.Listeners;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Istiod.Protos.Udpa.Type.V1;

namespace Istiod.Envoy.Filters.Http;

/// <summary>Tells peers about each other.</summary>
/// <remarks>istiod: pilot/pkg/xds/filters/filters.go:SidecarInboundMetadataFilter, SidecarOutboundMetadataFilter.</remarks>
internal sealed class MetadataExchangeFilter : IHttpFilter
{
    /// <summary>Its name, as a network filter too.</summary>
    public const string Name = "istio.metadata_exchange";

    private const string ConfigType = "type.googleapis.com/io.istio.http.peer_metadata.Config";

    /// <inheritdoc/>
    public void AddTo(RepeatedField<HttpFilter> filters, HttpFilterScope scope)
    {
        MeshFeatures features = scope.Build.Features;
        if (!features.EnableMetadataExchange || scope.Chain.IsHbone)
        {
            return;
        }

        string prefix = scope.Chain.Side == ListenerClass.SidecarInbound ? "downstream" : "upstream";
        bool skips = scope.Chain.Side != ListenerClass.SidecarInbound && scope.Chain.SkipsExchangeOutsideMesh;
        Struct headers = new();
        if (skips)
        {
            headers.Fields["skip_external_clusters"] = Value.For(true);
        }

        Struct config = new();
        config.Fields[prefix + "_discovery"] = Value.For(
            Wrap("istio_headers", new Struct()), Wrap("workload_discovery", new Struct()));
        config.Fields[prefix + "_propagation"] = Value.For(Wrap("istio_headers", headers));
        AddLabels(config, features);
        filters.Add(new HttpFilter
        {
            Name = Name,
            TypedConfig = AnyValue.Pack(new TypedStruct { TypeUrl = ConfigType, Value = config }),
        });
    }

    /// <summary>Labels that are exchanged beside the standard ones.</summary>
    public static void AddLabels(Struct config, MeshFeatures features)
    {
        if (features.MxAdditionalLabels.Length == 0)
        {
            return;
        }

        ListValue labels = new();
        foreach (string label in features.MxAdditionalLabels.Split(','))
        {
            labels.Values.Add(Value.For(label.Trim()));
        }

        config.Fields["additional_labels"] = new Value { ListValue = labels };
    }

    private static Value Wrap(string name, Struct value)
    {
        Struct wrapped = new();
        wrapped.Fields[name] = Value.For(value);
        return Value.For(wrapped);
    }
}
