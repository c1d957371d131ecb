using Istiod.Primitives;
using Istiod.Protos.Istio.Security.V1Beta1;

namespace Istiod.Model;

/// <summary>An authorization policy that applies to a workload.</summary>
/// <param name="Name">The object.</param>
/// <param name="IsDryRun">Evaluated and reported, not enforced (<c>istio.io/dry-run</c>).</param>
/// <param name="Spec">Never written to.</param>
public sealed record AuthorizationPolicyConfig(NamespacedName Name, bool IsDryRun, AuthorizationPolicy Spec)
{
    /// <summary>Cheap: by the object, not by the spec.</summary>
    public override int GetHashCode() => Name.GetHashCode();
}
