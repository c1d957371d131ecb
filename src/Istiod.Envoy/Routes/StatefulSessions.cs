using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Http.StatefulSession.V3;
using Istiod.Protos.Envoy.Extensions.Http.StatefulSession.Cookie.V3;
using Istiod.Protos.Envoy.Extensions.Http.StatefulSession.Header.V3;
using Istiod.Protos.Envoy.Type.Http.V3;

namespace Istiod.Envoy.Routes;

/// <summary>Sticky sessions that labels of a service ask for.</summary>
/// <remarks>istiod: pilot/pkg/networking/util/util.go:MaybeBuildStatefulSessionFilterConfig.</remarks>
internal static class StatefulSessions
{
    /// <summary>Name of the HTTP filter.</summary>
    public const string FilterName = "envoy.filters.http.stateful_session";

    /// <summary>Setting of the filter for the service's routes or hosts; <c>null</c> if it asks for none.</summary>
    public static AnyValue? PerRoute(MeshService? service, MeshFeatures features)
    {
        StatefulSession? session = Of(service, features);
        return session is null ? null : AnyValue.Pack(new StatefulSessionPerRoute { StatefulSession = session });
    }

    private static StatefulSession? Of(MeshService? service, MeshFeatures features)
    {
        if (service is null || !features.EnablePersistentSessionFilter)
        {
            return null;
        }

        string cookie = service.Labels.GetOrEmpty(features.PersistentSessionLabel);
        if (cookie.Length > 0)
        {
            int colon = cookie.IndexOf(':', StringComparison.Ordinal);
            return State("envoy.http.stateful_session.cookie", new CookieBasedSessionState
            {
                Cookie = new Cookie
                {
                    Name = colon < 0 ? cookie : cookie[..colon],
                    Path = colon < 0 ? "/" : cookie[(colon + 1)..],
                },
            });
        }

        string header = service.Labels.GetOrEmpty(features.PersistentSessionHeaderLabel);
        return header.Length > 0
            ? State("envoy.http.stateful_session.header", new HeaderBasedSessionState { Name = header })
            : null;
    }

    private static StatefulSession State(string name, ProtoMessage state) => new()
    {
        SessionState = new TypedExtensionConfig { Name = name, TypedConfig = AnyValue.Pack(state) },
    };
}
