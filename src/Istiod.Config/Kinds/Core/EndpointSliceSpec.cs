using Istiod.Primitives;

namespace Istiod.Config.Kinds.Core;

/// <summary>An EndpointSlice (which has no <c>spec</c>; these are its top-level fields).</summary>
/// <param name="AddressType">IPv4, IPv6 or FQDN.</param>
/// <param name="Endpoints">In the order of the object.</param>
/// <param name="Ports">Each endpoint serves all of them. Empty means no ports.</param>
public sealed record EndpointSliceSpec(
    string AddressType, ValueArray<SliceEndpoint> Endpoints, ValueArray<SlicePort> Ports);
