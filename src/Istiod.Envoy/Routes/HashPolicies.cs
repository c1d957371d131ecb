using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using ConsistentHash = Istiod.Protos.Istio.Networking.V1Alpha3.LoadBalancerSettings.Types.ConsistentHashLB;
using PortPolicy = Istiod.Protos.Istio.Networking.V1Alpha3.TrafficPolicy.Types.PortTrafficPolicy;

namespace Istiod.Envoy.Routes;

/// <summary>Hash load balancing of destination rules as hash policies of routes.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/route/route.go:hashForService, HashForHTTPDestination, consistentHashToHashPolicy.</remarks>
internal static class HashPolicies
{
    /// <summary>The hash settings for a service port: those of the port, else those of the rule.</summary>
    public static ConsistentHash? ForPort(DestinationRule rule, int port)
    {
        ConsistentHash? general = rule.TrafficPolicy?.LoadBalancer?.ConsistentHash;
        if (rule.TrafficPolicy is { } policy)
        {
            foreach (PortPolicy own in policy.PortLevelSettings)
            {
                if (own.Port?.Number == port)
                {
                    return own.LoadBalancer?.ConsistentHash ?? general;
                }
            }
        }

        return general;
    }

    /// <summary>The hash settings for a route's destination: subset and port, subset, port, rule, in this order.</summary>
    public static ConsistentHash? ForDestination(DestinationRule rule, Destination destination)
    {
        ConsistentHash? ofSubset = null;
        foreach (Subset subset in rule.Subsets)
        {
            if (subset.Name == destination.Subset)
            {
                ofSubset = OfNamedPort(subset.TrafficPolicy, destination) ?? subset.TrafficPolicy?.LoadBalancer?.ConsistentHash;
                break;
            }
        }

        return ofSubset
            ?? OfNamedPort(rule.TrafficPolicy, destination)
            ?? rule.TrafficPolicy?.LoadBalancer?.ConsistentHash;
    }

    /// <summary>Whether any part of a rule balances by hash.</summary>
    public static bool Uses(DestinationRule rule)
    {
        if (Uses(rule.TrafficPolicy))
        {
            return true;
        }

        foreach (Subset subset in rule.Subsets)
        {
            if (Uses(subset.TrafficPolicy))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The route's hash policy; <c>null</c> if no hash key is set.</summary>
    public static RouteAction.Types.HashPolicy? Convert(ConsistentHash? hash)
    {
        switch (hash?.HashKeyCase)
        {
            case ConsistentHash.HashKeyOneofCase.HttpHeaderName:
                return new RouteAction.Types.HashPolicy
                {
                    Header = new RouteAction.Types.HashPolicy.Types.Header { HeaderName = hash.HttpHeaderName },
                };
            case ConsistentHash.HashKeyOneofCase.HttpCookie when hash.HttpCookie is { } cookie:
                return new RouteAction.Types.HashPolicy { Cookie = Convert(cookie) };
            case ConsistentHash.HashKeyOneofCase.UseSourceIp:
                return new RouteAction.Types.HashPolicy
                {
                    ConnectionProperties = new RouteAction.Types.HashPolicy.Types.ConnectionProperties
                    {
                        SourceIp = hash.UseSourceIp,
                    },
                };
            case ConsistentHash.HashKeyOneofCase.HttpQueryParameterName:
                return new RouteAction.Types.HashPolicy
                {
                    QueryParameter = new RouteAction.Types.HashPolicy.Types.QueryParameter { Name = hash.HttpQueryParameterName },
                };
            default:
                return null;
        }
    }

    private static RouteAction.Types.HashPolicy.Types.Cookie Convert(ConsistentHash.Types.HTTPCookie cookie)
    {
        RouteAction.Types.HashPolicy.Types.Cookie converted = new() { Name = cookie.Name, Ttl = cookie.Ttl, Path = cookie.Path };
        foreach (ConsistentHash.Types.HTTPCookie.Types.Attribute attribute in cookie.Attributes)
        {
            converted.Attributes.Add(new RouteAction.Types.HashPolicy.Types.CookieAttribute
            {
                Name = attribute.Name,
                Value = attribute.Value,
            });
        }

        return converted;
    }

    private static ConsistentHash? OfNamedPort(TrafficPolicy? policy, Destination destination)
    {
        if (policy is not null && destination.Port is { } port)
        {
            foreach (PortPolicy own in policy.PortLevelSettings)
            {
                if (own.Port is { } ownPort && ownPort.Number == port.Number)
                {
                    return own.LoadBalancer?.ConsistentHash;
                }
            }
        }

        return null;
    }

    private static bool Uses(TrafficPolicy? policy)
    {
        if (policy is null)
        {
            return false;
        }

        foreach (PortPolicy own in policy.PortLevelSettings)
        {
            if (own.LoadBalancer?.ConsistentHash is not null)
            {
                return true;
            }
        }

        return policy.LoadBalancer?.ConsistentHash is not null;
    }
}
