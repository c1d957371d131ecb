using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Security.V1Beta1;

namespace Istiod.Envoy.Listeners;

/// <summary>What HTTP connection managers of a proxy depend on beside the chain they serve.</summary>
internal sealed record HttpTraits
{
    /// <summary>Sidecar, gateway…</summary>
    public required ProxyKind Kind { get; init; }

    /// <summary>The proxy's own config; <c>null</c>: the mesh's default.</summary>
    public ProxyConfig? ProxyConfig { get; init; }

    /// <summary><c>IDLE_TIMEOUT</c>, Go duration text.</summary>
    public string IdleTimeout { get; init; } = "";

    /// <summary><c>HTTP10</c> of the metadata is set.</summary>
    public bool AcceptsHttp10 { get; init; }

    /// <summary>Istio version.</summary>
    public ProxyVersion Version { get; init; } = ProxyVersion.Newest;

    /// <summary>Name of the proxy's spans.</summary>
    public string ServiceCluster { get; init; } = "";

    /// <summary>Name of the proxy's spans by OpenTelemetry's rules.</summary>
    public string OtelServiceName { get; init; } = "";

    /// <summary>Values of the standard trace tags.</summary>
    public required TraceIdentity Trace { get; init; }

    /// <summary>Telemetry of both directions.</summary>
    public required WorkloadTelemetry Telemetry { get; init; }

    /// <summary>Policies that guard the requests; <c>null</c> for outbound requests, which none guard.</summary>
    public WorkloadPolicies? Policies { get; init; }

    /// <summary>Extensions of the filter chains.</summary>
    public ValueArray<TrafficExtensionConfig> Extensions { get; init; }

    /// <summary>The proxy's config, its own or the mesh's.</summary>
    public ProxyConfig ProxyConfigOr(MeshConfig mesh) => ProxyConfig ?? mesh.DefaultConfig ?? NoConfig;

    private static readonly ProxyConfig NoConfig = new();
}

/// <summary>Policies of a workload: their content, not its labels, so that all whom they treat alike share.</summary>
/// <param name="Authorization">Who may call.</param>
/// <param name="JwtRules">Tokens that are checked.</param>
internal sealed record WorkloadPolicies(WorkloadAuthorization Authorization, ValueArray<JWTRule> JwtRules);

/// <summary>Values of the standard trace tags.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/tracing.go:buildServiceTags.</remarks>
internal sealed record TraceIdentity(
    string CanonicalRevision, string CanonicalService, string MeshId, string Namespace, string ClusterId);
