namespace Istiod.Envoy.Secrets;

/// <summary>How the name of a secret says where it lies.</summary>
internal enum SecretSource
{
    /// <summary><c>kubernetes://</c>: a Secret of the proxy's cluster, in its own namespace.</summary>
    Proxy,

    /// <summary><c>kubernetes-gateway://</c>: a Secret of the config cluster that one of the proxy's gateways refers to.</summary>
    Gateway,

    /// <summary><c>configmap://</c>: roots in a ConfigMap of the config cluster.</summary>
    ConfigMap,
}
