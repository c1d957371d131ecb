using Istiod.Protobuf;
using Istiod.Protos.Istio.Security.V1Beta1;
using Action = Istiod.Protos.Istio.Security.V1Beta1.AuthorizationPolicy.Types.Action;

namespace Istiod.Config.Validation;

/// <summary>Rules on authorization policies.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:ValidateAuthorizationPolicy.</remarks>
internal static class AuthorizationPolicyRules
{
    private const string NeverTriggered =
        "action without `rules` is meaningless as it will never be triggered, "
        + "add an empty rule `{}` if you want it be triggered for every request";

    private const string DeniesTcp =
        "configured AuthorizationPolicy will deny all traffic to TCP ports under its scope due to the use of only HTTP attributes "
        + "in a DENY rule; it is recommended to explicitly specify the port";

    public static ValidationReport Check(ConfigObject item, AuthorizationPolicy spec)
    {
        Checker check = new(item.ToString());
        SelectorRules.OneOf(check, spec.Selector, spec.TargetRef, spec.HasTargetRefs);
        SelectorRules.Policy(check, spec.Selector);
        SelectorRules.Target(check, spec.TargetRef);
        SelectorRules.TargetList(check, spec.TargetRefs);
        if (spec.Action == Action.Custom)
        {
            Custom(check, spec);
        }

        check.Error(
            "provider",
            spec.Provider is not null && spec.Action != Action.Custom
                ? $"`provider` must not be with non CUSTOM action, found {Name(spec.Action)}"
                : null);
        check.Error("rules", spec.Action == Action.Deny && !spec.HasRules ? $"DENY {NeverTriggered}" : null);
        for (int i = 0; i < spec.Rules.Count; i++)
        {
            using Checker.Scope at = check.In("rules", i);
            RuleOf(check, spec, spec.Rules[i], i);
        }

        return check.Finish($"invalid policy {item.Meta.Name}.{item.Meta.Namespace}: ");
    }

    /// <summary>The action's name.</summary>
    public static string Name(Action action) => action switch
    {
        Action.Allow => "ALLOW",
        Action.Deny => "DENY",
        Action.Audit => "AUDIT",
        Action.Custom => "CUSTOM",
        _ => GoText.Number((int)action),
    };

    private static void Custom(Checker check, AuthorizationPolicy spec)
    {
        check.Error("rules", spec.HasRules ? null : $"CUSTOM {NeverTriggered}");
        check.Error(
            "provider",
            spec.HasRules && (spec.Provider?.Name ?? "").Length == 0 ? "`provider.name` must not be empty" : null);
        for (int i = 0; i < spec.Rules.Count; i++)
        {
            using Checker.Scope at = check.In("rules", i);
            foreach (Rule.Types.From from in spec.Rules[i].From)
            {
                if (from.Source is { } source)
                {
                    Unsupported(check, source.HasNamespaces, "From.Namespaces");
                    Unsupported(check, source.HasNotNamespaces, "From.NotNamespaces");
                    Unsupported(check, source.HasServiceAccounts, "From.ServiceAccounts");
                    Unsupported(check, source.HasNotServiceAccounts, "From.NotServiceAccounts");
                    Unsupported(check, source.HasTrustDomains, "From.TrustDomains");
                    Unsupported(check, source.HasNotTrustDomains, "From.NotTrustDomains");
                    Unsupported(check, source.HasPrincipals, "From.Principals");
                    Unsupported(check, source.HasNotPrincipals, "From.NotPrincipals");
                    Unsupported(check, source.HasRequestPrincipals, "From.RequestPrincipals");
                    Unsupported(check, source.HasNotRequestPrincipals, "From.NotRequestPrincipals");
                }
            }

            foreach (Condition when in spec.Rules[i].When)
            {
                bool isIdentity = when.Key is "source.namespace" or "source.serviceAccount" or "source.trustDomain" or "source.principal"
                    || when.Key.StartsWith("request.auth.", StringComparison.Ordinal);
                Unsupported(check, isIdentity, when.Key);
            }
        }
    }

    private static void Unsupported(Checker check, bool isUsed, string name) =>
        check.Error(isUsed ? $"{name} is currently not supported with CUSTOM action" : null);

    private static void RuleOf(Checker check, AuthorizationPolicy spec, Rule rule, int index)
    {
        bool hasSource = false, hasOperation = false, hasTcpSource = false, hasPort = false;
        for (int i = 0; i < rule.From.Count; i++)
        {
            using Checker.Scope at = check.In("from", i);
            if (rule.From[i].Source is not { } source)
            {
                check.Error("source", $"`from.source` must not be nil, found at rule {GoText.Number(index)}");
                continue;
            }

            hasSource = true;
            using Checker.Scope here = check.In("source");
            SourceOf(check, source, index);
            hasTcpSource |= source.HasPrincipals || source.HasNotPrincipals || source.HasIpBlocks || source.HasNotIpBlocks
                || source.HasNamespaces || source.HasNotNamespaces || source.HasRemoteIpBlocks || source.HasNotRemoteIpBlocks
                || source.HasServiceAccounts || source.HasNotServiceAccounts;
        }

        for (int i = 0; i < rule.To.Count; i++)
        {
            using Checker.Scope at = check.In("to", i);
            if (rule.To[i].Operation is not { } operation)
            {
                check.Error("operation", $"`to.operation` must not be nil, found at rule {GoText.Number(index)}");
                continue;
            }

            hasOperation = true;
            using Checker.Scope here = check.In("operation");
            OperationOf(check, operation, index);
            hasPort |= operation.HasPorts || operation.HasNotPorts;
        }

        for (int i = 0; i < rule.When.Count; i++)
        {
            using Checker.Scope at = check.In("when", i);
            ConditionOf(check, rule.When[i]);
        }

        bool isHttpOnly = (hasSource && !hasOperation && !hasTcpSource) || (hasOperation && !hasPort);
        check.Warning(isHttpOnly && spec.Action == Action.Deny ? DeniesTcp : null);
    }

