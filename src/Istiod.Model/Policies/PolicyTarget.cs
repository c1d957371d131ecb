using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>Whom a policy with a selector or target references is asked for: a workload, or one service behind a waypoint.</summary>
/// <param name="Namespace">Namespace of the workload.</param>
/// <param name="Labels">Labels of the workload.</param>
/// <param name="IsWaypoint">Waypoints take policies by reference only, never by selector.</param>
/// <param name="Service">The service behind the waypoint that the answer is for; <c>null</c> for the workload as a whole.</param>
/// <remarks>istiod: pilot/pkg/model/policyattachment.go:WorkloadPolicyMatcher.</remarks>
public sealed record PolicyTarget(string Namespace, LabelSet Labels, bool IsWaypoint = false, PolicyService? Service = null)
{
    /// <summary>A sidecar or gateway workload.</summary>
    public static PolicyTarget Of(WorkloadSelector workload) => new(workload.Namespace, workload.Labels);
}

/// <summary>A service that policies can be attached to by name.</summary>
/// <param name="Name">Name of the object that made it (Service or ServiceEntry).</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Registry">Which of the two kinds.</param>
public sealed record PolicyService(string Name, string Namespace, ServiceRegistry Registry);
