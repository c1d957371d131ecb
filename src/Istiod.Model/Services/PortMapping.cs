namespace Istiod.Model;

/// <summary>A service port and the port that it stands for at the workload.</summary>
/// <param name="Port">The service's port.</param>
/// <param name="TargetPort">The workload's port.</param>
public readonly record struct PortMapping(int Port, int TargetPort);
