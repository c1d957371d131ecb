namespace Istiod.Compiler.Names;

/// <summary>Labels and annotations that users and Kubernetes set and the compiler reads.</summary>
internal static class LabelNames
{
    public const string Network = "topology.istio.io/network";
    public const string Cluster = "topology.istio.io/cluster";
    public const string Subzone = "topology.istio.io/subzone";
    public const string Locality = "topology.istio.io/locality";
    public const string OldLocality = "istio-locality";
    public const string Region = "topology.kubernetes.io/region";
    public const string Zone = "topology.kubernetes.io/zone";
    public const string OldRegion = "failure-domain.beta.kubernetes.io/region";
    public const string OldZone = "failure-domain.beta.kubernetes.io/zone";
    public const string Node = "kubernetes.io/hostname";
    public const string TlsMode = "security.istio.io/tlsMode";
    public const string WorkloadName = "service.istio.io/workload-name";
    public const string CanonicalName = "service.istio.io/canonical-name";
    public const string CanonicalRevision = "service.istio.io/canonical-revision";
    public const string GatewayPort = "networking.istio.io/gatewayPort";
    public const string Revision = "istio.io/rev";
    public const string TestVirtualMachine = "istio.io/test-vm";
    public const string EnableAutoAllocateIP = "networking.istio.io/enable-autoallocate-ip";
    public const string SliceService = "kubernetes.io/service-name";
    public const string MultiClusterSliceService = "multicluster.kubernetes.io/service-name";

    public const string ExportTo = "networking.istio.io/exportTo";
    public const string TrafficDistribution = "networking.istio.io/traffic-distribution";
    public const string ConnectStrategy = "istio.io/connect-strategy";
    public const string CanonicalServiceAccounts = "alpha.istio.io/canonical-serviceaccounts";
    public const string KubernetesServiceAccounts = "alpha.istio.io/kubernetes-serviceaccounts";
    public const string NodeSelector = "traffic.istio.io/nodeSelector";
    public const string AutoRegistrationGroup = "istio.io/autoRegistrationGroup";
    public const string AmbientRedirection = "ambient.istio.io/redirection";
    public const string HealthChecksEnabled = "proxy.istio.io/health-checks-enabled";

    public const string GatewayService = "internal.istio.io/gateway-service";
    public const string ParentNamespace = "internal.istio.io/parent-namespace";

    /// <summary>Value of <see cref="TlsMode"/> of workloads that take mutual TLS.</summary>
    public const string MutualTls = "istio";
}
