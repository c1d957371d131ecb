using Istiod.Kubernetes;
using Istiod.Primitives;

namespace Istiod.Server;

/// <summary>How other clusters are read.</summary>
/// <param name="Own">Name of the own cluster.</param>
/// <param name="Specs">What is watched in each.</param>
/// <param name="SyncTimeout">How long a start waits for them (<c>PILOT_REMOTE_CLUSTER_TIMEOUT</c>).</param>
internal sealed record RemoteClusterSettings(
    ClusterId Own,
    IReadOnlyList<InformerSpec> Specs,
    ClusterConnectionOptions Connection,
    InformerSetOptions Watching,
    TimeSpan SyncTimeout,
    TimeProvider Time);
