using System.Globalization;
using System.Text.Json;
using Istiod.Compiler.Names;
using Istiod.Config;
using Istiod.Model;
using Istiod.Primitives;
using static Istiod.Config.JsonParts;

namespace Istiod.Compiler.Networks;

/// <summary>A Gateway resource (Gateway API) that is labelled with a network → gateways to that network.</summary>
/// <remarks>istiod: serviceregistry/kube/controller/network.go:handleGatewayResource, kube/conversion.go:IsAutoPassthrough.</remarks>
internal static class GatewayResources
{
    private const string RemoteClass = "istio-remote";
    private const string ModeOption = "gateway.istio.io/listener-protocol";
    private const string ServiceAccount = "gateway.istio.io/service-account";
    private const int DefaultPassthroughPort = 15443;

    /// <param name="key">The Gateway.</param>
    /// <param name="item">Its object.</param>
    /// <param name="isConfigCluster">Gateways of class <c>istio-remote</c> count in the config's cluster only.</param>
    public static ValueArray<NetworkGateway> Convert(ObjectKey key, ConfigObject item, bool isConfigCluster)
    {
        string network = item.Meta.Labels.GetOrEmpty(LabelNames.Network);
        if (network.Length == 0 || item.Spec is not JsonValue spec)
        {
            return default;
        }

        using JsonDocument document = spec.Parse();
        JsonElement root = document.RootElement;
        string className = Text(root, "gatewayClassName");
        bool isRemote = string.Equals(className, RemoteClass, StringComparison.Ordinal);
        if (isRemote && !isConfigCluster)
        {
            return default;
        }

        string account = item.Meta.Annotations.GetOrEmpty(ServiceAccount);
        NetworkGateway template = new(
            new NetworkId(network),
            key.Cluster,
            "",
            0,
            0,
            new NamespacedName(
                key.Namespace, account.Length > 0 ? account : isRemote ? $"{key.Name}-{className}" : key.Name));
        List<NetworkGateway> gateways = [];
        foreach (JsonElement address in Items(root, "addresses"))
        {
            if (Text(address, "type") is not ("IPAddress" or "Hostname"))
            {
                continue;
            }

            NetworkGateway atAddress = template with { Address = Text(address, "value") };
            foreach (JsonElement listener in Items(root, "listeners"))
            {
                int port = Number(listener, "port");
                if (PassesThrough(item.Meta.Labels, listener, port))
                {
                    Add(gateways, atAddress with { Port = port });
                }

                if (string.Equals(Text(listener, "protocol"), "HBONE", StringComparison.Ordinal))
                {
                    Add(gateways, atAddress with { Port = port, HbonePort = port });
                }
            }
        }

        return ValueArray.From(gateways);
    }

    private static bool PassesThrough(LabelSet labels, JsonElement listener, int port)
    {
        if (!listener.TryGetProperty("tls", out JsonElement tls) || tls.ValueKind != JsonValueKind.Object)
        {
            return false;
        }

        if (tls.TryGetProperty("options", out JsonElement options)
            && string.Equals(Text(options, ModeOption), "auto-passthrough", StringComparison.Ordinal))
        {
            return true;
        }

        return labels.TryGet(LabelNames.GatewayPort, out string? text)
            ? string.Equals(text, port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal)
            : port == DefaultPassthroughPort;
    }

    private static void Add(List<NetworkGateway> gateways, NetworkGateway gateway)
    {
        if (!gateways.Contains(gateway))
        {
            gateways.Add(gateway);
        }
    }
}
