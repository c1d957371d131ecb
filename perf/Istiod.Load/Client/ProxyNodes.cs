using System.Text;
using System.Text.Json;
using Istiod.Protobuf;

namespace Istiod.Load.Client;

/// <summary>The Node message of a proxy, with the metadata that an Envoy of the mesh sends.</summary>
internal static class ProxyNodes
{
    /// <summary>The node as a stream's first request carries it.</summary>
    public static byte[] Of(Mesh mesh, int i)
    {
        (string id, string cluster, Struct metadata) = Parts(mesh, i);
        using MemoryStream to = new();
        Requests.Field(to, 1, Encoding.UTF8.GetBytes(id));
        Requests.Field(to, 2, Encoding.UTF8.GetBytes(cluster));
        Requests.Field(to, 3, metadata.ToByteArray());
        Requests.Field(to, 6, "envoy"u8);
        return to.ToArray();
    }

    /// <summary>The first nodes as a file that <c>pilot-discovery render --proxy</c> reads.</summary>
    public static void WriteFile(string file, Mesh mesh, int count)
    {
        using FileStream to = File.Create(file);
        using Utf8JsonWriter json = new(to);
        json.WriteStartArray();
        for (int i = 0; i < count; i++)
        {
            (string id, string cluster, Struct metadata) = Parts(mesh, i);
            json.WriteStartObject();
            json.WriteString("id", id);
            json.WriteString("cluster", cluster);
            json.WritePropertyName("metadata");
            metadata.WriteJson(json, ProtoJsonOptions.Default);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static (string Id, string Cluster, Struct Metadata) Parts(Mesh mesh, int i)
    {
        string ns = mesh.NamespaceOf(i);
        string app = mesh.AppOf(i);
        string pod = $"client-{i}";
        Struct labels = Object(
            ("app", app),
            ("security.istio.io/tlsMode", "istio"),
            ("service.istio.io/canonical-name", app),
            ("service.istio.io/canonical-revision", "latest"));
        Struct proxyConfig = Object(
            ("configPath", "./etc/istio/proxy"),
            ("binaryPath", "/usr/local/bin/envoy"),
            ("serviceCluster", "istio-proxy"),
            ("drainDuration", "45s"),
            ("discoveryAddress", "istiod.istio-system.svc:15012"),
            ("controlPlaneAuthPolicy", "MUTUAL_TLS"),
            ("statusPort", "15020"),
            ("terminationDrainDuration", "5s"));
        proxyConfig.Fields["proxyAdminPort"] = Value.For(15000);
        proxyConfig.Fields["statNameLength"] = Value.For(189);
        Struct metadata = Object(
            ("APP_CONTAINERS", "app"),
            ("CLUSTER_ID", "Kubernetes"),
            ("ENVOY_PROMETHEUS_PORT", "15090"),
            ("ENVOY_STATUS_PORT", "15021"),
            ("INSTANCE_IPS", Mesh.PodIP(i)),
            ("INTERCEPTION_MODE", "REDIRECT"),
            ("ISTIO_PROXY_SHA", "2f5a8a2d9d3c9a4c0a3d7ab4a3ccf4f6c9c0b4b1"),
            ("ISTIO_VERSION", "1.30.3"),
            ("MESH_ID", "cluster.local"),
            ("NAME", pod),
            ("NAMESPACE", ns),
            ("NODE_NAME", mesh.NodeOf(i)),
            ("OWNER", $"kubernetes://apis/apps/v1/namespaces/{ns}/deployments/{app}"),
            ("POD_PORTS", "[]"),
            ("SERVICE_ACCOUNT", "app"),
            ("WORKLOAD_NAME", app));
        metadata.Fields["LABELS"] = new Value { StructValue = labels };
        metadata.Fields["PROXY_CONFIG"] = new Value { StructValue = proxyConfig };
        return ($"sidecar~{Mesh.PodIP(i)}~{pod}.{ns}~{ns}.svc.cluster.local", $"{app}.{ns}", metadata);
    }

    private static Struct Object(params ReadOnlySpan<(string Key, string Text)> members)
    {
        Struct made = new();
        foreach ((string key, string text) in members)
        {
            made.Fields[key] = Value.For(text);
        }

        return made;
    }
}
