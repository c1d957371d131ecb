using Istiod.Primitives;
using Istiod.Protobuf;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Model;

/// <summary>What a provider measures.</summary>
/// <param name="Provider">Provider of the mesh config. Never written to.</param>
/// <param name="ReportingInterval">How often long-lived connections are reported; <c>null</c>: the proxy's default.</param>
/// <param name="Overrides">Changed metrics, in the reference's order.</param>
public sealed record MetricsSettings(
    MeshConfig.Types.ExtensionProvider Provider, Duration? ReportingInterval, ValueArray<MetricOverride> Overrides);

/// <summary>A changed metric.</summary>
/// <param name="Metric">Name as the proxy knows it, e.g. <c>requests_total</c>, or that of a custom one.</param>
/// <param name="IsDropped">Not measured.</param>
/// <param name="Tags">Changed tags, by name.</param>
public sealed record MetricOverride(string Metric, bool IsDropped, ValueArray<MetricTag> Tags);

/// <summary>A changed tag.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Expression">CEL expression of its value; <c>null</c>: the tag is removed.</param>
public readonly record struct MetricTag(string Name, string? Expression);
