namespace Istiod.Config.Kinds.Core;

/// <summary>An address of a node.</summary>
/// <param name="Type">InternalIP, ExternalIP, Hostname, …</param>
public sealed record NodeAddress(string Type, string Address);
