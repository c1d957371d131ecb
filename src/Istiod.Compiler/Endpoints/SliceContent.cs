using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Endpoints;

/// <summary>What one EndpointSlice gives.</summary>
/// <param name="ServiceName">Name of its service, in the slice's namespace.</param>
/// <param name="Endpoints">In the slice's order, each with all ports.</param>
internal sealed record SliceContent(string ServiceName, ValueArray<Endpoint> Endpoints);
