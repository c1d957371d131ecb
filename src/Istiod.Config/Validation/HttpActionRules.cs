using System.Globalization;
using System.Text;
using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Config.Validation;

/// <summary>Rules on what an HTTP route does: CORS, faults, redirects, answers, mirrors, retries, rewrites.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:validateCORSPolicy and the ones behind it.</remarks>
internal static class HttpActionRules
{
    private const int WarnBodyBytes = 100 * 1024;
    private const int MaxBodyBytes = 1024 * 1024;

    public static void Cors(Checker check, CorsPolicy? policy)
    {
        if (policy is null)
        {
            return;
        }

        using Checker.Scope at = check.In("corsPolicy");
        for (int i = 0; i < policy.AllowOrigins.Count; i++)
        {
            using Checker.Scope item = check.In("allowOrigins", i);
            StringMatch origin = policy.AllowOrigins[i];
            check.Error(
                origin.Exact.Length + origin.Prefix.Length + origin.Regex.Length == 0
                    ? "'' is not a valid match type for CORS allow origins"
                    : MatchRules.Regex(origin, "corsPolicy.allowOrigins"));
        }

        foreach (string method in policy.AllowMethods)
        {
            bool isKnown = method is "GET" or "HEAD" or "POST" or "PUT" or "PATCH" or "DELETE" or "CONNECT" or "OPTIONS" or "TRACE" or "*";
            check.Error("allowMethods", isKnown ? null : $"{GoQuote.Of(method)} is not a supported HTTP method");
        }

        foreach (string name in policy.AllowHeaders)
        {
            check.Error("allowHeaders", HeaderRules.CorsName(name));
        }

        foreach (string name in policy.ExposeHeaders)
        {
            check.Error("exposeHeaders", HeaderRules.CorsName(name));
        }

        check.Error("maxAge", DurationRules.CheckPresent(policy.MaxAge));
        check.Listed("maxAge", policy.MaxAge is { Nanos: > 0 } ? "max_age duration is accurate only to seconds precision" : null);
    }

    public static void Fault(Checker check, HTTPFaultInjection? fault)
    {
        if (fault is null)
        {
            return;
        }

        using Checker.Scope at = check.In("fault");
        check.Listed(fault.Abort is null && fault.Delay is null ? "HTTP fault injection must have an abort and/or a delay" : null);
        if (fault.Abort is { } abort)
        {
            using Checker.Scope here = check.In("abort");
            check.Error("percentage", Share(abort.Percentage));
            check.Error(abort.ErrorTypeCase switch
            {
                HTTPFaultInjection.Types.Abort.ErrorTypeOneofCase.GrpcStatus => GrpcStatus(abort.GrpcStatus),
                HTTPFaultInjection.Types.Abort.ErrorTypeOneofCase.Http2Error => "HTTP/2 abort fault injection not supported yet",
                HTTPFaultInjection.Types.Abort.ErrorTypeOneofCase.HttpStatus => Status(abort.HttpStatus),
                _ => null, // the reference words a warning and drops it
            });
        }

        if (fault.Delay is { } delay)
        {
            using Checker.Scope here = check.In("delay");
            check.Error("percentage", Share(delay.Percentage));
            switch (delay.HttpDelayTypeCase)
            {
                case HTTPFaultInjection.Types.Delay.HttpDelayTypeOneofCase.FixedDelay:
                    check.Error("fixedDelay", DurationRules.Check(delay.FixedDelay));
                    break;
                case HTTPFaultInjection.Types.Delay.HttpDelayTypeOneofCase.ExponentialDelay:
                    check.Error("exponentialDelay", DurationRules.Check(delay.ExponentialDelay));
                    check.Listed("exponentialDelay", "exponentialDelay not supported yet");
                    break;
                default:
                    break;
            }
        }
    }

    public static void Mirrors(Checker check, RepeatedField<HTTPMirrorPolicy> mirrors)
    {
        for (int i = 0; i < mirrors.Count; i++)
        {
            using Checker.Scope at = check.In("mirrors", i);
            HTTPMirrorPolicy mirror = mirrors[i];
            if (mirror.Destination is null)
            {
                check.Error("destination", "destination is required for mirrors");
                continue;
            }

            using (check.In("destination"))
            {
                DestinationRefs.Check(check, mirror.Destination);
            }

            double share = mirror.Percentage?.Value ?? 0;
            check.Error(
                "percentage",
                share > 100 ? $"mirror percentage must have a max value of 100 (it has {GoText.Fixed(share)})"
                    : share < 0 ? $"mirror percentage must have a min value of 0 (it has {GoText.Fixed(share)})"
                    : null);
        }
    }

    public static string? Redirect(HTTPRedirect? redirect)
    {
        if (redirect is null)
        {
            return null;
        }

        uint code = redirect.RedirectCode;
        bool isEmpty = redirect.Uri.Length == 0 && redirect.Authority.Length == 0 && redirect.Scheme.Length == 0
            && redirect.RedirectPortCase == HTTPRedirect.RedirectPortOneofCase.None;
        return isEmpty ? "redirect must specify URI, authority, scheme, or port"
            : code is not 0 and (< 300 or > 399) ? $"{GoText.Number(code)} is not a valid redirect code, must be 3xx"
            : redirect.Scheme is not ("" or "http" or "https") ? "invalid redirect scheme, must be \"http\" or \"https\""
            : redirect.Port > 0 ? NameChecks.Port(redirect.Port)
            : null;
    }

