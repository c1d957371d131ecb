using Istiod.Kubernetes.Connection;

namespace Istiod.Kubernetes;

/// <summary>Kubeconfigs that somebody else wrote: of remote clusters' secrets.</summary>
/// <remarks>
/// They may run nothing, read no file of this machine, and leave no certificate unchecked.
/// istiod: pkg/kube/util.go:NewUntrustedRestConfig. Differs: also <c>certificate-authority</c> files are refused.
/// </remarks>
public static class RemoteKubeconfig
{
    /// <summary>Most bytes of a kubeconfig.</summary>
    public const int MaxBytes = 1 << 20;

    /// <summary>Reads the current context.</summary>
    /// <param name="name">For errors.</param>
    /// <exception cref="ClusterConfigException">It is wrong, or asks for what is not allowed.</exception>
    public static ClusterConfig Read(ReadOnlySpan<byte> kubeconfig, string name)
    {
        if (kubeconfig.IsEmpty || kubeconfig.Length > MaxBytes)
        {
            throw new ClusterConfigException($"{name}: kubeconfig is empty or too large");
        }

        KubeconfigReader reader = new(mayReadFiles: false);
        reader.Add(kubeconfig, name, folder: "");
        return reader.Finish() ?? throw new ClusterConfigException($"{name}: kubeconfig has no current context");
    }
}
