using Istiod.Compiler.Policies;
using Istiod.Config;
using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Security.V1Beta1;
using PolicyAction = Istiod.Protos.Istio.Security.V1Beta1.AuthorizationPolicy.Types.Action;

namespace Istiod.Compiler.Security;

/// <summary>Authorization policies and token rules of workloads.</summary>
/// <remarks>istiod: pilot/pkg/model/authorization.go, authentication.go:getConfigsForWorkload.</remarks>
internal sealed class AuthorizationArea
{
    private const string DryRunAnnotation = "istio.io/dry-run";

    private readonly Source<SettingsKey, MeshSettings> _settings;
    private readonly PolicyLookup _authorization;
    private readonly PolicyLookup _tokens;

    private AuthorizationArea(Graph graph, MeshSources sources)
    {
        _settings = sources.Settings;
        _authorization = new PolicyLookup(graph, sources.AuthorizationPolicies);
        _tokens = new PolicyLookup(graph, sources.RequestAuthentications);
        Authorization = graph.AddMemo<PolicyTarget, WorkloadAuthorization>("authorization", PoliciesOf);
        JwtRules = graph.AddMemo<PolicyTarget, ValueArray<JWTRule>>("jwt-rules", RulesOf);
    }

    /// <summary>Policies by action.</summary>
    public Memo<PolicyTarget, WorkloadAuthorization> Authorization { get; }

    /// <summary>Token rules, by issuer.</summary>
    public Memo<PolicyTarget, ValueArray<JWTRule>> JwtRules { get; }

    /// <summary>Adds the area to <paramref name="graph"/>.</summary>
    public static AuthorizationArea Wire(Graph graph, MeshSources sources) => new(graph, sources);

    private WorkloadAuthorization PoliciesOf(PolicyTarget target, Reads reads)
    {
        if (!reads.TryGet(_settings, SettingsKey.Mesh, out MeshSettings? settings))
        {
            return WorkloadAuthorization.None;
        }

        List<AuthorizationPolicyConfig> custom = [];
        List<AuthorizationPolicyConfig> deny = [];
        List<AuthorizationPolicyConfig> allow = [];
        List<AuthorizationPolicyConfig> audit = [];
        foreach (string name in PolicyLookup.Namespaces(target, settings.RootNamespace, target.Namespace))
        {
            foreach (ConfigObject policy in _authorization.ByAge(reads, name))
            {
                if (policy.Spec is not AuthorizationPolicy spec
                    || !PolicyAttachment.Applies(settings, target, name, spec.Selector, spec.TargetRef, spec.TargetRefs))
                {
                    continue;
                }

                List<AuthorizationPolicyConfig>? list = spec.Action switch
                {
                    PolicyAction.Allow => allow,
                    PolicyAction.Deny => deny,
                    PolicyAction.Audit => audit,
                    PolicyAction.Custom => custom,
                    _ => null,
                };
                list?.Add(new AuthorizationPolicyConfig(policy.Key, IsDryRun(policy), spec));
            }
        }

        return custom.Count + deny.Count + allow.Count + audit.Count == 0
            ? WorkloadAuthorization.None
            : new WorkloadAuthorization
            {
                Custom = ValueArray.From(custom),
                Deny = ValueArray.From(deny),
                Allow = ValueArray.From(allow),
                Audit = ValueArray.From(audit),
            };
    }

    private ValueArray<JWTRule> RulesOf(PolicyTarget target, Reads reads)
    {
        if (!reads.TryGet(_settings, SettingsKey.Mesh, out MeshSettings? settings))
        {
            return default;
        }

        List<JWTRule> rules = [];
        foreach (string name in PolicyLookup.Namespaces(target, target.Namespace, settings.RootNamespace))
        {
            foreach (ConfigObject policy in _tokens.ByAge(reads, name))
            {
                if (policy.Spec is RequestAuthentication spec
                    && PolicyAttachment.Applies(settings, target, name, spec.Selector, spec.TargetRef, spec.TargetRefs))
                {
                    rules.AddRange(spec.JwtRules);
                }
            }
        }

        // A stable sort: rules of one issuer stay in their order.
        JWTRule[] sorted = [.. rules];
        int[] order = new int[sorted.Length];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        Array.Sort(order, (a, b) =>
        {
            int byIssuer = string.CompareOrdinal(rules[a].Issuer, rules[b].Issuer);
            return byIssuer != 0 ? byIssuer : a.CompareTo(b);
        });
        for (int i = 0; i < order.Length; i++)
        {
            sorted[i] = rules[order[i]];
        }

        return ValueArray.Take(sorted);
    }

    /// <summary>Go's words for true; anything else, also what cannot be read, is false.</summary>
    private static bool IsDryRun(ConfigObject policy) =>
        policy.Meta.Annotations.GetOrEmpty(DryRunAnnotation) is "1" or "t" or "T" or "true" or "TRUE" or "True";
}
