using Istiod.Model;
using EnvoyRoute = Istiod.Protos.Envoy.Config.Route.V3.Route;

namespace Istiod.Envoy.Routes;

/// <summary>Virtual hosts in the making: services and plain hosts that share routes on a port.</summary>
/// <param name="Port">Port of the services.</param>
/// <param name="Hosts">Hosts of the virtual service that are not services.</param>
/// <param name="Services">Services, as the listener sees them.</param>
/// <param name="Routes">Their routes, never written to.</param>
/// <remarks>istiod: pilot/pkg/networking/core/route/route.go:VirtualHostWrapper.</remarks>
internal sealed record HostDraft(int Port, List<string> Hosts, List<MeshService> Services, List<EnvoyRoute> Routes);
