using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Cluster.V3;
using Istiod.Protos.Envoy.Config.Core.V3;

namespace Istiod.Envoy.Clusters;

/// <summary>What clusters tell telemetry about themselves, under <c>istio</c> in their metadata.</summary>
/// <remarks>istiod: networking/core/cluster_builder.go:addTelemetryMetadata, networking/util/util.go:AddConfigInfoMetadata.</remarks>
internal static class ClusterMetadata
{
    /// <summary>The <c>istio</c> struct, made on first use.</summary>
    public static Struct Istio(Cluster cluster)
    {
        cluster.Metadata ??= new Metadata();
        if (!cluster.Metadata.FilterMetadata.TryGetValue(EnvoyNames.IstioMetadata, out Struct? istio))
        {
            istio = new Struct();
            cluster.Metadata.FilterMetadata[EnvoyNames.IstioMetadata] = istio;
        }

        return istio;
    }

    /// <summary>Lists the services that the cluster stands for.</summary>
    public static void AddServices(Cluster cluster, ReadOnlySpan<MeshService> services)
    {
        ListValue list = new();
        foreach (MeshService service in services)
        {
            Struct entry = new();
            entry.Fields["host"] = Value.For(service.Key.Host.Value);
            entry.Fields["name"] = Value.For(service.Name);
            entry.Fields["namespace"] = Value.For(service.Key.Namespace);
            list.Values.Add(Value.For(entry));
        }

        Istio(cluster).Fields["services"] = new Value { ListValue = list };
    }

    /// <summary>Names the destination rule that shaped the cluster.</summary>
    public static void AddRule(Cluster cluster, NamespacedName rule) =>
        Istio(cluster).Fields["config"] = Value.For(
            $"/apis/networking.istio.io/v1/namespaces/{rule.Namespace}/destination-rule/{rule.Name}");
}
