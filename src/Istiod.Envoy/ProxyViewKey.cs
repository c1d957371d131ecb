using Istiod.Model;
using Istiod.Resources;

namespace Istiod.Envoy;

/// <summary>Asks for what one proxy should have of one type.</summary>
/// <param name="Proxy">The proxy.</param>
/// <param name="Type">The type.</param>
/// <param name="Names">Names it subscribed to that are not expected of it anyway; empty for wildcard types.</param>
public readonly record struct ProxyViewKey(ProxyIdentity Proxy, XdsType Type, NameList Names);
