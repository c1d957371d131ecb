using Istiod.Protos.Envoy.Config.Rbac.V3;
using Istiod.Protos.Istio.Security.V1Beta1;
using RbacAction = Istiod.Protos.Envoy.Config.Rbac.V3.RBAC.Types.Action;

namespace Istiod.Envoy.Filters.Authorization;

/// <summary>Translates a rule into Envoy's terms.</summary>
/// <param name="Action">Of an allow rule all conditions must be expressible, or it is dropped: it would allow too much. Of others the
/// rest counts: they deny more rather than less.</param>
/// <param name="IsTcp">For bytes: conditions about HTTP requests are not expressible.</param>
/// <param name="UsesFilterState">The caller's identity is in filter state (behind a tunnel) rather than in the connection.</param>
/// <param name="Domains">Trust domains of the mesh.</param>
/// <remarks>istiod: pilot/pkg/security/authz/model/model.go:Generate.</remarks>
internal sealed record RuleTranslation(RbacAction Action, bool IsTcp, bool UsesFilterState, TrustDomains Domains)
{
    /// <summary>The policy of a rule; <c>null</c> if it cannot be expressed.</summary>
    /// <param name="policyNamespace">Namespace of the policy: service accounts without one are of this.</param>
    public Policy? Translate(Rule rule, string policyNamespace)
    {
        if (RuleConditions.Of(rule, Domains) is not { } conditions)
        {
            return null;
        }

        Policy policy = new();
        foreach (List<Condition> alternative in conditions.Permissions)
        {
            List<Permission> all = [];
            foreach (Condition condition in alternative)
            {
                if (!Add(all, condition))
                {
                    return null;
                }
            }

            policy.Permissions.Add(Permissions.All(all));
        }

        PrincipalConditions principals = new(IsTcp, UsesFilterState, policyNamespace);
        foreach (List<Condition> alternative in conditions.Principals)
        {
            List<Principal> all = [];
            foreach (Condition condition in alternative)
            {
                if (!Add(all, condition, principals))
                {
                    return null;
                }
            }

            policy.Principals.Add(Principals.All(all));
        }

        return policy;
    }

    private bool Add(List<Permission> all, Condition condition)
    {
        if (!TryAnyOf(condition, condition.Values, out Permission? wanted)
            || !TryAnyOf(condition, condition.NotValues, out Permission? unwanted))
        {
            return false;
        }

        if (wanted is not null)
        {
            all.Add(wanted);
        }

        if (unwanted is not null)
        {
            all.Add(new Permission { NotRule = unwanted });
        }

        return true;
    }

    private bool Add(List<Principal> all, Condition condition, PrincipalConditions principals)
    {
        if (!TryAnyOf(condition, condition.Values, principals, out Principal? wanted)
            || !TryAnyOf(condition, condition.NotValues, principals, out Principal? unwanted))
        {
            return false;
        }

        if (wanted is not null)
        {
            all.Add(wanted);
        }

        if (unwanted is not null)
        {
            all.Add(new Principal { NotId = unwanted });
        }

        return true;
    }

    /// <returns>False if the whole rule must go.</returns>
    private bool TryAnyOf(Condition condition, List<string> values, out Permission? any)
    {
        any = null;
        if (values.Count == 0)
        {
            return true;
        }

        if (condition.Kind == ConditionKind.FilterMetadata)
        {
            any = PermissionConditions.FilterMetadata(condition.Key, values);
            return any is not null || Action != RbacAction.Allow;
        }

        List<Permission> list = [];
        foreach (string value in values)
        {
            if (PermissionConditions.Of(condition.Kind, value, IsTcp) is { } one)
            {
                list.Add(one);
            }
            else if (Action == RbacAction.Allow)
            {
                return false;
            }
        }

        any = list.Count > 0 ? Permissions.AnyOf(list) : null;
        return true;
    }

    /// <returns>False if the whole rule must go.</returns>
    private bool TryAnyOf(Condition condition, List<string> values, PrincipalConditions principals, out Principal? any)
    {
        any = null;
        if (values.Count == 0)
        {
            return true;
        }

        if (PrincipalConditions.TakesAllValues(condition.Kind))
        {
            any = principals.Of(condition, values);
            return any is not null || Action != RbacAction.Allow;
        }

        List<Principal> list = [];
        foreach (string value in values)
        {
            if (principals.Of(condition, value) is { } one)
            {
                list.Add(one);
            }
            else if (Action == RbacAction.Allow)
            {
                return false;
            }
        }

        any = list.Count > 0 ? Principals.AnyOf(list) : null;
        return true;
    }
}
