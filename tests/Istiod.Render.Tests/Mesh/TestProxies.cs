using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Resources;

namespace Istiod.Render.Tests.Mesh;

/// <summary>Proxies of the test mesh, each different in a way that matters.</summary>
internal static class TestProxies
{
    /// <summary>A few that between them reach every branch of the projections.</summary>
    public static IReadOnlyList<ProxyNode> Some { get; } =
    [
        Node("sidecar", "10.0.1.1", "web-1", "shop", "eu/a", ("APP", "web"), ("VERSION", "v1")),
        Node("sidecar", "10.0.1.2", "web-2", "shop", "", ("APP", "web"), ("VERSION", "v2"), ("NODE_NAME", "n2"), ("DNS_CAPTURE", "true")),
        Node("sidecar", "10.0.2.1", "cart-1", "shop", "", ("APP", "cart"), ("INTERCEPTION_MODE", "TPROXY"), ("NETWORK", "net-2")),
        Node("sidecar", "10.0.3.1", "api-1", "far", "us/b", ("APP", "api"), ("INTERCEPTION_MODE", "NONE"), ("HTTP_PROXY_PORT", "15007")),
        Node("sidecar", "10.0.9.1", "vm-1", "far", "", ("APP", "vm"), ("VERSION", "v1")),
        Node("sidecar", "10.9.3.1", "api-r", "far", "", ("APP", "api"), ("CLUSTER_ID", "remote-a"), ("NETWORK", "net-2"), ("ISTIO_VERSION", "1.24.0")),
        Node("sidecar", "10.0.8.8", "nowhere", "shop", "", ("APP", "web"), ("INSTANCE_IPS", "10.0.8.8,fd00::88")),
        Node("sidecar", "10.0.6.1", "x-1", "alone", "", ("APP", "x")),
        Node("sidecar", "10.0.6.2", "p-1", "ported", "", ("APP", "p")),
        Node("router", "10.0.7.1", "gw-1", "istio-system", "eu/b", ("APP", "gw")),
        Node("sidecar", "10.0.1.2", "found", "far", "us/b", ("APP", "api"), ("CLUSTER_ID", ""), ("VERSION", "v1")),
        Node("router", "10.0.7.2", "gw-2", "shop", "", ("APP", "gw"), ("VERSION", "v1"), ("NETWORK", "net-1"), ("INSTANCE_IPS", "10.0.7.2,fd00::72")),
    ];

    /// <summary>A proxy; APP and VERSION become labels, all else metadata.</summary>
    public static ProxyNode Node(
        string kind, string address, string name, string ns, string locality, params ReadOnlySpan<(string Key, string Value)> more)
    {
        Struct metadata = new();
        Struct labels = new();
        metadata.Fields["NAME"] = Value.For(name);
        metadata.Fields["NAMESPACE"] = Value.For(ns);
        metadata.Fields["CLUSTER_ID"] = Value.For("Kubernetes");
        metadata.Fields["ISTIO_VERSION"] = Value.For("1.30.3");
        metadata.Fields["INSTANCE_IPS"] = Value.For(address);
        metadata.Fields["MESH_ID"] = Value.For("mesh");
        foreach ((string key, string value) in more)
        {
            if (key is "APP" or "VERSION")
            {
                labels.Fields[key.ToLowerInvariant()] = Value.For(value);
            }
            else
            {
                metadata.Fields[key] = Value.For(value);
            }
        }

        metadata.Fields["LABELS"] = Value.For(labels);
        string[] parts = locality.Split('/');
        return new ProxyNode(
            $"{kind}~{address}~{name}.{ns}~{ns}.svc.cluster.local",
            $"{name}.{ns}",
            metadata,
            parts[0],
            parts.Length > 1 ? parts[1] : "",
            "") { Verified = name == "nowhere" ? null : new WorkloadAccount(ns, "app") };
    }
}
