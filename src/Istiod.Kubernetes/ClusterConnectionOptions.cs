namespace Istiod.Kubernetes;

/// <summary>How a cluster is talked to.</summary>
public sealed record ClusterConnectionOptions
{
    /// <summary>Requests a second of <see cref="RequestBudget.Common"/> (<c>--kubernetesApiQPS</c>).</summary>
    public double RequestsPerSecond { get; init; } = 80;

    /// <summary>Burst of <see cref="RequestBudget.Common"/> (<c>--kubernetesApiBurst</c>).</summary>
    public int Burst { get; init; } = 160;

    /// <summary>Reviews a second. Differs: the reference spends its common 80 on them.</summary>
    public double ReviewsPerSecond { get; init; } = 1000;

    /// <summary>Lock requests a second.</summary>
    public double LeaseRequestsPerSecond { get; init; } = 20;

    /// <summary>Sent as <c>User-Agent</c>.</summary>
    public string UserAgent { get; init; } = "pilot-discovery";

    /// <summary>Longest time for an answer that is no watch.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Most bytes of an answer that is read as a whole.</summary>
    public int MaxAnswerBytes { get; init; } = 16 << 20;

    /// <summary>How often a request is sent that the server turns away with 429, or with a 5xx that says when to come back.</summary>
    public int Attempts { get; init; } = 10;
}
