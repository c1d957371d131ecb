using System.Globalization;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Envoy.Extensions.Retry.Host.PreviousHosts.V3;
using Istiod.Protos.Envoy.Extensions.Retry.Priority.PreviousPriorities.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Envoy.Routes;

/// <summary>Retry policies of virtual services and of the mesh as Envoy's.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/route/retry/retry.go.</remarks>
internal static class RetryPolicies
{
    private const string DefaultConditions = "connect-failure,refused-stream,unavailable,cancelled,retriable-status-codes";
    private const string StatusCodesCondition = "retriable-status-codes";

    // Shared by all routes; never written to.
    private static readonly RetryPolicy.Types.RetryHostPredicate s_previousHosts = new()
    {
        Name = "envoy.retry_host_predicates.previous_hosts",
        TypedConfig = AnyValue.Pack(new PreviousHostsPredicate()),
    };

    /// <summary>The Envoy policy, or <c>null</c> if retries are switched off.</summary>
    /// <param name="policy"><c>null</c>: the reference's default.</param>
    /// <param name="isHashed">Whether the destination balances by hash: retries then stay on the hashed host.</param>
    public static RetryPolicy? Convert(HTTPRetry? policy, bool isHashed)
    {
        if (policy is { Attempts: <= 0 })
        {
            return null;
        }

        RetryPolicy converted = new()
        {
            NumRetries = (uint)(policy?.Attempts ?? 2),
            RetryOn = DefaultConditions,
            HostSelectionRetryMaxAttempts = 5,
        };
        if (policy?.RetryIgnorePreviousHosts ?? !isHashed)
        {
            converted.RetryHostPredicate.Add(s_previousHosts);
        }

        if (policy is null)
        {
            return converted;
        }

        if (policy.RetryOn.Length > 0)
        {
            SetConditions(converted, policy.RetryOn);
        }

        converted.PerTryTimeout = policy.PerTryTimeout;
        if (policy.RetryRemoteLocalities is true)
        {
            converted.RetryPriority = new RetryPolicy.Types.RetryPriority
            {
                Name = "envoy.retry_priorities.previous_priorities",
                TypedConfig = AnyValue.Pack(new PreviousPrioritiesConfig { UpdateFrequency = 2 }),
            };
        }

        if (policy.Backoff is { } backoff)
        {
            converted.RetryBackOff = new RetryPolicy.Types.RetryBackOff { BaseInterval = backoff };
        }

        return converted;
    }

    // Numbers in the list that are HTTP statuses become codes; the condition that makes Envoy look at codes is added if it lacks.
    private static void SetConditions(RetryPolicy policy, string retryOn)
    {
        List<string> conditions = [];
        foreach (string item in retryOn.Split(','))
        {
            string part = item.Trim();
            if (part.Length == 0)
            {
                continue;
            }

            if (int.TryParse(part, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int code) && IsHttpStatus(code))
            {
                policy.RetriableStatusCodes.Add((uint)code);
            }
            else
            {
                conditions.Add(part);
            }
        }

        string joined = string.Join(',', conditions);
        policy.RetryOn = policy.RetriableStatusCodes.Count > 0 && !joined.Contains(StatusCodesCondition, StringComparison.Ordinal)
            ? $"{joined},{StatusCodesCondition}"
            : joined;
    }

    /// <summary>Statuses that Go's <c>net/http</c> has a text for: only these count as codes.</summary>
    private static bool IsHttpStatus(int code) => code is
        (>= 100 and <= 103) or (>= 200 and <= 208) or 226 or (>= 300 and <= 305) or 307 or 308
        or (>= 400 and <= 418) or (>= 421 and <= 426) or 428 or 429 or 431 or 451
        or (>= 500 and <= 508) or 510 or 511;
}
