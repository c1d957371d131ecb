using Istiod.Protobuf;
using Istiod.Protos.Istio.Networking.V1Alpha3;

namespace Istiod.Config.Validation;

/// <summary>Rules on destinations of routes and their weights.</summary>
/// <remarks>istiod: pkg/config/validation/validation.go:validateDestination, validateHTTPRouteDestinations, validateRouteDestinations.</remarks>
internal static class DestinationRefs
{
    /// <summary>One destination; absent is fine.</summary>
    public static void Check(Checker check, Destination? destination)
    {
        if (destination is null)
        {
            return;
        }

        string host = destination.Host;
        check.Error("host", host == "*" ? $"invalid destination host {host}" : NameChecks.WildcardDomain(host));
        check.Error("subset", destination.Subset.Length == 0 ? null : SubsetName(destination.Subset));
        check.Error("port", destination.Port is { } port ? NameChecks.Port(port.Number) : null);
    }

    /// <summary>Destinations of an HTTP route.</summary>
    public static void Http(Checker check, RepeatedField<HTTPRouteDestination> routes, bool isFromGatewayApi)
    {
        int total = 0;
        for (int i = 0; i < routes.Count; i++)
        {
            using Checker.Scope at = check.In("route", i);
            HTTPRouteDestination route = routes[i];
            check.Listed("destination", route.Destination is null ? "destination is required" : null);
            HeaderRules.Operations(check, route.Headers);
            Weighted(check, route.Destination, route.Weight, isFromGatewayApi);
            total = unchecked(total + route.Weight);
        }

        check.Error("route", routes.Count > 1 && total == 0 ? "total destination weight = 0" : null);
    }

    /// <summary>Destinations of a TCP or TLS route.</summary>
    public static void Routes(Checker check, RepeatedField<RouteDestination> routes, bool isFromGatewayApi)
    {
        int total = 0;
        for (int i = 0; i < routes.Count; i++)
        {
            using Checker.Scope at = check.In("route", i);
            RouteDestination route = routes[i];
            check.Listed("destination", route.Destination is null ? "destination is required" : null);
            Weighted(check, route.Destination, route.Weight, isFromGatewayApi);
            total = unchecked(total + route.Weight);
        }

        check.Error("route", routes.Count > 1 && total == 0 ? "total destination weight = 0" : null);
    }

    /// <summary>A subset's name.</summary>
    public static string? SubsetName(string name) =>
        name.Length == 0 ? "subset name cannot be empty" : NameChecks.IsLabel(name) ? null : $"subset name is invalid: {name}";

    private static void Weighted(Checker check, Destination? destination, int weight, bool isFromGatewayApi)
    {
        if (!isFromGatewayApi)
        {
            using Checker.Scope at = check.In("destination");
            Check(check, destination);
        }

        check.Error("weight", weight < 0 ? $"weight {GoText.Number(weight)} < 0" : null);
    }
}
