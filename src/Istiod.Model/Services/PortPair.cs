namespace Istiod.Model;

/// <summary>A service port and the port of the endpoints behind it.</summary>
/// <param name="Port">Port of the service.</param>
/// <param name="Target">Port of its endpoints.</param>
public readonly record struct PortPair(int Port, int Target);