    public static void DirectResponse(Checker check, HTTPDirectResponse? response)
    {
        if (response is null)
        {
            return;
        }

        using Checker.Scope at = check.In("directResponse");
        int size = response.Body is { } body ? Encoding.UTF8.GetByteCount(body.String) + body.Bytes.Length : 0;
        if (size > MaxBodyBytes)
        {
            check.Error("body", "large direct_responses may impact control plane performance, must be less than 1MB");
        }
        else
        {
            check.Warning("body", size > WarnBodyBytes ? "large direct_responses may impact control plane performance" : null);
        }

        check.Error("status", Status(unchecked((int)response.Status)));
    }

    public static void Retry(Checker check, HTTPRetry? retries)
    {
        if (retries is null)
        {
            return;
        }

        using Checker.Scope at = check.In("retries");
        check.Listed("attempts", retries.Attempts < 0 ? "attempts cannot be negative" : null);
        bool isSet = retries.PerTryTimeout is not null || retries.RetryOn.Length > 0 || retries.RetryRemoteLocalities is not null;
        check.Error(
            "attempts",
            retries.Attempts == 0 && isSet ? "http retry policy configured when attempts are set to 0 (disabled)" : null);
        check.Error("perTryTimeout", DurationRules.CheckPresent(retries.PerTryTimeout));
        if (retries.RetryOn.Length > 0)
        {
            foreach (string policy in retries.RetryOn.Split(','))
            {
                check.Error("retryOn", IsRetryPolicy(policy) ? null : $"{GoQuote.Of(policy)} is not a valid retryOn policy");
            }
        }

        check.Error("backoff", DurationRules.CheckPresent(retries.Backoff));
    }

    public static string? Rewrite(HTTPRewrite? rewrite)
    {
        if (rewrite is null)
        {
            return null;
        }

        RegexRewrite? regex = rewrite.UriRegexRewrite;
        if (rewrite.Uri.Length > 0 && regex is not null)
        {
            return "rewrite may only contain one of URI or UriRegexRewrite";
        }

        if (rewrite.Uri.Length == 0 && regex is null && rewrite.Authority.Length == 0)
        {
            return "rewrite must specify at least one of URI, UriRegexRewrite, or authority. "
                + "Only one of URI or UriRegexRewrite may be specified";
        }

        string? fault = regex is null ? null
            : regex.Match.Length == 0 || regex.Rewrite.Length == 0 ? "UriRegexRewrite requires both Rewrite and Match fields to be specified"
            : MatchRules.Pattern(regex.Match, "HTTPRewrite.UriRegexRewrite.Match");
        return fault is null ? null : "UriRegexRewrite has errors\n" + fault;
    }

    private static string? Share(Percent? share) =>
        share is { Value: < 0 or > 100 or (> 0 and < 0.0001) }
            ? $"percentage {GoText.Float(share.Value)} is neither 0.0, nor in range [0.0001, 100.0]"
            : null;

    private static string? Status(int status) =>
        status is < 200 or > 600 ? $"HTTP status {GoText.Number(status)} is not in range 200-599" : null;

    private static string? GrpcStatus(string status)
    {
        bool isKnown = status is "OK" or "CANCELLED" or "UNKNOWN" or "INVALID_ARGUMENT" or "DEADLINE_EXCEEDED" or "NOT_FOUND"
            or "ALREADY_EXISTS" or "PERMISSION_DENIED" or "RESOURCE_EXHAUSTED" or "FAILED_PRECONDITION" or "ABORTED" or "OUT_OF_RANGE"
            or "UNIMPLEMENTED" or "INTERNAL" or "UNAVAILABLE" or "DATA_LOSS" or "UNAUTHENTICATED";
        return isKnown
            ? null
            : $"gRPC status {GoQuote.Of(status)} is not supported. "
                + "See https://github.com/grpc/grpc/blob/master/doc/statuscodes.md for a list of supported codes, for example 'NOT_FOUND'";
    }

    /// <summary>A condition of Envoy's retry headers, or a status code that HTTP has a name for.</summary>
    private static bool IsRetryPolicy(string policy) =>
        policy is "5xx" or "gateway-error" or "reset" or "reset-before-request" or "connect-failure" or "retriable-4xx" or "refused-stream"
            or "retriable-status-codes" or "retriable-headers" or "envoy-ratelimited" or "http3-post-connect-failure"
            or "cancelled" or "deadline-exceeded" or "internal" or "resource-exhausted" or "unavailable"
        || (int.TryParse(policy, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int code) && IsStatus(code));

    private static bool IsStatus(int code) =>
        code is (>= 100 and <= 103) or (>= 200 and <= 208) or 226 or (>= 300 and <= 305) or 307 or 308
            or (>= 400 and <= 418) or (>= 421 and <= 426) or 428 or 429 or 431 or 451 or (>= 500 and <= 508) or 510 or 511;
}
