using Istiod.Webhooks.Injection.Mesh;

namespace Istiod.Webhooks.Injection;

/// <summary>What the process says about injection.</summary>
/// <param name="Revision">Revision of this control plane; empty counts as <c>default</c>.</param>
/// <param name="NativeSidecars">Variable ENABLE_NATIVE_SIDECARS.</param>
/// <param name="IsOpenShift">Whether PLATFORM is <c>openshift</c>.</param>
/// <param name="CompliancePolicy">Variable COMPLIANCE_POLICY.</param>
public sealed record InjectionOptions(string Revision, NativeSidecarMode NativeSidecars, bool IsOpenShift, string CompliancePolicy);
