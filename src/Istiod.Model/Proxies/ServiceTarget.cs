namespace Istiod.Model;

/// <summary>A service port that a proxy's own workload serves.</summary>
/// <param name="Service">The service.</param>
/// <param name="Port">The service's port.</param>
/// <param name="TargetPort">Port of the workload.</param>
/// <remarks>istiod: pilot/pkg/model/service.go:ServiceTarget.</remarks>
public sealed record ServiceTarget(MeshService Service, ServicePort Port, int TargetPort);
