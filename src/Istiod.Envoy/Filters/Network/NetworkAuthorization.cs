using Istiod.Envoy.Filters.Authorization;
using Istiod.Envoy.Listeners;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.Rbac.V3;
using RbacAction = Istiod.Protos.Envoy.Config.Rbac.V3.RBAC.Types.Action;
using Rules = Istiod.Protos.Envoy.Config.Rbac.V3.RBAC;

namespace Istiod.Envoy.Filters.Network;

/// <summary>Authorization of connections: external authorizers, then audit, deny and allow policies.</summary>
/// <remarks>istiod: pilot/pkg/security/authz/builder/builder.go:buildTCP.</remarks>
internal static class NetworkAuthorization
{
    private const string StatPrefix = "tcp.";

    /// <summary>Adds the filters that ask external authorizers.</summary>
    public static void AddExternalTo(
        RepeatedField<Filter> filters, WorkloadAuthorization policies, bool usesFilterState, Build build)
    {
        TrustDomains domains = new(build.Mesh);
        AddCustom(filters, policies.Custom, new RuleTranslation(RbacAction.Deny, true, usesFilterState, domains), build);
    }

    /// <summary>Adds the filters that decide by themselves.</summary>
    public static void AddOwnTo(RepeatedField<Filter> filters, WorkloadAuthorization policies, bool usesFilterState, Build build)
    {
        TrustDomains domains = new(build.Mesh);
        Add(filters, policies.Audit, new RuleTranslation(RbacAction.Log, true, usesFilterState, domains));
        Add(filters, policies.Deny, new RuleTranslation(RbacAction.Deny, true, usesFilterState, domains));
        Add(filters, policies.Allow, new RuleTranslation(RbacAction.Allow, true, usesFilterState, domains));
    }

    private static void Add(
        RepeatedField<Filter> filters, ValueArray<AuthorizationPolicyConfig> policies, RuleTranslation translation)
    {
        if (policies.IsEmpty)
        {
            return;
        }

        RbacRules rules = RbacRules.Of(policies, translation, "");
        filters.Add(TcpFilters.Of(NetworkFilterNames.Rbac, new RBAC
        {
            Rules = rules.Enforced,
            ShadowRules = rules.DryRun,
            StatPrefix = StatPrefix,
            ShadowRulesStatPrefix = rules.DryRunPrefix,
        }));
    }

    private static void AddCustom(
        RepeatedField<Filter> filters, ValueArray<AuthorizationPolicyConfig> policies, RuleTranslation translation, Build build)
    {
        foreach (CustomAuthorization.Question question in CustomAuthorization.Questions(policies, translation, build))
        {
            if (question.Authorizer is not { } authorizer)
            {
                filters.Add(TcpFilters.Of(
                    NetworkFilterNames.Rbac,
                    new RBAC { Rules = CustomAuthorization.Denial(question.Rules), StatPrefix = StatPrefix }));
                continue;
            }

            if (authorizer.Tcp is not { } tcp)
            {
                continue; // one that speaks HTTP cannot be asked about bytes
            }

            filters.Add(TcpFilters.Of(NetworkFilterNames.Rbac, new RBAC
            {
                Rules = question.Rules.DryRun is { Policies.Count: > 0 } dryRun ? dryRun : null,
                ShadowRules = question.Rules.Enforced ?? new Rules { Action = RbacAction.Deny },
                StatPrefix = StatPrefix,
                ShadowRulesStatPrefix = CustomAuthorization.MetadataPrefix,
            }));
            tcp.FilterEnabledMetadata = CustomAuthorization.Matched(NetworkFilterNames.Rbac, question.Provider);
            filters.Add(TcpFilters.Of(NetworkFilterNames.ExternalAuthorization, tcp));
        }
    }
}
