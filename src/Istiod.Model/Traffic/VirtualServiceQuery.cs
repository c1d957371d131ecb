namespace Istiod.Model;

/// <summary>Asks for the virtual services that proxies in a namespace see on a gateway.</summary>
/// <param name="Namespace">Namespace of the proxy.</param>
/// <param name="Gateway"><c>mesh</c> or <c>namespace/name</c>.</param>
public readonly record struct VirtualServiceQuery(string Namespace, string Gateway);
