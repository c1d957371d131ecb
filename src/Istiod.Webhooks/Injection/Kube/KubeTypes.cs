namespace Istiod.Webhooks.Injection.Kube;

/// <summary>The Go types of the Kubernetes objects that injection knows, of the API version that the reference is built with.</summary>
/// <remarks>Source: k8s.io/api and k8s.io/apimachinery 0.35.3; istiod: go.mod.</remarks>
internal static class KubeTypes
{
    private static readonly KubeTypeTable s_table = Load();

    public static readonly KubeType Pod = s_table["core.Pod"];
    public static readonly KubeType PodSpec = s_table["core.PodSpec"];
    public static readonly KubeType ObjectMeta = s_table["meta.ObjectMeta"];
    public static readonly KubeType TypeMeta = s_table["meta.TypeMeta"];
    public static readonly KubeType Container = s_table["core.Container"];
    public static readonly KubeType ContainerList = s_table["[]core.Container"];
    public static readonly KubeType ParsedContainers = s_table["inject.ParsedContainers"];
    public static readonly KubeType Prober = s_table["inject.Prober"];
    public static readonly KubeType Probers = s_table["map[string]inject.Prober"];
    public static readonly KubeType Status = s_table["inject.SidecarInjectionStatus"];
    public static readonly KubeType Scrape = s_table["inject.PrometheusScrapeConfiguration"];
    public static readonly KubeType InjectorConfig = s_table["inject.Config"];
    public static readonly KubeType LabelSelector = s_table["meta.LabelSelector"];
    public static readonly KubeType List = s_table["core.List"];

    /// <summary>The type of a workload that holds a pod template; null for any other kind.</summary>
    /// <remarks>istiod: pkg/kube/inject/initializer.go:kinds.</remarks>
    public static KubeType? Workload(string apiVersion, string kind) => (apiVersion, kind) switch
    {
        ("v1", "Pod") => Pod,
        ("v1", "List") => List,
        ("v1", "ReplicationController") => s_table["core.ReplicationController"],
        ("apps/v1", "Deployment") => s_table["apps.Deployment"],
        ("apps/v1", "DaemonSet") => s_table["apps.DaemonSet"],
        ("apps/v1", "ReplicaSet") => s_table["apps.ReplicaSet"],
        ("apps/v1", "StatefulSet") => s_table["apps.StatefulSet"],
        ("batch/v1", "Job") => s_table["batch.Job"],
        ("batch/v1", "CronJob") => s_table["batch.CronJob"],
        ("apps.openshift.io/v1", "DeploymentConfig") => s_table["openshift.DeploymentConfig"],
        _ => null,
    };

    private static KubeTypeTable Load()
    {
        using Stream stream = typeof(KubeTypes).Assembly.GetManifestResourceStream("kube-types.txt")
            ?? throw new InvalidOperationException("the table of Kubernetes types is not in the assembly");
        using StreamReader reader = new(stream);
        return KubeTypeTable.Read(reader);
    }
}
