using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Model;

/// <summary>Whether and how a provider logs.</summary>
/// <param name="Provider">Provider of the mesh config. Never written to.</param>
/// <param name="IsDisabled">Asked not to log: it still counts as configured.</param>
/// <param name="Filter">CEL expression of what is logged; <c>null</c>: everything.</param>
public sealed record AccessLogSettings(MeshConfig.Types.ExtensionProvider Provider, bool IsDisabled, string? Filter);
