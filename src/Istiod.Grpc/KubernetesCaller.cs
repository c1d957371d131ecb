using Istiod.Primitives;

namespace Istiod.Grpc;

/// <summary>What an API server told about the holder of a service account token.</summary>
/// <param name="Cluster">The cluster whose API server vouched; empty for the local one when the caller named none.</param>
/// <param name="Account">Namespace and service account.</param>
/// <param name="PodName">The pod the token is bound to; empty if it is bound to none.</param>
/// <param name="PodUid">That pod's uid; empty likewise.</param>
public sealed record KubernetesCaller(ClusterId Cluster, NamespacedName Account, string PodName, string PodUid);
