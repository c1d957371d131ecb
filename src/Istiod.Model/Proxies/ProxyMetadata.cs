using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>The node metadata that translation reads, typed. Unset strings are empty.</summary>
/// <remarks>istiod: pkg/model/proxy.go:NodeMetadata. Names in upper case there: INSTANCE_IPS, DNS_CAPTURE…</remarks>
public sealed record ProxyMetadata
{
    /// <summary>What was sent, for EnvoyFilter matches and what is read seldom.</summary>
    public RawMetadata Raw { get; init; } = RawMetadata.Empty;

    /// <summary><c>NAME</c>: pod name.</summary>
    public string Name { get; init; } = "";

    /// <summary><c>NAMESPACE</c>.</summary>
    public string Namespace { get; init; } = "";

    /// <summary><c>LABELS</c> over <c>STATIC_LABELS</c>.</summary>
    public LabelSet Labels { get; init; } = LabelSet.Empty;

    /// <summary><c>ANNOTATIONS</c>.</summary>
    public LabelSet Annotations { get; init; } = LabelSet.Empty;

    /// <summary><c>INSTANCE_IPS</c>.</summary>
    public ValueArray<string> InstanceIPs { get; init; }

    /// <summary><c>CLUSTER_ID</c>.</summary>
    public string ClusterId { get; init; } = "";

    /// <summary><c>NETWORK</c>.</summary>
    public string Network { get; init; } = "";

    /// <summary><c>REQUESTED_NETWORK_VIEW</c>: networks whose endpoints the proxy wants; empty: all.</summary>
    public ValueArray<string> RequestedNetworkView { get; init; }

    /// <summary><c>MESH_ID</c>.</summary>
    public string MeshId { get; init; } = "";

    /// <summary><c>SERVICE_ACCOUNT</c>.</summary>
    public string ServiceAccount { get; init; } = "";

    /// <summary><c>WORKLOAD_NAME</c>.</summary>
    public string WorkloadName { get; init; } = "";

    /// <summary><c>OWNER</c>.</summary>
    public string Owner { get; init; } = "";

    /// <summary><c>NODE_NAME</c>.</summary>
    public string NodeName { get; init; } = "";

    /// <summary><c>GENERATOR</c>.</summary>
    public string Generator { get; init; } = "";

    /// <summary><c>ISTIO_VERSION</c>.</summary>
    public string IstioVersion { get; init; } = "";

    /// <summary><c>INTERCEPTION_MODE</c>.</summary>
    public InterceptionMode InterceptionMode { get; init; }

    /// <summary><c>HTTP_PROXY_PORT</c>.</summary>
    public string HttpProxyPort { get; init; } = "";

    /// <summary><c>HTTP10</c>: <c>1</c> accepts HTTP/1.0.</summary>
    public string Http10 { get; init; } = "";

    /// <summary><c>IDLE_TIMEOUT</c>, Go duration text.</summary>
    public string IdleTimeout { get; init; } = "";

    /// <summary><c>UNPRIVILEGED_POD</c>.</summary>
    public string UnprivilegedPod { get; init; } = "";

    /// <summary><c>DNS_CAPTURE</c>.</summary>
    public bool CapturesDns { get; init; }

    /// <summary><c>DNS_AUTO_ALLOCATE</c>.</summary>
    public bool AutoAllocatesDns { get; init; }

    /// <summary><c>ENABLE_HBONE</c>.</summary>
    public bool EnablesHbone { get; init; }

    /// <summary><c>DISABLE_HBONE_SEND</c>.</summary>
    public bool DisablesHboneSend { get; init; }

    /// <summary><c>METADATA_DISCOVERY</c>: <c>null</c> if not said.</summary>
    public bool? MetadataDiscovery { get; init; }

    /// <summary><c>INBOUND_LISTENER_EXACT_BALANCE</c>.</summary>
    public bool InboundExactBalance { get; init; }

    /// <summary><c>OUTBOUND_LISTENER_EXACT_BALANCE</c>.</summary>
    public bool OutboundExactBalance { get; init; }

    /// <summary><c>TLS_SERVER_CERT_CHAIN</c>.</summary>
    public string TlsServerCertChain { get; init; } = "";

    /// <summary><c>TLS_SERVER_KEY</c>.</summary>
    public string TlsServerKey { get; init; } = "";

    /// <summary><c>TLS_SERVER_ROOT_CERT</c>.</summary>
    public string TlsServerRootCert { get; init; } = "";

    /// <summary><c>TLS_CLIENT_CERT_CHAIN</c>.</summary>
    public string TlsClientCertChain { get; init; } = "";

    /// <summary><c>TLS_CLIENT_KEY</c>.</summary>
    public string TlsClientKey { get; init; } = "";

    /// <summary><c>TLS_CLIENT_ROOT_CERT</c>.</summary>
    public string TlsClientRootCert { get; init; } = "";

    /// <summary>Whether the raw metadata holds the text <c>true</c> under <paramref name="key"/>.</summary>
    public bool IsTrue(string key) =>
        Raw.TryGetText(key, out string? text) && string.Equals(text, "true", StringComparison.Ordinal);
}
