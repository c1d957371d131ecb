using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;

namespace Istiod.Envoy.Listeners;

/// <summary>Says which object a part of the config comes from.</summary>
/// <remarks>istiod: pilot/pkg/networking/util/util.go:BuildConfigInfoMetadata.</remarks>
internal static class ConfigMetadata
{
    /// <summary>For a virtual service.</summary>
    public static Metadata VirtualService(NamespacedName name) => Of("virtual-service", name);

    /// <summary>For a Sidecar.</summary>
    public static Metadata Sidecar(NamespacedName name) => Of("sidecar", name);

    private static Metadata Of(string kind, NamespacedName name)
    {
        Struct istio = new();
        istio.Fields["config"] =
            Value.For($"/apis/networking.istio.io/v1/namespaces/{name.Namespace}/{kind}/{name.Name}");
        Metadata metadata = new();
        metadata.FilterMetadata["istio"] = istio;
        return metadata;
    }
}
