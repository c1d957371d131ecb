using System.Globalization;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using EnvoyRoute = Istiod.Protos.Envoy.Config.Route.V3.Route;

namespace Istiod.Envoy.Routes;

/// <summary>Translates the HTTP routes of a virtual service.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/route/route.go:BuildHTTPRoutesForVirtualService, TranslateRoute.</remarks>
internal static class HttpRouteTranslator
{
    /// <summary>
    /// The routes that apply in <paramref name="context"/>, in order; what stands behind a route that takes everything is left out.
    /// </summary>
    public static List<EnvoyRoute> Translate(VirtualServiceConfig config, RouteContext context)
    {
        List<EnvoyRoute> routes = [];
        foreach (HTTPRoute rule in config.Spec.Http)
        {
            if (rule.Match.Count == 0)
            {
                routes.Add(Translate(config, rule, null, context));
                return routes;
            }

            foreach (HTTPMatchRequest condition in rule.Match)
            {
                if (Applies(condition, context))
                {
                    EnvoyRoute route = Translate(config, rule, condition, context);
                    routes.Add(route);
                    if (route.Match is not null && RouteMatches.IsCatchAll(route.Match))
                    {
                        return routes;
                    }
                }
            }
        }

        return routes;
    }

    /// <summary>Whether a condition's port, gateways and source agree with where the routes are for.</summary>
    /// <remarks>istiod: route.go:sourceMatchHTTP. Gateways, if named, count alone.</remarks>
    private static bool Applies(HTTPMatchRequest condition, RouteContext context)
    {
        if (condition.Port != 0 && condition.Port != (uint)context.ListenerPort)
        {
            return false;
        }

        if (condition.Gateways.Count > 0)
        {
            foreach (string gateway in condition.Gateways)
            {
                if (context.Gateways.Span.Contains(gateway))
                {
                    return true;
                }
            }

            return false;
        }

        foreach (KeyValuePair<string, string> label in condition.SourceLabels)
        {
            if (!context.ProxyLabels.TryGet(label.Key, out string? value) || value != label.Value)
            {
                return false;
            }
        }

        return condition.SourceNamespace.Length == 0 || condition.SourceNamespace == context.ProxyNamespace;
    }

    private static EnvoyRoute Translate(
        VirtualServiceConfig config, HTTPRoute rule, HTTPMatchRequest? condition, RouteContext context)
    {
        EnvoyRoute route = new()
        {
            Name = condition is { Name.Length: > 0 } ? $"{rule.Name}.{condition.Name}" : rule.Name,
            Match = RouteMatches.Convert(condition, config.Semantics),
            Metadata = ConfigMetadata(config),
            StatPrefix = condition?.StatPrefix ?? "",
        };
        HeaderChanges headers = HeaderChanges.Of(rule.Headers);
        Add(route, headers);
        RouteFilterConfigs.AddFaultAndCors(route, rule);
        if (rule.Redirect is not null)
        {
            RouteRedirects.Apply(route, rule.Redirect, context, config.Semantics);
        }
        else if (rule.DirectResponse is not null)
        {
            route.DirectResponse = Respond(rule.DirectResponse);
        }
        else
        {
            RouteDestinations.Apply(route, config, rule, headers.Authority, context);
            AddSession(route, rule, context);
        }

        route.Decorator = new Decorator { Operation = Operation(route, config.Name.Name, context.ListenerPort) };
        if (context.OffersHttp3)
        {
            route.ResponseHeadersToAdd.Add(new HeaderValueOption
            {
                AppendAction = HeaderValueOption.Types.HeaderAppendAction.AppendIfExistsOrAdd,
                Header = new HeaderValue
                {
                    Key = "alt-svc",
                    Value = string.Create(CultureInfo.InvariantCulture, $"h3=\":{context.ListenerPort}\"; ma=86400"),
                },
            });
        }

        return route;
    }

    /// <summary>Adds header operations behind those that are there.</summary>
    internal static void Add(EnvoyRoute route, HeaderChanges headers)
    {
        route.RequestHeadersToAdd.AddRange(headers.RequestAdd);
        route.RequestHeadersToRemove.AddRange(headers.RequestRemove);
        route.ResponseHeadersToAdd.AddRange(headers.ResponseAdd);
        route.ResponseHeadersToRemove.AddRange(headers.ResponseRemove);
    }

    private static DirectResponseAction Respond(HTTPDirectResponse response)
    {
        DirectResponseAction action = new() { Status = response.Status };
        switch (response.Body?.SpecifierCase)
        {
            case HTTPBody.SpecifierOneofCase.String:
                action.Body = new DataSource { InlineString = response.Body.String };
                break;
            case HTTPBody.SpecifierOneofCase.Bytes:
                action.Body = new DataSource { InlineBytes = response.Body.Bytes };
                break;
        }

        return action;
    }

    // Of several services with sessions the reference takes the first, but a later one without undoes it.
    private static void AddSession(EnvoyRoute route, HTTPRoute rule, RouteContext context)
    {
        AnyValue? chosen = null;
        foreach (HTTPRouteDestination target in rule.Route)
        {
            if (rule.Route.Count > 1 && target.Weight == 0)
            {
                continue;
            }

            MeshService? service = context.FindService(target.Destination?.Host ?? "");
            AnyValue? session = StatefulSessions.PerRoute(service, context.Settings.Features);
            if (session is not null && chosen is not null)
            {
                break;
            }

            chosen = session;
        }

        if (chosen is not null)
        {
            route.TypedPerFilterConfig[StatefulSessions.FilterName] = chosen;
        }
    }

    /// <summary>Which object the route comes from, for logs and traces.</summary>
    /// <remarks>istiod: pilot/pkg/networking/util/util.go:BuildConfigInfoMetadata.</remarks>
    private static Metadata ConfigMetadata(VirtualServiceConfig config)
    {
        string path = $"/apis/networking.istio.io/v1/namespaces/{config.Name.Namespace}/virtual-service/{config.Name.Name}";
        Metadata metadata = new();
        metadata.FilterMetadata["istio"] = RouteMetadata.Of("config", path);
        return metadata;
    }

    /// <summary>Readable name for traces: destination host and port if there is one, else the virtual service; then the path.</summary>
    /// <remarks>istiod: route.go:GetRouteOperation.</remarks>
    private static string Operation(EnvoyRoute route, string name, int port)
    {
        string path = route.Match?.PathSpecifierCase switch
        {
            RouteMatch.PathSpecifierOneofCase.Prefix => $"{route.Match.Prefix}*",
            RouteMatch.PathSpecifierOneofCase.Path => route.Match.Path,
            RouteMatch.PathSpecifierOneofCase.SafeRegex => route.Match.SafeRegex?.Regex ?? "",
            _ => "/*",
        };
        string? target = route.Route_?.ClusterSpecifierCase == RouteAction.ClusterSpecifierOneofCase.Cluster
            ? DestinationClusters.HostAndPort(route.Route_.Cluster)
            : null;
        return target is not null ? target + path : string.Create(CultureInfo.InvariantCulture, $"{name}:{port}{path}");
    }
}
