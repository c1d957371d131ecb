using Istiod.Primitives;
using Microsoft.Extensions.Logging;

namespace Istiod.Kubernetes;

/// <summary>What the informers of a cluster need beside its connection.</summary>
/// <param name="Cluster">Its name, for logs and metrics.</param>
/// <param name="Logger">Takes what goes wrong.</param>
public sealed record InformerSetOptions(ClusterId Cluster, ILogger Logger)
{
    /// <summary>Counts; <c>null</c> for none.</summary>
    public KubernetesMetrics? Metrics { get; init; }

    /// <summary><c>PILOT_IGNORE_RESOURCES</c>: names of CRDs, or <c>*.suffix</c>, that are not used.</summary>
    public string IgnoredDefinitions { get; init; } = "";

    /// <summary><c>PILOT_INCLUDE_RESOURCES</c>: exceptions from <see cref="IgnoredDefinitions"/>.</summary>
    public string IncludedDefinitions { get; init; } = "";

    /// <summary>Jitter; tests seed it.</summary>
    public Random Random { get; init; } = Random.Shared;
}
