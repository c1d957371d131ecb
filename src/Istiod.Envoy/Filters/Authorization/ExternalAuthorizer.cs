using HttpAuthorizer = Istiod.Protos.Envoy.Extensions.Filters.Http.ExtAuthz.V3.ExtAuthz;
using TcpAuthorizer = Istiod.Protos.Envoy.Extensions.Filters.Network.ExtAuthz.V3.ExtAuthz;

namespace Istiod.Envoy.Filters.Authorization;

/// <summary>How a provider is asked. Fresh messages: the asker adds when.</summary>
/// <param name="Http">About HTTP requests.</param>
/// <param name="Tcp">About connections; <c>null</c> if it cannot be.</param>
internal sealed record ExternalAuthorizer(HttpAuthorizer Http, TcpAuthorizer? Tcp);
