using Istiod.Model;
using Istiod.Protos.Envoy.Config.Route.V3;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using EnvoyRoute = Istiod.Protos.Envoy.Config.Route.V3.Route;

namespace Istiod.Envoy.Routes;

/// <summary>Redirects of virtual services.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/route/route.go:ApplyRedirect.</remarks>
internal static class RouteRedirects
{
    private const string KeepPrefixMark = "%PREFIX()%";

    /// <summary>Makes the route a redirect; with a status that Envoy does not know it gets no action.</summary>
    public static void Apply(EnvoyRoute route, HTTPRedirect redirect, RouteContext context, RouteSemantics semantics)
    {
        if (Status(redirect.RedirectCode) is not { } status)
        {
            return;
        }

        RedirectAction action = new()
        {
            HostRedirect = redirect.Authority,
            ResponseCode = status,
            PortRedirect = Port(redirect, context),
        };
        if (semantics == RouteSemantics.GatewayApi && redirect.Uri.StartsWith(KeepPrefixMark, StringComparison.Ordinal))
        {
            action.PrefixRewrite = redirect.Uri[KeepPrefixMark.Length..];
        }
        else
        {
            action.PathRedirect = redirect.Uri;
        }

        if (redirect.Scheme.Length > 0)
        {
            action.SchemeRedirect = redirect.Scheme;
        }

        route.Redirect = action;
    }

    // 0 leaves the port out: it is the scheme's own, or none was asked for.
    private static uint Port(HTTPRedirect redirect, RouteContext context)
    {
        uint port = redirect.RedirectPortCase switch
        {
            HTTPRedirect.RedirectPortOneofCase.Port => redirect.Port,
            HTTPRedirect.RedirectPortOneofCase.DerivePort
                when redirect.DerivePort == HTTPRedirect.Types.RedirectPortSelection.FromRequestPort => (uint)context.ListenerPort,
            _ => 0,
        };
        string scheme = redirect.Scheme.Length > 0 ? redirect.Scheme : context.IsTls ? "https" : "http";
        return (port == 80 && scheme == "http") || (port == 443 && scheme == "https") ? 0 : port;
    }

    private static RedirectAction.Types.RedirectResponseCode? Status(uint code) => code switch
    {
        0 or 301 => RedirectAction.Types.RedirectResponseCode.MovedPermanently,
        302 => RedirectAction.Types.RedirectResponseCode.Found,
        303 => RedirectAction.Types.RedirectResponseCode.SeeOther,
        307 => RedirectAction.Types.RedirectResponseCode.TemporaryRedirect,
        308 => RedirectAction.Types.RedirectResponseCode.PermanentRedirect,
        _ => null,
    };
}
