using Istiod.Commands;
using Istiod.Variables;
using Istiod.Primitives;

namespace Istiod.Options;

/// <summary>The flags of <c>discovery</c>; names, types and defaults are the reference's.</summary>
/// <remarks>istiod: pilot/cmd/pilot-discovery/app/cmd.go:addFlags; the texts are ours.</remarks>
internal static class DiscoveryFlags
{
    private const string Levels = "level is one of debug, info, warn, error, fatal, none";

    /// <summary>All flags, with defaults that the environment gives.</summary>
    public static IReadOnlyList<FlagDefinition> Definitions(PilotEnvironment environment) =>
    [
        new("registries", FlagKind.StringSlice, "Kubernetes", "Service registries to read: Kubernetes, Mock, or File (YAML of --configDir holds all kinds)"),
        new("clusterRegistriesNamespace", FlagKind.String, environment.PodNamespace, "Namespace that holds the secrets of remote clusters"),
        new("kubeconfig", FlagKind.String, "", "Kubeconfig file; in-cluster credentials without it"),
        new("meshConfig", FlagKind.String, "./etc/istio/config/mesh", "File with the mesh config; defaults are used if it does not exist"),
        new("networksConfig", FlagKind.String, "./etc/istio/config/meshNetworks", "File with the mesh networks; none if it does not exist"),
        new("namespace", FlagKind.String, environment.PodNamespace, "Namespace of this control plane; ${POD_NAMESPACE} if not set", "n"),
        new("cniNamespace", FlagKind.String, environment.PodNamespace, "Namespace of the istio-cni pods; ${POD_NAMESPACE} if not set"),
        new("shutdownDuration", FlagKind.Duration, "10s", "Time to drain on stop"),
        new("configDir", FlagKind.String, "", "Directory of config YAML to read and watch instead of the API server"),
        new("domain", FlagKind.String, "cluster.local", "DNS suffix of the cluster"),
        new("clusterID", FlagKind.String, environment.ClusterId, "Id of the cluster this runs in"),
        new("clusterAliases", FlagKind.StringToString, "", "Aliases of clusters, for example alias1=cluster1,alias2=cluster2"),
        new("httpAddr", FlagKind.String, ":8080", "Address of readiness and debug pages"),
        new("httpsAddr", FlagKind.String, ":15017", "Address of the webhooks"),
        new("grpcAddr", FlagKind.String, ":15010", "Address of discovery without TLS"),
        new("secureGRPCAddr", FlagKind.String, ":15012", "Address of discovery with TLS"),
        new("monitoringAddr", FlagKind.String, ":15014", "Address of metrics and version"),
        new("profile", FlagKind.Bool, "true", "Serve profiles at /debug/pprof"),
        new("caCertFile", FlagKind.String, "", "File with the CA certificates of the server"),
        new("tlsCertFile", FlagKind.String, "", "File with the server's certificate"),
        new("tlsKeyFile", FlagKind.String, "", "File with the key of --tlsCertFile"),
        new("tls-cipher-suites", FlagKind.StringSlice, "", "Cipher suites of the TLS server; the platform's if not set.\n"
            + "Preferred: " + string.Join(", ", TlsCipherNames.Secure) + ".\nInsecure: " + string.Join(", ", TlsCipherNames.Insecure) + "."),
        new("tls-min-version", FlagKind.String, "1.2", "Lowest TLS version of the server: 1.2 or 1.3"),
        new("kubernetesApiQPS", FlagKind.Float32, "80", "Most queries a second to the API server"),
        new("kubernetesApiBurst", FlagKind.Int, "160", "Largest burst of queries to the API server"),
        new("log_target", FlagKind.StringArray, "stdout", "Where the log goes: stdout, stderr or a path; may be given several times"),
        new("log_as_json", FlagKind.Bool, "false", "Log in JSON"),
        new("log_output_level", FlagKind.String, "", "Levels of log scopes, as scope:level,scope:level; scope all is every one; " + Levels),
        new("log_stacktrace_level", FlagKind.String, "default:none", "Levels at which stack traces are logged, as scope:level,…; " + Levels),
        new("log_caller", FlagKind.String, "", "Scopes whose lines say where they come from; all is every one"),
        new("ctrlz_port", FlagKind.UInt16, "9876", "Port of the ControlZ pages"),
        new("ctrlz_address", FlagKind.String, "localhost", "Address of the ControlZ pages; * is every one"),
        new("keepaliveInterval", FlagKind.Duration, GoDuration.Format(environment.KeepaliveIntervalNanoseconds), "Idle time after which a connection is pinged"),
        new("keepaliveTimeout", FlagKind.Duration, GoDuration.Format(environment.KeepaliveTimeoutNanoseconds), "Time to wait for the answer to a ping"),
        new("keepaliveMaxServerConnectionAge", FlagKind.Duration, "2562047h47m16.854775807s", "Age at which the server closes a connection gracefully"),
    ];
}
