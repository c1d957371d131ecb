using Istiod.Protobuf;
using Istiod.Resources;

namespace Istiod.Aot.Tests;

/// <summary>A proxy of the sample.</summary>
internal static class ProxyFixture
{
    /// <summary>The first storefront.</summary>
    public static ProxyNode Storefront { get; } = Make();

    private static ProxyNode Make()
    {
        Struct labels = new();
        labels.Fields["app"] = Value.For("storefront");
        labels.Fields["version"] = Value.For("v1");
        Struct metadata = new();
        metadata.Fields["NAMESPACE"] = Value.For("shop");
        metadata.Fields["CLUSTER_ID"] = Value.For("Kubernetes");
        metadata.Fields["ISTIO_VERSION"] = Value.For("1.30.3");
        metadata.Fields["INSTANCE_IPS"] = Value.For("10.244.0.10");
        metadata.Fields["LABELS"] = Value.For(labels);
        return new ProxyNode("sidecar~10.244.0.10~storefront-v1-0.shop~shop.svc.cluster.local", "", metadata, "", "", "");
    }
}
