using System.Globalization;
using Istiod.Commands;
using Istiod.Diagnostics.Logging;
using Istiod.Primitives;

namespace Istiod.Options;

/// <summary>The flags of <c>discovery</c> as values.</summary>
internal sealed record DiscoveryOptions
{
    /// <summary>The registry whose source are the files of <see cref="ConfigDirectory"/>; ours, the reference has no such.</summary>
    public const string FileRegistry = "File";

    /// <summary>The registry whose source is the API server.</summary>
    public const string KubernetesRegistry = "Kubernetes";

    public required IReadOnlyList<string> Registries { get; init; }

    public required string Kubeconfig { get; init; }

    public required double KubernetesQueriesPerSecond { get; init; }

    public required int KubernetesBurst { get; init; }

    public required string Namespace { get; init; }

    public required string ClusterRegistriesNamespace { get; init; }

    public required string ConfigDirectory { get; init; }

    public required string MeshConfigFile { get; init; }

    public required string NetworksConfigFile { get; init; }

    public required string Domain { get; init; }

    public required string ClusterId { get; init; }

    public required IReadOnlyList<string> ClusterAliases { get; init; }

    public required string HttpAddress { get; init; }

    public required string HttpsAddress { get; init; }

    public required string GrpcAddress { get; init; }

    public required string SecureGrpcAddress { get; init; }

    public required string MonitoringAddress { get; init; }

    public required string CaCertFile { get; init; }

    public required string TlsCertFile { get; init; }

    public required string TlsKeyFile { get; init; }

    public required IReadOnlyList<string> TlsCipherSuites { get; init; }

    public required string TlsMinVersion { get; init; }

    public required TimeSpan ShutdownDuration { get; init; }

    public required TimeSpan KeepaliveInterval { get; init; }

    public required TimeSpan KeepaliveTimeout { get; init; }

    /// <summary><see cref="TimeSpan.MaxValue"/> is without end.</summary>
    public required TimeSpan KeepaliveMaxServerConnectionAge { get; init; }

    /// <summary>Host of the ControlZ pages; <c>*</c> is every interface.</summary>
    public required string ControlZAddress { get; init; }

    /// <summary>0 for no ControlZ.</summary>
    public required int ControlZPort { get; init; }

    /// <summary>Whether <c>/debug/pprof</c> is served.</summary>
    public required bool ServesProfiles { get; init; }

    public required LogOptions Log { get; init; }

    /// <summary>Whether files are the source of everything.</summary>
    public bool ReadsFiles => Registries.Contains(FileRegistry, StringComparer.Ordinal);

    /// <summary>Whether the own cluster's API server is read.</summary>
    public bool ReadsCluster => !ReadsFiles && Registries.Contains(KubernetesRegistry, StringComparer.Ordinal);

    /// <summary>Takes the values out of parsed flags.</summary>
    public static DiscoveryOptions From(FlagSet flags) => new()
    {
        Registries = flags["registries"].Items,
        Kubeconfig = flags["kubeconfig"].Scalar,
        KubernetesQueriesPerSecond = Rate(flags["kubernetesApiQPS"].Scalar),
        KubernetesBurst = (int)Math.Clamp(Rate(flags["kubernetesApiBurst"].Scalar), 1, 1_000_000),
        Namespace = flags["namespace"].Scalar,
        ClusterRegistriesNamespace = flags["clusterRegistriesNamespace"].Scalar,
        ConfigDirectory = flags["configDir"].Scalar,
        MeshConfigFile = flags["meshConfig"].Scalar,
        NetworksConfigFile = flags["networksConfig"].Scalar,
        Domain = flags["domain"].Scalar,
        ClusterId = flags["clusterID"].Scalar,
        ClusterAliases = flags["clusterAliases"].Items,
        HttpAddress = flags["httpAddr"].Scalar,
        HttpsAddress = flags["httpsAddr"].Scalar,
        GrpcAddress = flags["grpcAddr"].Scalar,
        SecureGrpcAddress = flags["secureGRPCAddr"].Scalar,
        MonitoringAddress = flags["monitoringAddr"].Scalar,
        CaCertFile = flags["caCertFile"].Scalar,
        TlsCertFile = flags["tlsCertFile"].Scalar,
        TlsKeyFile = flags["tlsKeyFile"].Scalar,
        TlsCipherSuites = flags["tls-cipher-suites"].Items,
        TlsMinVersion = flags["tls-min-version"].Scalar,
        ShutdownDuration = Time(flags["shutdownDuration"]),
        KeepaliveInterval = Time(flags["keepaliveInterval"]),
        KeepaliveTimeout = Time(flags["keepaliveTimeout"]),
        KeepaliveMaxServerConnectionAge = Time(flags["keepaliveMaxServerConnectionAge"]),
        ControlZAddress = flags["ctrlz_address"].Scalar,
        ControlZPort = GoSyntax.TryParseInteger(flags["ctrlz_port"].Scalar, out Int128 port) ? (int)port : 0,
        ServesProfiles = flags["profile"].IsTrue,
        Log = new LogOptions
        {
            Targets = flags["log_target"].Items,
            AsJson = flags["log_as_json"].IsTrue,
            OutputLevel = flags["log_output_level"].Scalar,
            StackTraceLevel = flags["log_stacktrace_level"].Scalar,
            Callers = flags["log_caller"].Scalar,
        },
    };

    /// <summary>What must not be started with.</summary>
    /// <returns>The first fault in the reference's words; <c>null</c> if none.</returns>
    /// <remarks>istiod: pilot/cmd/pilot-discovery/app/options.go:validateFlags.</remarks>
    public string? Fault()
    {
        if (KeepaliveMaxServerConnectionAge < TimeSpan.Zero)
        {
            string age = GoDuration.Format(KeepaliveMaxServerConnectionAge.Ticks * 100);
            return $"invalid duration: {age}: --keepaliveMaxServerConnectionAge only accepts positive duration eg: 30m";
        }

        HashSet<string> aliased = new(StringComparer.Ordinal);
        foreach (string alias in ClusterAliases)
        {
            string cluster = alias[(alias.IndexOf('=', StringComparison.Ordinal) + 1)..];
            if (!aliased.Add(cluster))
            {
                return "More than one cluster alias for cluster id: " + cluster;
            }
        }

        if (TlsMinVersion is not ("1.2" or "1.3"))
        {
            return $"minimum TLS version: {TlsMinVersion} is not supported. Only 1.2 and 1.3 are supported";
        }

        foreach (string name in TlsCipherSuites)
        {
            if (!TlsCipherNames.IsKnown(name))
            {
                return $"cipher suite {name} not supported or doesn't exist";
            }
        }

        return null;
    }

    // As client-go: nothing and less is without limit.
    private static double Rate(string text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double rate) && rate is > 0 and < 1e6 ? rate : 1e6;

    private static TimeSpan Time(FlagValue value) =>
        value.Nanoseconds == long.MaxValue ? TimeSpan.MaxValue : TimeSpan.FromTicks(value.Nanoseconds / 100);
}
