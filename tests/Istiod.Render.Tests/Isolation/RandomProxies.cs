using Istiod.Protobuf;
using Istiod.Resources;

namespace Istiod.Render.Tests.Isolation;

/// <summary>Proxies with random properties, and twins that differ from another in one property only.</summary>
internal sealed class RandomProxies(int seed)
{
    private static readonly string[] s_kinds = ["sidecar", "sidecar", "sidecar", "sidecar", "router", "waypoint", "ztunnel"];
    private static readonly string[] s_addresses =
        ["10.0.1.1", "10.0.1.2", "10.0.2.1", "10.0.3.1", "10.9.3.1", "10.0.9.1", "10.77.0.1", "fd00::1", "192.0.2.9"];

    private static readonly string[] s_names = ["web-1", "web-2", "cart-1", "api-1", "api-r", "vm-1", "other"];
    private static readonly string[] s_namespaces = ["shop", "shop", "far", "istio-system", "unknown"];
    private static readonly string[] s_localities = ["", "eu/a", "eu/b", "us/b", "us/b/rack2"];

    private static readonly (string Key, string[] Values)[] s_metadata =
    [
        ("CLUSTER_ID", ["Kubernetes", "Kubernetes", "remote-a", "", "elsewhere"]),
        ("NETWORK", ["", "", "net-1", "net-2"]),
        ("NAMESPACE", ["shop", "shop", "far", "istio-system", "unknown", ""]),
        ("ISTIO_VERSION", ["1.30.3", "1.30.3", "1.24.0", "1.22.1", "odd"]),
        ("INTERCEPTION_MODE", ["REDIRECT", "TPROXY", "NONE", ""]),
        ("REQUESTED_NETWORK_VIEW", ["", "", "net-1", "net-1,net-2"]),
        ("MESH_ID", ["mesh", "other", ""]),
        ("SERVICE_ACCOUNT", ["web", "default", ""]),
        ("WORKLOAD_NAME", ["", "web", "w"]),
        ("OWNER", ["", "kubernetes://x"]),
        ("NODE_NAME", ["", "n1", "n2"]),
        ("GENERATOR", ["", "", "", "grpc"]),
        ("HTTP_PROXY_PORT", ["", "", "15007"]),
        ("HTTP10", ["", "", "1"]),
        ("IDLE_TIMEOUT", ["", "", "15s", "0s"]),
        ("UNPRIVILEGED_POD", ["", "true"]),
        ("DNS_CAPTURE", ["", "true"]),
        ("DNS_AUTO_ALLOCATE", ["", "true"]),
        ("ENABLE_HBONE", ["", "true"]),
        ("DISABLE_HBONE_SEND", ["", "true"]),
        ("METADATA_DISCOVERY", ["", "true", "false"]),
        ("INBOUND_LISTENER_EXACT_BALANCE", ["", "true"]),
        ("OUTBOUND_LISTENER_EXACT_BALANCE", ["", "true"]),
        ("TLS_SERVER_CERT_CHAIN", ["", "", "/a/chain"]),
        ("TLS_SERVER_KEY", ["", "/a/key"]),
        ("TLS_SERVER_ROOT_CERT", ["", "/a/root"]),
        ("TLS_CLIENT_CERT_CHAIN", ["", "", "/c/chain"]),
        ("TLS_CLIENT_KEY", ["", "/c/key"]),
        ("TLS_CLIENT_ROOT_CERT", ["", "/c/root"]),
        ("credential", ["", "", "true"]),
        ("file-credential", ["", "", "true"]),
        ("ENVOY_STATUS_PORT", ["", "15021"]),
        ("ENVOY_PROMETHEUS_PORT", ["", "15090"]),
        ("APP_CONTAINERS", ["", "app", "app,more"]),
    ];

    private static readonly (string Key, string[] Values)[] s_labels =
    [
        ("app", ["web", "cart", "api", "vm", ""]),
        ("version", ["v1", "v2", ""]),
        ("service.istio.io/canonical-name", ["", "", "canon"]),
        ("service.istio.io/canonical-revision", ["", "", "r1"]),
        ("topology.istio.io/network", ["", "", "net-2"]),
        ("app.kubernetes.io/name", ["", "", "k8s"]),
        ("test.istio.io/istio.io.type", ["", "", "vm"]),
        ("security.istio.io/tlsMode", ["istio", ""]),
        ("istio-locality", ["", "", "ap.z"]),
    ];

    private static readonly string[] s_proxyConfigs =
    [
        "", "", """{"concurrency":2,"proxyHeaders":{"attemptCount":{"disabled":true}}}""",
        """{"tracing":{"sampling":33,"customTags":{"t":{"literal":{"value":"v"}}}}}""",
        """{"proxyHeaders":{"preserveHttp1HeaderCase":true,"serverHeader":{"value":"s"}}}""",
        """{"privateKeyProvider":{"cryptomb":{"pollDelay":"1s"}}}""", """{"proxyHeaders":{"xForwardedHost":{"enabled":true}}}""",
    ];

    private readonly Random _random = new(seed);

    /// <summary>How many properties a proxy has that <see cref="Twin"/> can change.</summary>
    public static int PropertyCount => 8 + s_metadata.Length + s_labels.Length;

    /// <summary>A vector of random choices; most are ordinary.</summary>
    public int[] Random()
    {
        int[] choices = new int[PropertyCount];
        for (int i = 0; i < choices.Length; i++)
        {
            choices[i] = _random.Next(3) > 0 ? 0 : _random.Next(60);
        }

        choices[1] = _random.Next(60);
        choices[2] = _random.Next(60);
        return choices;
    }

    /// <summary>The same proxy but for one property.</summary>
    public int[] Twin(int[] of, int property)
    {
        int[] choices = [.. of];
        choices[property] += 1 + _random.Next(4);
        return choices;
    }

    /// <summary>The proxy of a vector.</summary>
    public static ProxyNode Node(int[] choices)
    {
        int at = 0;
        string Next(string[] options) => options[choices[at++] % options.Length];
        string kind = Next(s_kinds);
        string address = Next(s_addresses);
        string name = Next(s_names);
        string ns = Next(s_namespaces);
        string[] locality = Next(s_localities).Split('/');
        string more = Next(["", "", ",fd00::2", ",10.0.1.2"]);
        string config = Next(s_proxyConfigs);
        string domain = Next(["svc.cluster.local", "svc.cluster.local", "svc.other.local"]);
        Struct metadata = new();
        metadata.Fields["NAME"] = Value.For(name);
        metadata.Fields["INSTANCE_IPS"] = Value.For(address + more);
        foreach ((string key, string[] values) in s_metadata)
        {
            bool isUsual = choices[at] == 0;
            string value = Next(values);
            value = isUsual && key == "NAMESPACE" ? ns : value;
            if (value.Length > 0)
            {
                metadata.Fields[key] = Value.For(value);
            }
        }

        Struct labels = new();
        foreach ((string key, string[] values) in s_labels)
        {
            string value = Next(values);
            if (value.Length > 0)
            {
                labels.Fields[key] = Value.For(value);
            }
        }

        metadata.Fields["LABELS"] = Value.For(labels);
        if (config.Length > 0)
        {
            metadata.Fields["PROXY_CONFIG"] = Value.For(Struct.ParseJson(System.Text.Encoding.UTF8.GetBytes(config)));
        }

        return new ProxyNode(
            $"{kind}~{address}~{name}.{ns}~{ns}.{domain}",
            $"{name}.{ns}",
            metadata,
            locality[0],
            locality.Length > 1 ? locality[1] : "",
            locality.Length > 2 ? locality[2] : "");
    }
}
