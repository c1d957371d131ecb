namespace Istiod.Webhooks.Injection.Templates;

/// <summary>The plain values among what an injection template is given.</summary>
internal sealed record SidecarScalars(
    string Revision,
    bool NativeSidecars,
    string ProxyImage,
    long ProxyUser,
    long ProxyGroup,
    string InboundTrafficPolicyMode,
    string CompliancePolicy);
