using Istiod.Protobuf;
using Istiod.Protos.Istio.Security.V1Beta1;
using ApiCondition = Istiod.Protos.Istio.Security.V1Beta1.Condition;

namespace Istiod.Envoy.Filters.Authorization;

/// <summary>A rule as alternatives of conditions, on the target's and on the sender's side.</summary>
/// <remarks>istiod: pilot/pkg/security/authz/model/model.go:New, MigrateTrustDomain.</remarks>
internal sealed class RuleConditions
{
    private RuleConditions(List<List<Condition>> permissions, List<List<Condition>> principals)
    {
        Permissions = permissions;
        Principals = principals;
    }

    /// <summary>Alternatives for the target; all conditions of one must hold.</summary>
    public List<List<Condition>> Permissions { get; }

    /// <summary>Alternatives for the sender.</summary>
    public List<List<Condition>> Principals { get; }

    /// <summary>Reads a rule; <c>null</c> if it names an attribute that does not exist.</summary>
    public static RuleConditions? Of(Rule rule, TrustDomains domains)
    {
        List<Condition> whenTo = [];
        List<Condition> whenFrom = [];
        foreach (ApiCondition when in rule.When)
        {
            if (Condition.KindOf(when.Key) is not { } kind)
            {
                return null;
            }

            Add(Condition.IsPermission(kind) ? whenTo : whenFrom, kind, when.Key, when.Values, when.NotValues, domains);
        }

        List<List<Condition>> principals = [];
        foreach (Rule.Types.From from in rule.From)
        {
            principals.Add([.. Sender(from.Source, domains), .. whenFrom]);
        }

        List<List<Condition>> permissions = [];
        foreach (Rule.Types.To to in rule.To)
        {
            permissions.Add([.. Target(to.Operation, domains), .. whenTo]);
        }

        if (principals.Count == 0)
        {
            principals.Add(whenFrom);
        }

        if (permissions.Count == 0)
        {
            permissions.Add(whenTo);
        }

        return new RuleConditions(permissions, principals);
    }

    private static List<Condition> Sender(Source? source, TrustDomains domains)
    {
        List<Condition> list = [];
        if (source is not null)
        {
            Add(list, ConditionKind.SourcePrincipal, "source.principal", source.Principals, source.NotPrincipals, domains);
            Add(
                list,
                ConditionKind.RequestPrincipal,
                "request.auth.principal",
                source.RequestPrincipals,
                source.NotRequestPrincipals,
                domains);
            Add(
                list,
                ConditionKind.SourceServiceAccount,
                "source.serviceAccount",
                source.ServiceAccounts,
                source.NotServiceAccounts,
                domains);
            Add(list, ConditionKind.SourceTrustDomain, "source.trustDomain", source.TrustDomains, source.NotTrustDomains, domains);
            Add(list, ConditionKind.SourceNamespace, "source.namespace", source.Namespaces, source.NotNamespaces, domains);
            Add(list, ConditionKind.RemoteIP, "remote.ip", source.RemoteIpBlocks, source.NotRemoteIpBlocks, domains);
            Add(list, ConditionKind.SourceIP, "source.ip", source.IpBlocks, source.NotIpBlocks, domains);
        }

        return list;
    }

    private static List<Condition> Target(Operation? operation, TrustDomains domains)
    {
        List<Condition> list = [];
        if (operation is not null)
        {
            Add(list, ConditionKind.Host, "", operation.Hosts, operation.NotHosts, domains);
            Add(list, ConditionKind.Method, "", operation.Methods, operation.NotMethods, domains);
            Add(list, ConditionKind.Path, "", operation.Paths, operation.NotPaths, domains);
            Add(list, ConditionKind.DestinationPort, "destination.port", operation.Ports, operation.NotPorts, domains);
        }

        return list;
    }

    private static void Add(
        List<Condition> list,
        ConditionKind kind,
        string key,
        RepeatedField<string> values,
        RepeatedField<string> notValues,
        TrustDomains domains)
    {
        if (values.Count > 0 || notValues.Count > 0)
        {
            list.Add(new Condition(kind, key, WithAliases(kind, values, domains), WithAliases(kind, notValues, domains)));
        }
    }

    private static List<string> WithAliases(ConditionKind kind, RepeatedField<string> values, TrustDomains domains)
    {
        List<string> list = [.. values];
        return kind switch
        {
            ConditionKind.SourcePrincipal => domains.WithAliases(list),
            ConditionKind.SourceTrustDomain => domains.Expand(list),
            _ => list,
        };
    }
}
