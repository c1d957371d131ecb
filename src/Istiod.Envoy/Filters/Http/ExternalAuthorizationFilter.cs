using Istiod.Envoy.Filters.Authorization;
using Istiod.Envoy.Listeners;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Extensions.Filters.Http.Rbac.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using RbacAction = Istiod.Protos.Envoy.Config.Rbac.V3.RBAC.Types.Action;

namespace Istiod.Envoy.Filters.Http;

/// <summary>Asks external authorizers about requests that their policies match.</summary>
internal sealed class ExternalAuthorizationFilter : IHttpFilter
{
    /// <inheritdoc/>
    public void AddTo(RepeatedField<HttpFilter> filters, HttpFilterScope scope)
    {
        if (scope.Traits.Policies is not { Authorization: { } policies } || scope.Chain.Side == ListenerClass.SidecarOutbound)
        {
            return;
        }

        Build build = scope.Build;
        RuleTranslation translation = new(RbacAction.Deny, false, scope.Chain.IsHbone, new TrustDomains(build.Mesh));
        foreach (CustomAuthorization.Question question in CustomAuthorization.Questions(policies.Custom, translation, build))
        {
            if (question.Authorizer is not { } authorizer)
            {
                filters.Add(AuthorizationFilter.Of(new RBAC { Rules = CustomAuthorization.Denial(question.Rules) }));
                continue;
            }

            filters.Add(AuthorizationFilter.Of(new RBAC
            {
                Rules = question.Rules.DryRun is { Policies.Count: > 0 } dryRun ? dryRun : null,
                ShadowRules = question.Rules.Enforced
                    ?? new Protos.Envoy.Config.Rbac.V3.RBAC { Action = RbacAction.Deny },
                ShadowRulesStatPrefix = CustomAuthorization.MetadataPrefix,
            }));
            authorizer.Http.FilterEnabledMetadata = CustomAuthorization.Matched(AuthorizationFilter.Name, question.Provider);
            filters.Add(new HttpFilter
            {
                Name = "envoy.filters.http.ext_authz",
                TypedConfig = AnyValue.Pack(authorizer.Http),
            });
        }
    }
}
