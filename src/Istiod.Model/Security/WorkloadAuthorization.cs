using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>The authorization policies of a workload by action; within each those of the root namespace first, then older first.</summary>
/// <remarks>istiod: pilot/pkg/model/authorization.go:ListAuthorizationPolicies.</remarks>
public sealed record WorkloadAuthorization
{
    /// <summary>No policies: everything is allowed.</summary>
    public static readonly WorkloadAuthorization None = new();

    /// <summary>Decided by an external authorizer.</summary>
    public ValueArray<AuthorizationPolicyConfig> Custom { get; init; }

    /// <summary>Deny.</summary>
    public ValueArray<AuthorizationPolicyConfig> Deny { get; init; }

    /// <summary>Allow.</summary>
    public ValueArray<AuthorizationPolicyConfig> Allow { get; init; }

    /// <summary>Audit.</summary>
    public ValueArray<AuthorizationPolicyConfig> Audit { get; init; }
}
