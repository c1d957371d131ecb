using Istiod.Envoy.Filters.Authorization;
using Istiod.Protos.Envoy.Config.Rbac.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Security.V1Beta1;
using ApiCondition = Istiod.Protos.Istio.Security.V1Beta1.Condition;
using RbacAction = Istiod.Protos.Envoy.Config.Rbac.V3.RBAC.Types.Action;

namespace Istiod.Envoy.Tests.Filters;

public sealed class RuleTranslationTests
{
    private static readonly TrustDomains Domains = new(new MeshConfig { TrustDomain = "td1", TrustDomainAliases = { "td2" } });

    private static Policy? Translate(Rule rule, RbacAction action = RbacAction.Allow, bool isTcp = false) =>
        new RuleTranslation(action, isTcp, false, Domains).Translate(rule, "shop");

    private static Rule From(Source source) => new() { From = { new Rule.Types.From { Source = source } } };

    private static Rule To(Operation operation) => new() { To = { new Rule.Types.To { Operation = operation } } };

    [Fact]
    public void EmptyRule_MatchesAnything()
    {
        Policy policy = Translate(new Rule())!;

        Assert.True(policy.Permissions[0].AndRules!.Rules[0].Any);
        Assert.True(policy.Principals[0].AndIds!.Ids[0].Any);
    }

    [Fact]
    public void Principal_OfOwnDomain_IsGivenUnderAllItsNames()
    {
        Policy policy = Translate(From(new Source { Principals = { "td1/ns/a/sa/b" } }))!;

        List<Principal> ids = policy.Principals[0].AndIds!.Ids[0].OrIds!.Ids;
        Assert.Equal(
            ["spiffe://td1/ns/a/sa/b", "spiffe://td2/ns/a/sa/b"],
            ids.ConvertAll(static id => id.Authenticated!.PrincipalName!.Exact));
    }

    [Fact]
    public void HttpCondition_ForBytes_DropsAllowRuleButNotDeny()
    {
        Rule rule = To(new Operation { Methods = { "GET" }, Ports = { "80" } });

        Assert.Null(Translate(rule, RbacAction.Allow, isTcp: true));
        Policy policy = Translate(rule, RbacAction.Deny, isTcp: true)!;
        Assert.Equal(80u, Assert.Single(policy.Permissions[0].AndRules!.Rules).OrRules!.Rules[0].DestinationPort);
    }

    [Fact]
    public void UnknownAttribute_DropsRule() =>
        Assert.Null(Translate(new Rule { When = { new ApiCondition { Key = "no.such", Values = { "x" } } } }));

    [Fact]
    public void Namespace_WithStar_BecomesQuotedExpression()
    {
        Policy policy = Translate(From(new Source { Namespaces = { "a.b*" } }))!;

        Assert.Equal(
            @".*/ns/a\.b.*/.*",
            policy.Principals[0].AndIds!.Ids[0].OrIds!.Ids[0].Authenticated!.PrincipalName!.SafeRegex!.Regex);
    }

    [Fact]
    public void ServiceAccount_WithoutNamespace_IsOfThePolicys()
    {
        Policy policy = Translate(From(new Source { ServiceAccounts = { "bot" } }))!;

        Assert.Equal(
            "spiffe://.+/ns/shop/(.+/|)sa/bot(/.+)?",
            policy.Principals[0].AndIds!.Ids[0].OrIds!.Ids[0].Authenticated!.PrincipalName!.SafeRegex!.Regex);
    }

    /// <summary>CVE-2026-39350: a dot in the name of an account stood for any character.</summary>
    [Fact]
    public void ServiceAccount_WithDots_IsThatAccountOnly()
    {
        Policy policy = Translate(From(new Source { ServiceAccounts = { "a.b/cert-manager.io" }, NotServiceAccounts = { "x.y" } }))!;

        Assert.Equal(
            @"spiffe://.+/ns/a\.b/(.+/|)sa/cert-manager\.io(/.+)?",
            policy.Principals[0].AndIds!.Ids[0].OrIds!.Ids[0].Authenticated!.PrincipalName!.SafeRegex!.Regex);
        Assert.Equal(
            @"spiffe://.+/ns/shop/(.+/|)sa/x\.y(/.+)?",
            policy.Principals[0].AndIds!.Ids[1].NotId!.OrIds!.Ids[0].Authenticated!.PrincipalName!.SafeRegex!.Regex);
    }

    [Fact]
    public void Claims_Nested_AreOnePath()
    {
        Rule rule = new() { When = { new ApiCondition { Key = "request.auth.claims[a][b]", Values = { "x" } } } };

        Policy policy = Translate(rule)!;

        Assert.Equal(
            ["payload", "a", "b"],
            policy.Principals[0].AndIds!.Ids[0].Metadata!.Path.ConvertAll(static segment => segment.Key));
    }

    [Fact]
    public void Path_WithTemplate_UsesTemplateMatcher()
    {
        Policy policy = Translate(To(new Operation { Paths = { "/a/{*}/b", "/c*" } }))!;

        List<Permission> rules = policy.Permissions[0].AndRules!.Rules[0].OrRules!.Rules;
        Assert.Equal("uri-template", rules[0].UriTemplate!.Name);
        Assert.Equal("/c", rules[1].UrlPath!.Path!.Prefix);
    }

    [Fact]
    public void NotValues_AreNegatedTogether()
    {
        Policy policy = Translate(To(new Operation { NotPorts = { "1", "2" } }))!;

        Assert.Equal(2, policy.Permissions[0].AndRules!.Rules[0].NotRule!.OrRules!.Rules.Count);
    }
}
