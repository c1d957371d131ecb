using Istiod.Primitives;

namespace Istiod.Model;

/// <summary>Names an egress scope: what proxies of a namespace may reach, by which Sidecar object.</summary>
/// <param name="Namespace">Namespace of the proxies.</param>
/// <param name="Sidecar">The Sidecar object that applies; default if none does.</param>
/// <param name="IsGateway">Gateways see everything exported to them, whatever Sidecars say.</param>
public readonly record struct ScopeKey(string Namespace, NamespacedName Sidecar, bool IsGateway);
