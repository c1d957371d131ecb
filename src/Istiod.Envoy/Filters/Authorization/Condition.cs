namespace Istiod.Envoy.Filters.Authorization;

/// <summary>What a condition of a rule looks at.</summary>
internal enum ConditionKind
{
    /// <summary><c>destination.ip</c>.</summary>
    DestinationIP,

    /// <summary><c>destination.port</c>.</summary>
    DestinationPort,

    /// <summary><c>connection.sni</c>.</summary>
    ServerName,

    /// <summary>Metadata of any Envoy filter.</summary>
    FilterMetadata,

    /// <summary>Request path.</summary>
    Path,

    /// <summary>Request method.</summary>
    Method,

    /// <summary>Requested host.</summary>
    Host,

    /// <summary><c>source.ip</c>.</summary>
    SourceIP,

    /// <summary><c>remote.ip</c>.</summary>
    RemoteIP,

    /// <summary><c>source.namespace</c>.</summary>
    SourceNamespace,

    /// <summary><c>source.trustDomain</c>.</summary>
    SourceTrustDomain,

    /// <summary><c>source.serviceAccount</c>.</summary>
    SourceServiceAccount,

    /// <summary><c>source.principal</c>.</summary>
    SourcePrincipal,

    /// <summary><c>request.auth.principal</c>.</summary>
    RequestPrincipal,

    /// <summary><c>request.auth.audiences</c>.</summary>
    RequestAudiences,

    /// <summary><c>request.auth.presenter</c>.</summary>
    RequestPresenter,

    /// <summary><c>request.headers[…]</c>.</summary>
    RequestHeader,

    /// <summary><c>request.auth.claims[…]</c>.</summary>
    RequestClaim,
}

/// <summary>One condition: one of the values, and none of the others.</summary>
/// <param name="Kind">What it looks at.</param>
/// <param name="Key">The attribute as the policy writes it.</param>
/// <param name="Values">One of these; empty: anything.</param>
/// <param name="NotValues">None of these.</param>
internal sealed record Condition(ConditionKind Kind, string Key, List<string> Values, List<string> NotValues)
{
    /// <summary>Whether it is about the request's target rather than its sender.</summary>
    public static bool IsPermission(ConditionKind kind) => kind <= ConditionKind.Host;

    /// <summary>The kind of an attribute in a <c>when</c> clause; <c>null</c> if there is none of this name.</summary>
    public static ConditionKind? KindOf(string key) => key switch
    {
        "destination.ip" => ConditionKind.DestinationIP,
        "destination.port" => ConditionKind.DestinationPort,
        "connection.sni" => ConditionKind.ServerName,
        "source.ip" => ConditionKind.SourceIP,
        "remote.ip" => ConditionKind.RemoteIP,
        "source.namespace" => ConditionKind.SourceNamespace,
        "source.trustDomain" => ConditionKind.SourceTrustDomain,
        "source.serviceAccount" => ConditionKind.SourceServiceAccount,
        "source.principal" => ConditionKind.SourcePrincipal,
        "request.auth.principal" => ConditionKind.RequestPrincipal,
        "request.auth.audiences" => ConditionKind.RequestAudiences,
        "request.auth.presenter" => ConditionKind.RequestPresenter,
        _ when key.StartsWith("experimental.envoy.filters.", StringComparison.Ordinal) => ConditionKind.FilterMetadata,
        _ when key.StartsWith(HeaderPrefix, StringComparison.Ordinal) => ConditionKind.RequestHeader,
        _ when key.StartsWith(ClaimPrefix, StringComparison.Ordinal) => ConditionKind.RequestClaim,
        _ => null,
    };

    /// <summary>What precedes the brackets of a header.</summary>
    public const string HeaderPrefix = "request.headers";

    /// <summary>What precedes the brackets of a claim.</summary>
    public const string ClaimPrefix = "request.auth.claims";
}
