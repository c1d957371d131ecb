using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Endpoints;

/// <summary>Endpoints of one host of a ServiceEntry.</summary>
/// <param name="Services">The services that the entry makes of the host: one for each address.</param>
/// <param name="Endpoints">By workload, then in the entry's order of ports.</param>
internal sealed record EntryHostEndpoints(ValueArray<MeshService> Services, ValueArray<Endpoint> Endpoints);
