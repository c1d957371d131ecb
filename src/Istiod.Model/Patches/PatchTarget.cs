namespace Istiod.Model;

/// <summary>Whom patches are asked for.</summary>
/// <param name="Workload">The workload.</param>
/// <param name="IstioVersion">Version that the proxy tells; may be empty.</param>
public sealed record PatchTarget(PolicyTarget Workload, string IstioVersion);
