namespace Istiod.Compiler.Ingresses;

/// <summary>A path of an Ingress rule and the service behind it.</summary>
/// <param name="Path">The path as written.</param>
/// <param name="Type"><c>Exact</c>, <c>Prefix</c>, or anything else: to be read off the path.</param>
/// <param name="Service">Name of the service in the Ingress' namespace.</param>
/// <param name="Port">Number of its port; 0: by name.</param>
/// <param name="PortName">Name of its port.</param>
internal sealed record IngressPath(string Path, string Type, string Service, int Port, string PortName);
