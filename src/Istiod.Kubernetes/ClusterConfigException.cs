namespace Istiod.Kubernetes;

/// <summary>A cluster's configuration is missing, wrong, or asks for what is not allowed.</summary>
public sealed class ClusterConfigException(string message, Exception? cause = null) : Exception(message, cause);
