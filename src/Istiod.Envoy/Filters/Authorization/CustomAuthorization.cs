using Istiod.Envoy.Listeners;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Envoy.Config.Rbac.V3;
using Istiod.Protos.Envoy.Type.Matcher.V3;
using RbacAction = Istiod.Protos.Envoy.Config.Rbac.V3.RBAC.Types.Action;

namespace Istiod.Envoy.Filters.Authorization;

/// <summary>
/// Policies that ask an external authorizer: rules are evaluated without being enforced, and their result, in metadata, decides
/// whether the authorizer is asked.
/// </summary>
/// <remarks>istiod: pilot/pkg/security/authz/builder/builder.go:buildHTTP, buildTCP, extauthz.go.</remarks>
internal static class CustomAuthorization
{
    /// <summary>Prefix of the metadata that the rules write.</summary>
    public const string MetadataPrefix = "istio_ext_authz_";

    private const string NamePrefix = "istio-ext-authz";

    /// <summary>What one provider is asked about.</summary>
    /// <param name="Provider">Name of the provider.</param>
    /// <param name="Rules">When to ask it, or when to deny.</param>
    /// <param name="Authorizer">The provider; <c>null</c>: it cannot be asked, so what it would decide is denied.</param>
    public readonly record struct Question(string Provider, RbacRules Rules, ExternalAuthorizer? Authorizer);

    /// <summary>The questions to ask, by provider name.</summary>
    public static List<Question> Questions(ValueArray<AuthorizationPolicyConfig> policies, RuleTranslation translation, Build build)
    {
        SortedDictionary<string, List<AuthorizationPolicyConfig>> byProvider = new(StringComparer.Ordinal);
        foreach (AuthorizationPolicyConfig policy in policies)
        {
            string provider = policy.Spec.Provider?.Name ?? "";
            if (!byProvider.TryGetValue(provider, out List<AuthorizationPolicyConfig>? own))
            {
                byProvider[provider] = own = [];
            }

            own.Add(policy);
        }

        bool isTooMany = byProvider.Count > 1 && !build.Features.EnableMultipleCustomAuthzProviders;
        List<Question> questions = [];
        foreach ((string provider, List<AuthorizationPolicyConfig> own) in byProvider)
        {
            string prefix = provider.Length > 0 ? $"{NamePrefix}-{provider}-" : $"{NamePrefix}-";
            questions.Add(new Question(
                provider,
                RbacRules.Of(ValueArray.From(own), translation, prefix),
                isTooMany ? null : ExternalAuthorizers.Find(provider, build)));
        }

        return questions;
    }

    /// <summary>Denies whatever the rules match.</summary>
    public static RBAC Denial(RbacRules rules)
    {
        RBAC denial = new() { Action = RbacAction.Deny };
        if (rules.Enforced is not null)
        {
            foreach ((string name, Policy policy) in rules.Enforced.Policies)
            {
                denial.Policies[name + "-deny-due-to-bad-CUSTOM-action"] = policy;
            }
        }

        return denial;
    }

    /// <summary>Whether the rules matched, as the filter <paramref name="rbacName"/> found out.</summary>
    public static MetadataMatcher Matched(string rbacName, string provider) => Matchers.Metadata(
        rbacName,
        [MetadataPrefix + "shadow_effective_policy_id"],
        new ValueMatcher { StringMatch = new StringMatcher { Prefix = $"{NamePrefix}-{provider}" } });
}
