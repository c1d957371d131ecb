namespace Istiod.Config.Validation;

/// <summary>Annotations with a meaning to rules.</summary>
/// <remarks>istiod: pkg/config/constants/constants.go.</remarks>
internal static class InternalAnnotations
{
    public const string DryRun = "istio.io/dry-run";
    public const string AlwaysReject = "internal.istio.io/webhook-always-reject";
    public const string ParentNamespace = "internal.istio.io/parent-namespace";
    public const string Parents = "internal.istio.io/parents";
    public const string RouteSemantics = "internal.istio.io/route-semantics";
    public const string GatewaySemantics = "internal.istio.io/gateway-semantics";

    /// <summary>Value of the semantics: made from a Gateway API object.</summary>
    public const string Gateway = "gateway";
}
