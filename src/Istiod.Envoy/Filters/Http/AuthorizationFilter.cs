using Istiod.Envoy.Filters.Authorization;
using Istiod.Envoy.Listeners;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Extensions.Filters.Http.Rbac.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using RbacAction = Istiod.Protos.Envoy.Config.Rbac.V3.RBAC.Types.Action;

namespace Istiod.Envoy.Filters.Http;

/// <summary>Enforces authorization policies: audit, then deny, then allow.</summary>
internal sealed class AuthorizationFilter : IHttpFilter
{
    /// <summary>Its name.</summary>
    public const string Name = "envoy.filters.http.rbac";

    /// <inheritdoc/>
    public void AddTo(RepeatedField<HttpFilter> filters, HttpFilterScope scope)
    {
        if (scope.Traits.Policies is not { Authorization: { } policies } || scope.Chain.Side == ListenerClass.SidecarOutbound)
        {
            return;
        }

        TrustDomains domains = new(scope.Build.Mesh);
        Add(filters, policies.Audit, RbacAction.Log);
        Add(filters, policies.Deny, RbacAction.Deny);
        Add(filters, policies.Allow, RbacAction.Allow);

        void Add(RepeatedField<HttpFilter> list, ValueArray<AuthorizationPolicyConfig> some, RbacAction action)
        {
            if (some.IsEmpty)
            {
                return;
            }

            RbacRules rules = RbacRules.Of(some, new RuleTranslation(action, false, scope.Chain.IsHbone, domains), "");
            list.Add(Of(new RBAC
            {
                Rules = rules.Enforced,
                ShadowRules = rules.DryRun,
                ShadowRulesStatPrefix = rules.DryRunPrefix,
            }));
        }
    }

    /// <summary>The filter with its config.</summary>
    public static HttpFilter Of(RBAC config) => new() { Name = Name, TypedConfig = AnyValue.Pack(config) };
}
