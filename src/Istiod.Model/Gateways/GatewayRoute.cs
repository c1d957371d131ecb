using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>A route configuration of a merged gateway.</summary>
/// <param name="Name"><c>http.PORT[.BIND]</c>, or <c>https.PORT.PORTNAME.GATEWAY.NAMESPACE[.BIND]</c>.</param>
/// <param name="Servers">The servers whose hosts it has, in order of precedence.</param>
/// <param name="OffersHttp3">Responses tell that HTTP/3 is there.</param>
public sealed record GatewayRoute(string Name, ValueArray<GatewayServer> Servers, bool OffersHttp3);
