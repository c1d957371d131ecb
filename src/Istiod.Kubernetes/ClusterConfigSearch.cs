using Istiod.Kubernetes.Connection;

namespace Istiod.Kubernetes;

/// <summary>Where the configuration of the own cluster may be; the host fills it from flags and environment.</summary>
/// <remarks>istiod: pkg/kube/util.go:BuildClientCmd, client-go clientcmd.</remarks>
public sealed record ClusterConfigSearch
{
    /// <summary><c>--kubeconfig</c>; a file that is not there or empty is passed over.</summary>
    public string KubeconfigFile { get; init; } = "";

    /// <summary><c>KUBECONFIG</c>: files, joined by colons; those that are not there are passed over.</summary>
    public string KubeconfigFiles { get; init; } = "";

    /// <summary><c>KUBERNETES_SERVICE_HOST</c>.</summary>
    public string ServiceHost { get; init; } = "";

    /// <summary><c>KUBERNETES_SERVICE_PORT</c>.</summary>
    public string ServicePort { get; init; } = "";

    /// <summary>Folder of the service account's <c>token</c> and <c>ca.crt</c>.</summary>
    public string ServiceAccountFolder { get; init; } = "/var/run/secrets/kubernetes.io/serviceaccount";

    /// <summary><c>HOME</c>.</summary>
    public string Home { get; init; } = "";

    /// <summary>The first configuration of: the flag, the variable, the pod's service account, the home folder.</summary>
    /// <exception cref="ClusterConfigException">There is none, or the first that is there is wrong.</exception>
    public ClusterConfig Find()
    {
        if (KubeconfigFile.Length > 0 && File.Exists(KubeconfigFile) && new FileInfo(KubeconfigFile).Length > 0)
        {
            return KubeconfigReader.ReadFiles([KubeconfigFile])
                ?? throw new ClusterConfigException($"{KubeconfigFile} has no current context");
        }

        if (KubeconfigFiles.Length > 0 && KubeconfigReader.ReadFiles(KubeconfigFiles.Split(':')) is { } named)
        {
            return named;
        }

        if (ServiceHost.Length > 0 && ServicePort.Length > 0 && File.Exists(Path.Combine(ServiceAccountFolder, "token")))
        {
            return InCluster();
        }

        return (Home.Length > 0 ? KubeconfigReader.ReadFiles([Path.Combine(Home, ".kube", "config")]) : null)
            ?? throw new ClusterConfigException(
                "no Kubernetes configuration: no kubeconfig file, and not in a cluster "
                + "(KUBERNETES_SERVICE_HOST, KUBERNETES_SERVICE_PORT and a service account's token are needed)");
    }

    private ClusterConfig InCluster()
    {
        string host = ServiceHost.Contains(':', StringComparison.Ordinal) && !ServiceHost.StartsWith('[') ? $"[{ServiceHost}]" : ServiceHost;
        string authorities = Path.Combine(ServiceAccountFolder, "ca.crt");
        return Uri.TryCreate($"https://{host}:{ServicePort}", UriKind.Absolute, out Uri? server)
            ? new ClusterConfig
            {
                Server = server,
                Token = Credential.OfFile(Path.Combine(ServiceAccountFolder, "token")),
                Authorities = File.Exists(authorities) ? Credential.OfFile(authorities) : null,
            }
            : throw new ClusterConfigException($"KUBERNETES_SERVICE_HOST {ServiceHost} and KUBERNETES_SERVICE_PORT {ServicePort} are no address");
    }
}
