namespace Istiod.Config.Kinds.Core;

/// <summary>A port of a slice.</summary>
/// <param name="Name">Equals the name of the service's port; may be empty.</param>
/// <param name="Port">0 if absent, which means all ports.</param>
/// <param name="Protocol">TCP, UDP or SCTP; empty means TCP.</param>
public sealed record SlicePort(string Name, int Port, string Protocol, string? AppProtocol);
