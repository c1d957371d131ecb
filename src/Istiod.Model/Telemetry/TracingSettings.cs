using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using CustomTag = Istiod.Protos.Istio.Telemetry.V1Alpha1.Tracing.Types.CustomTag;

namespace Istiod.Model;

/// <summary>How requests are traced.</summary>
/// <remarks>istiod: pilot/pkg/model/telemetry.go:TracingSpec.</remarks>
public sealed record TracingSettings
{
    /// <summary>Provider of the mesh config; <c>null</c> if none or not found. Never written to.</summary>
    public MeshConfig.Types.ExtensionProvider? Provider { get; init; }

    /// <summary>Spans are not reported.</summary>
    public bool IsDisabled { get; init; }

    /// <summary>Sampled percentage; <c>null</c>: the proxy's, else the control plane's default.</summary>
    public double? RandomSamplingPercentage { get; init; }

    /// <summary>Tags by name, in ordinal order.</summary>
    public ValueArray<TracingTag> CustomTags { get; init; }

    /// <summary>The sampling decision is written into the request id.</summary>
    public bool UsesRequestIdForSampling { get; init; } = true;

    /// <summary>Standard tags of the mesh.</summary>
    public bool HasIstioTags { get; init; } = true;

    /// <summary>Trace headers are not passed on.</summary>
    public bool DisablesContextPropagation { get; init; }
}

/// <summary>One tag.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Tag">Where its value comes from. Never written to.</param>
public sealed record TracingTag(string Name, CustomTag Tag);
