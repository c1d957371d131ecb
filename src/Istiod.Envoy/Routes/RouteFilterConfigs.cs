using System.Globalization;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Common.Fault.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Http.Fault.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using EnvoyCors = Istiod.Protos.Envoy.Extensions.Filters.Http.Cors.V3.CorsPolicy;
using EnvoyRoute = Istiod.Protos.Envoy.Config.Route.V3.Route;

namespace Istiod.Envoy.Routes;

/// <summary>Fault injection and CORS: settings of HTTP filters for one route.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/route/route.go:TranslateFault, TranslateCORSPolicy.</remarks>
internal static class RouteFilterConfigs
{
    private const string FaultFilter = "envoy.filters.http.fault";
    private const string CorsFilter = "envoy.filters.http.cors";

    private static readonly string[] s_grpcStatuses =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE",
        "DATA_LOSS", "UNAUTHENTICATED",
    ];

    /// <summary>Adds what <paramref name="rule"/> says.</summary>
    public static void AddFaultAndCors(EnvoyRoute route, HTTPRoute rule)
    {
        if (rule.Fault is not null)
        {
            // A fault without effect is sent as an empty value, as the reference does.
            route.TypedPerFilterConfig[FaultFilter] = AnyValue.Pack(Convert(rule.Fault));
        }

        if (rule.CorsPolicy is not null)
        {
            route.TypedPerFilterConfig[CorsFilter] = AnyValue.Pack(Convert(rule.CorsPolicy));
        }
    }

    private static HTTPFault Convert(HTTPFaultInjection fault)
    {
        HTTPFault converted = new();
        if (fault.Delay is { HttpDelayTypeCase: HTTPFaultInjection.Types.Delay.HttpDelayTypeOneofCase.FixedDelay } delay)
        {
            converted.Delay = new FaultDelay
            {
                FixedDelay = delay.FixedDelay,
                Percentage = delay.Percentage is { } percentage
                    ? Percentages.Of(percentage)
                    : Percentages.Whole((uint)delay.Percent),
            };
        }

        switch (fault.Abort?.ErrorTypeCase)
        {
            case HTTPFaultInjection.Types.Abort.ErrorTypeOneofCase.HttpStatus:
                converted.Abort = new FaultAbort { HttpStatus = (uint)fault.Abort.HttpStatus };
                break;
            case HTTPFaultInjection.Types.Abort.ErrorTypeOneofCase.GrpcStatus:
                int status = Array.IndexOf(s_grpcStatuses, fault.Abort.GrpcStatus);
                converted.Abort = new FaultAbort { GrpcStatus = (uint)Math.Max(status, 0) };
                break;
        }

        if (converted.Abort is not null && fault.Abort?.Percentage is { } share)
        {
            converted.Abort.Percentage = Percentages.Of(share);
        }

        return converted;
    }

    private static EnvoyCors Convert(CorsPolicy policy)
    {
        EnvoyCors converted = new()
        {
            ForwardNotMatchingPreflights = policy.UnmatchedPreflights != CorsPolicy.Types.UnmatchedPreflights.Ignore,
            FilterEnabled = new RuntimeFractionalPercent { DefaultValue = Percentages.Whole(100) },
            AllowCredentials = policy.AllowCredentials,
            AllowHeaders = string.Join(',', policy.AllowHeaders),
            AllowMethods = string.Join(',', policy.AllowMethods),
            ExposeHeaders = string.Join(',', policy.ExposeHeaders),
        };
        if (policy.AllowOrigins.Count > 0)
        {
            foreach (StringMatch origin in policy.AllowOrigins)
            {
                if (StringMatches.Convert(origin) is { } matcher)
                {
                    converted.AllowOriginStringMatch.Add(matcher);
                }
            }
        }
        else
        {
            foreach (string origin in policy.AllowOrigin)
            {
                converted.AllowOriginStringMatch.Add(new Protos.Envoy.Type.Matcher.V3.StringMatcher { Exact = origin });
            }
        }

        if (policy.MaxAge is { } maxAge)
        {
            converted.MaxAge = maxAge.Seconds.ToString(CultureInfo.InvariantCulture);
        }

        return converted;
    }
}
