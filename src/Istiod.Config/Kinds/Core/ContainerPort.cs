namespace Istiod.Config.Kinds.Core;

/// <summary>A port of a container.</summary>
/// <param name="Protocol">TCP, UDP or SCTP; empty means TCP.</param>
public sealed record ContainerPort(string Name, int Port, string Protocol);
