using System.Runtime.InteropServices;
using Istiod.Envoy.Listeners;
using Istiod.Protos.Envoy.Config.Rbac.V3;
using Istiod.Protos.Envoy.Type.Matcher.V3;

namespace Istiod.Envoy.Filters.Authorization;

/// <summary>Conditions about who sends a request.</summary>
/// <remarks>istiod: pilot/pkg/security/authz/model/generator.go.</remarks>
internal sealed class PrincipalConditions(bool isTcp, bool usesFilterState, string policyNamespace)
{
    private const string Spiffe = "spiffe://";

    /// <summary>Whether the values of a condition are expressed together.</summary>
    public static bool TakesAllValues(ConditionKind kind) => kind is ConditionKind.RequestPrincipal
        or ConditionKind.RequestAudiences
        or ConditionKind.RequestPresenter
        or ConditionKind.RequestClaim;

    /// <summary>All values of a condition together; <c>null</c> if they cannot be expressed.</summary>
    public Principal? Of(Condition condition, List<string> values)
    {
        if (isTcp)
        {
            return null;
        }

        switch (condition.Kind)
        {
            case ConditionKind.RequestAudiences:
                return Claim(["aud"], values);
            case ConditionKind.RequestPresenter:
                return Claim(["azp"], values);
            case ConditionKind.RequestClaim:
                return ClaimPath(condition.Key[Condition.ClaimPrefix.Length..]) is { } path ? Claim(path, values) : null;
            default:
                List<Principal> any = [];
                foreach (string value in values)
                {
                    any.Add(RequestPrincipal(value));
                }

                return any.Count == 1 ? any[0] : Principals.AnyOf(any);
        }
    }

    /// <summary>One value of a condition; <c>null</c> if it cannot be expressed.</summary>
    public Principal? Of(Condition condition, string value)
    {
        switch (condition.Kind)
        {
            case ConditionKind.SourceIP:
                return Addresses.Range(value) is { } direct ? new Principal { DirectRemoteIp = direct } : null;
            case ConditionKind.RemoteIP:
                return Addresses.Range(value) is { } remote ? new Principal { RemoteIp = remote } : null;
            case ConditionKind.SourceNamespace:
                string[] parts = value.Split('*');
                for (int i = 0; i < parts.Length; i++)
                {
                    parts[i] = Matchers.Quote(parts[i]);
                }

                return Identity(Matchers.Regex($".*/ns/{string.Join(".*", parts)}/.*"));
            case ConditionKind.SourceServiceAccount:
                return Identity(Matchers.Regex(ServiceAccount(value)));
            case ConditionKind.SourceTrustDomain:
                return Identity(TrustDomain(value));
            case ConditionKind.SourcePrincipal:
                return Identity(Matchers.Text(value, Spiffe));
            case ConditionKind.RequestHeader when !isTcp:
                string bracketed = condition.Key[Condition.HeaderPrefix.Length..];
                return bracketed.Length >= 2 && bracketed[0] == '[' && bracketed[^1] == ']'
                    ? new Principal { Header = Matchers.Header(bracketed[1..^1], value) }
                    : null;
            default:
                return null;
        }
    }

    /// <summary><c>name</c> or <c>namespace/name</c>, in identities that may say more between and behind.</summary>
    private string ServiceAccount(string value)
    {
        int slash = value.IndexOf('/', StringComparison.Ordinal);
        string namespaceName = slash < 0 ? policyNamespace : value[..slash];
        return $"spiffe://.+/ns/{Matchers.Quote(namespaceName)}/(.+/|)sa/{Matchers.Quote(value[(slash + 1)..])}(/.+)?";
    }

    private static StringMatcher TrustDomain(string value)
    {
        if (value is "*")
        {
            return new StringMatcher { Prefix = Spiffe };
        }

        int star = value.IndexOf('*', StringComparison.Ordinal);
        return star < 0
            ? new StringMatcher { Prefix = $"{Spiffe}{value}/" }
            : Matchers.Regex($"spiffe://{Matchers.Quote(value[..star])}[^/]*{Matchers.Quote(value[(star + 1)..])}/.*");
    }

    private Principal Identity(StringMatcher name) => usesFilterState
        ? new Principal
        {
            FilterState = new FilterStateMatcher { Key = "io.istio.peer_principal", StringMatch = name },
        }
        : new Principal { Authenticated = new Principal.Types.Authenticated { PrincipalName = name } };

    /// <summary><c>issuer/subject</c>; the issuer may be a URL, so the last slash parts them.</summary>
    private static Principal RequestPrincipal(string value)
    {
        int slash = value.LastIndexOf('/');
        string issuer = slash < 0 ? value : value[..slash];
        string subject = slash < 0 ? "" : value[(slash + 1)..];
        StringMatcher any = Matchers.Regex(".+");
        StringMatcher issuerMatch = new() { Exact = issuer };
        StringMatcher subjectMatch = new() { Exact = subject };
        if (value is "*")
        {
            issuerMatch = any;
            subjectMatch = any;
        }
        else if (value.StartsWith('*'))
        {
            issuerMatch = slash < 0 || issuer is "*" ? any : new StringMatcher { Suffix = issuer[1..] };
            subjectMatch = slash < 0 ? new StringMatcher { Suffix = value[1..] } : subjectMatch;
        }
        else if (value.EndsWith('*'))
        {
            issuerMatch = slash < 0 ? new StringMatcher { Prefix = value[..^1] } : issuerMatch;
            subjectMatch = slash < 0 || subject is "*" ? any : new StringMatcher { Prefix = subject[..^1] };
        }

        return Principals.All(
        [
            new Principal { Metadata = Matchers.Claim("iss", issuerMatch) },
            new Principal { Metadata = Matchers.Claim("sub", subjectMatch) },
        ]);
    }

    private static Principal Claim(string[] path, List<string> values) =>
        new() { Metadata = Matchers.Claim(path, Matchers.AnyOf(CollectionsMarshal.AsSpan(values))) };

    /// <summary>The names in <c>[a][b]</c>; <c>[a[b]]</c> and the like are one name. <c>null</c> without brackets.</summary>
    private static string[]? ClaimPath(string text)
    {
        List<string> names = [];
        int at = 0;
        while (at < text.Length)
        {
            int end = text[at] == '[' ? text.AsSpan(at + 1).IndexOfAny('[', ']') : -1;
            if (end < 0 || text[at + 1 + end] == '[')
            {
                return text.Length >= 2 && text[0] == '[' && text[^1] == ']' ? [text[1..^1]] : null;
            }

            names.Add(text.Substring(at + 1, end));
            at += end + 2;
        }

        return [.. names];
    }
}
