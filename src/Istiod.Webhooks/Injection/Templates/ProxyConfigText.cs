using Istiod.Config.Mesh;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>The JSON of a message for a template; of a proxy config, without what is at its default.</summary>
/// <remarks>istiod: pkg/kube/inject/template.go:protoToJSON, cleanProxyConfig.</remarks>
internal static class ProxyConfigText
{
    /// <summary>proto3 JSON; <c>{}</c> of a nil message.</summary>
    public static string Of(ProtoObject? message) =>
        message is null ? "{}" : message.Source is ProxyConfig proxy ? message.Remember(() => ProxyConfigOrder.Apply(Clean(proxy).ToJson())) : message.ToJson();

    private static ProxyConfig Clean(ProxyConfig proxy)
    {
        ProxyConfig clean = proxy.Clone();
        ProxyConfig usual = MeshDefaults.Proxy();
        clean.ConfigPath = Unless(clean.ConfigPath, usual.ConfigPath);
        clean.BinaryPath = Unless(clean.BinaryPath, usual.BinaryPath);
        clean.DiscoveryAddress = Unless(clean.DiscoveryAddress, usual.DiscoveryAddress);
        clean.ControlPlaneAuthPolicy = clean.ControlPlaneAuthPolicy == usual.ControlPlaneAuthPolicy ? 0 : clean.ControlPlaneAuthPolicy;
        clean.ProxyAdminPort = clean.ProxyAdminPort == usual.ProxyAdminPort ? 0 : clean.ProxyAdminPort;
        clean.StatNameLength = clean.StatNameLength == usual.StatNameLength ? 0 : clean.StatNameLength;
        clean.StatusPort = clean.StatusPort == usual.StatusPort ? 0 : clean.StatusPort;
        clean.DrainDuration = clean.DrainDuration == usual.DrainDuration ? null : clean.DrainDuration;
        clean.TerminationDrainDuration = clean.TerminationDrainDuration == usual.TerminationDrainDuration ? null : clean.TerminationDrainDuration;
        if (clean.ClusterNameCase == ProxyConfig.ClusterNameOneofCase.ServiceCluster && clean.ServiceCluster == usual.ServiceCluster)
        {
            clean.ClearClusterName();
        }

        return clean;
    }

    private static string Unless(string value, string usual) => string.Equals(value, usual, StringComparison.Ordinal) ? "" : value;
}