    private static void SourceOf(Checker check, Source source, int index)
    {
        bool hasNames = source.HasPrincipals || source.HasNotPrincipals || source.HasNamespaces || source.HasNotNamespaces;
        bool hasAccounts = source.HasServiceAccounts || source.HasNotServiceAccounts;
        check.Error(
            hasNames && hasAccounts
                ? $"cannot set serviceAccounts with namespaces or principals, found at rule {GoText.Number(index)}"
                : null);
        bool isEmpty = !hasNames && !hasAccounts && !source.HasRequestPrincipals && !source.HasNotRequestPrincipals
            && !source.HasIpBlocks && !source.HasNotIpBlocks && !source.HasRemoteIpBlocks && !source.HasNotRemoteIpBlocks
            && !source.HasTrustDomains && !source.HasNotTrustDomains;
        check.Error(isEmpty ? $"`from.source` must not be empty, found at rule {GoText.Number(index)}" : null);
        AttributeRules.Addresses(check, "ipBlocks", source.IpBlocks);
        AttributeRules.Addresses(check, "notIpBlocks", source.NotIpBlocks);
        AttributeRules.Addresses(check, "remoteIpBlocks", source.RemoteIpBlocks);
        AttributeRules.Addresses(check, "notRemoteIpBlocks", source.NotRemoteIpBlocks);
        NotEmpty(check, "Principals", source.Principals);
        NotEmpty(check, "RequestPrincipals", source.RequestPrincipals);
        NotEmpty(check, "Namespaces", source.Namespaces);
        check.Error("serviceAccounts", AttributeRules.Accounts("ServiceAccounts", source.ServiceAccounts));
        check.Error("trustDomains", AttributeRules.TrustDomains("TrustDomains", source.TrustDomains));
        NotEmpty(check, "IpBlocks", source.IpBlocks);
        NotEmpty(check, "RemoteIpBlocks", source.RemoteIpBlocks);
        NotEmpty(check, "NotPrincipals", source.NotPrincipals);
        NotEmpty(check, "NotRequestPrincipals", source.NotRequestPrincipals);
        NotEmpty(check, "NotNamespaces", source.NotNamespaces);
        check.Error("notServiceAccounts", AttributeRules.Accounts("NotServiceAccounts", source.NotServiceAccounts));
        check.Error("notTrustDomains", AttributeRules.TrustDomains("NotTrustDomains", source.NotTrustDomains));
        NotEmpty(check, "NotIpBlocks", source.NotIpBlocks);
        NotEmpty(check, "NotRemoteIpBlocks", source.NotRemoteIpBlocks);
    }

    private static void OperationOf(Checker check, Operation operation, int index)
    {
        bool isEmpty = !operation.HasPorts && !operation.HasMethods && !operation.HasPaths && !operation.HasHosts
            && !operation.HasNotPorts && !operation.HasNotMethods && !operation.HasNotPaths && !operation.HasNotHosts;
        check.Error(isEmpty ? $"`to.operation` must not be empty, found at rule {GoText.Number(index)}" : null);
        AttributeRules.Ports(check, "ports", operation.Ports);
        AttributeRules.Ports(check, "notPorts", operation.NotPorts);
        NotEmpty(check, "Ports", operation.Ports);
        NotEmpty(check, "Methods", operation.Methods);
        NotEmpty(check, "Paths", operation.Paths);
        NotEmpty(check, "Hosts", operation.Hosts);
        NotEmpty(check, "NotPorts", operation.NotPorts);
        NotEmpty(check, "NotMethods", operation.NotMethods);
        NotEmpty(check, "NotPaths", operation.NotPaths);
        NotEmpty(check, "NotHosts", operation.NotHosts);
        check.Error("paths", AttributeRules.PathTemplates("Paths", operation.Paths));
        check.Error("notPaths", AttributeRules.PathTemplates("NotPaths", operation.NotPaths));
    }

    private static void ConditionOf(Checker check, Condition condition)
    {
        string key = condition.Key;
        if (key.Length == 0)
        {
            check.Error("key", "`key` must not be empty");
            return;
        }

        if (!condition.HasValues && !condition.HasNotValues)
        {
            check.Error($"at least one of `values` or `notValues` must be set for key {key}");
            return;
        }

        check.Error("values", AttributeRules.Condition(key, condition.Values) is { } value ? $"invalid `value` for `key` {key}: {value}" : null);
        check.Error(
            "notValues",
            AttributeRules.Condition(key, condition.NotValues) is { } other ? $"invalid `notValue` for `key` {key}: {other}" : null);
    }

    private static void NotEmpty(Checker check, string name, RepeatedField<string> values) =>
        check.Error(string.Concat(name[..1].ToLowerInvariant(), name.AsSpan(1)), AttributeRules.NotEmpty(name, values));
}
