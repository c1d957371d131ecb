namespace Istiod.Variables;

/// <summary>The variables that the host itself acts on; those of translation are in <c>MeshFeatures</c>.</summary>
internal sealed record PilotEnvironment
{
    /// <summary><c>POD_NAME</c>.</summary>
    public string PodName { get; init; } = "";

    /// <summary><c>POD_NAMESPACE</c>.</summary>
    public string PodNamespace { get; init; } = "istio-system";

    /// <summary><c>REVISION</c>; empty is <c>default</c>.</summary>
    public string Revision { get; init; } = "";

    /// <summary><c>CLUSTER_ID</c>.</summary>
    public string ClusterId { get; init; } = "Kubernetes";

    /// <summary><c>ENABLE_DEBUG_ON_HTTP</c>: serve debug pages.</summary>
    public bool EnableDebugOnHttp { get; init; } = true;

    /// <summary><c>UNSAFE_ENABLE_ADMIN_ENDPOINTS</c>: serve pages that harm.</summary>
    public bool EnableUnsafeAdminEndpoints { get; init; }

    /// <summary><c>ENABLE_DEBUG_ENDPOINT_AUTH</c>: callers outside the system namespace see proxies of their own namespace only.</summary>
    public bool EnableDebugEndpointAuth { get; init; } = true;

    /// <summary><c>DEBUG_ENDPOINT_AUTH_ALLOWED_NAMESPACES</c>, comma list: namespaces that may ask for every debug page.</summary>
    public IReadOnlySet<string> DebugEndpointNamespaces { get; init; } = new HashSet<string>();

    /// <summary><c>METRICS_LOCALHOST_ACCESS_ONLY</c>: answer <c>/metrics</c> from loopback only.</summary>
    public bool MetricsLocalhostAccessOnly { get; init; }

    /// <summary><c>ISTIO_GPRC_MAXSTREAMS</c> (spelt so).</summary>
    public int MaxConcurrentStreams { get; init; } = 100_000;

    /// <summary><c>ISTIO_GPRC_MAXRECVMSGSIZE</c> (spelt so), bytes.</summary>
    public int MaxReceiveMessageBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary><c>PILOT_PUSH_THROTTLE</c>; 0 is unset.</summary>
    public int PushThrottle { get; init; }

    /// <summary><c>PILOT_MAX_REQUESTS_PER_SECOND</c>; 0 is unset.</summary>
    public double MaxRequestsPerSecond { get; init; }

    /// <summary><c>PILOT_DEBOUNCE_AFTER</c>; <c>null</c> if not set: then pacing is adaptive.</summary>
    public TimeSpan? DebounceAfter { get; init; }

    /// <summary><c>PILOT_DEBOUNCE_MAX</c>; <c>null</c> if not set.</summary>
    public TimeSpan? DebounceMax { get; init; }

    /// <summary><c>PILOT_ENABLE_EDS_DEBOUNCE</c>: endpoint changes wait too.</summary>
    public bool EnableEdsDebounce { get; init; } = true;

    /// <summary><c>GRPC_KEEPALIVE_INTERVAL</c>.</summary>
    public long KeepaliveIntervalNanoseconds { get; init; } = 30_000_000_000;

    /// <summary><c>GRPC_KEEPALIVE_TIMEOUT</c>.</summary>
    public long KeepaliveTimeoutNanoseconds { get; init; } = 10_000_000_000;

    /// <summary><c>K_REVISION</c>: set by Knative; then the very first stream is refused.</summary>
    public string KnativeRevision { get; init; } = "";

    /// <summary><c>SHARED_MESH_CONFIG</c>: a ConfigMap beneath the own mesh config; empty for none.</summary>
    public string SharedMeshConfig { get; init; } = "";

    /// <summary><c>PILOT_ENABLE_GATEWAY_API_DEPLOYMENT_CONTROLLER</c>: Gateways get Deployments.</summary>
    public bool DeploysGateways { get; init; } = true;

    /// <summary><c>PILOT_REMOTE_CLUSTER_TIMEOUT</c>: how long a start waits for other clusters; 0 is without limit.</summary>
    public TimeSpan RemoteClusterTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Reads all of them.</summary>
    public static PilotEnvironment Read(EnvironmentReader reader)
    {
        PilotEnvironment defaults = new();
        return new PilotEnvironment
        {
            PodName = reader.Text("POD_NAME", defaults.PodName),
            PodNamespace = reader.Text("POD_NAMESPACE", defaults.PodNamespace),
            Revision = reader.Text("REVISION", defaults.Revision),
            ClusterId = reader.Text("CLUSTER_ID", defaults.ClusterId),
            EnableDebugOnHttp = reader.Bool("ENABLE_DEBUG_ON_HTTP", defaults.EnableDebugOnHttp),
            EnableUnsafeAdminEndpoints = reader.Bool("UNSAFE_ENABLE_ADMIN_ENDPOINTS", defaults.EnableUnsafeAdminEndpoints),
            EnableDebugEndpointAuth = reader.Bool("ENABLE_DEBUG_ENDPOINT_AUTH", defaults.EnableDebugEndpointAuth),
            DebugEndpointNamespaces = reader.Text("DEBUG_ENDPOINT_AUTH_ALLOWED_NAMESPACES", "").Split(',').ToHashSet(StringComparer.Ordinal),
            MetricsLocalhostAccessOnly = reader.Bool("METRICS_LOCALHOST_ACCESS_ONLY", defaults.MetricsLocalhostAccessOnly),
            MaxConcurrentStreams = reader.Int("ISTIO_GPRC_MAXSTREAMS", defaults.MaxConcurrentStreams),
            MaxReceiveMessageBytes = reader.Int("ISTIO_GPRC_MAXRECVMSGSIZE", defaults.MaxReceiveMessageBytes),
            PushThrottle = reader.Int("PILOT_PUSH_THROTTLE", defaults.PushThrottle),
            MaxRequestsPerSecond = reader.Float("PILOT_MAX_REQUESTS_PER_SECOND", defaults.MaxRequestsPerSecond),
            DebounceAfter = OptionalDuration(reader, "PILOT_DEBOUNCE_AFTER", TimeSpan.FromMilliseconds(100)),
            DebounceMax = OptionalDuration(reader, "PILOT_DEBOUNCE_MAX", TimeSpan.FromSeconds(10)),
            EnableEdsDebounce = reader.Bool("PILOT_ENABLE_EDS_DEBOUNCE", defaults.EnableEdsDebounce),
            KeepaliveIntervalNanoseconds = reader.Nanoseconds("GRPC_KEEPALIVE_INTERVAL", defaults.KeepaliveIntervalNanoseconds),
            KeepaliveTimeoutNanoseconds = reader.Nanoseconds("GRPC_KEEPALIVE_TIMEOUT", defaults.KeepaliveTimeoutNanoseconds),
            KnativeRevision = reader.Text("K_REVISION", defaults.KnativeRevision),
            RemoteClusterTimeout = reader.Duration("PILOT_REMOTE_CLUSTER_TIMEOUT", defaults.RemoteClusterTimeout),
            SharedMeshConfig = reader.Text("SHARED_MESH_CONFIG", defaults.SharedMeshConfig),
            DeploysGateways = reader.Bool("PILOT_ENABLE_GATEWAY_API_DEPLOYMENT_CONTROLLER", defaults.DeploysGateways),
        };
    }

    private static TimeSpan? OptionalDuration(EnvironmentReader reader, string name, TimeSpan defaultValue)
    {
        TimeSpan value = reader.Duration(name, defaultValue);
        return reader.IsSet(name) ? value : null;
    }
}
