using Istiod.Model;
using Istiod.Primitives;

namespace Istiod.Envoy.NameTables;

/// <summary>Everything that decides a name table, but for what its builder reads and records.</summary>
/// <param name="Scope">Whose services are in it.</param>
/// <param name="Addresses">Under which addresses the proxy knows them.</param>
/// <param name="Network">The proxy's network: of headless services only endpoints in it can be called by address.</param>
internal sealed record NameTableKey(ScopeKey Scope, AddressView Addresses, NetworkId Network);
