using Istiod.Incremental;
using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Compiler.Endpoints;

/// <summary>What the endpoints area makes.</summary>
/// <param name="Slices">By slice.</param>
/// <param name="Entries">By host of a ServiceEntry.</param>
/// <param name="Endpoints">All of a service.</param>
/// <param name="ServiceAccounts">Identities of a service, sorted.</param>
internal sealed record EndpointCollections(
    SliceEndpoints Slices,
    EntryEndpoints Entries,
    Collection<ServiceKey, ServiceEndpoints> Endpoints,
    Collection<ServiceKey, ValueArray<string>> ServiceAccounts);
