using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Rbac.V3;
using Istiod.Protos.Istio.Security.V1Beta1;
using RbacAction = Istiod.Protos.Envoy.Config.Rbac.V3.RBAC.Types.Action;

namespace Istiod.Envoy.Filters.Authorization;

/// <summary>The rules of policies of one action.</summary>
/// <param name="Enforced">Rules that count; <c>null</c> if no policy is enforced.</param>
/// <param name="DryRun">Rules that are only reported; <c>null</c> if there are none.</param>
/// <remarks>istiod: pilot/pkg/security/authz/builder/builder.go:build.</remarks>
internal readonly record struct RbacRules(RBAC? Enforced, RBAC? DryRun)
{
    /// <summary>What a policy without rules matches.</summary>
    private static readonly Policy Never = MakeNever();

    /// <summary>Translates policies.</summary>
    /// <param name="namePrefix">Precedes the names of rules.</param>
    public static RbacRules Of(ValueArray<AuthorizationPolicyConfig> policies, RuleTranslation translation, string namePrefix)
    {
        RBAC? enforced = null;
        RBAC? dryRun = null;
        foreach (AuthorizationPolicyConfig policy in policies)
        {
            RBAC rules = policy.IsDryRun
                ? dryRun ??= new RBAC { Action = translation.Action }
                : enforced ??= new RBAC { Action = translation.Action };
            for (int i = 0; i < policy.Spec.Rules.Count; i++)
            {
                Rule rule = policy.Spec.Rules[i];
                if (translation.Translate(rule, policy.Name.Namespace) is { } made)
                {
                    rules.Policies[NameOf(policy, i, namePrefix)] = made;
                }
            }

            if (policy.Spec.Rules.Count == 0)
            {
                rules.Policies[NameOf(policy, 0, namePrefix)] = Never;
            }
        }

        return new RbacRules(enforced, dryRun);
    }

    /// <summary>Prefix of the metadata that dry runs write; without dry runs that of allow policies stands there.</summary>
    public string DryRunPrefix => DryRun?.Action switch
    {
        null or RbacAction.Allow => "istio_dry_run_allow_",
        RbacAction.Deny => "istio_dry_run_deny_",
        _ => "",
    };

    private static string NameOf(AuthorizationPolicyConfig policy, int rule, string prefix) => string.Create(
        System.Globalization.CultureInfo.InvariantCulture,
        $"{prefix}ns[{policy.Name.Namespace}]-policy[{policy.Name.Name}]-rule[{rule}]");

    private static Policy MakeNever()
    {
        Policy never = new();
        never.Permissions.Add(new Permission { NotRule = new Permission { Any = true } });
        never.Principals.Add(new Principal { NotId = new Principal { Any = true } });
        return never;
    }
}
