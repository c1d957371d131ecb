namespace Istiod.Variables;

/// <summary>What the environment says about what istiod itself writes to its cluster.</summary>
internal sealed record ControlVariables
{
    /// <summary><c>ENABLE_LEADER_ELECTION</c>; off, everything runs unguarded.</summary>
    public bool ElectsLeaders { get; init; } = true;

    /// <summary><c>PILOT_CA_CERT_CONFIGMAP</c>.</summary>
    public string RootsConfigMap { get; init; } = "istio-ca-root-cert";

    /// <summary><c>PILOT_CRL_CONFIGMAP</c>.</summary>
    public string CrlConfigMap { get; init; } = "istio-ca-crl";

    /// <summary><c>INJECTION_WEBHOOK_CONFIG_NAME</c>; empty: injection webhooks are not patched.</summary>
    public string InjectionWebhook { get; init; } = "istio-sidecar-injector";

    /// <summary><c>VALIDATION_WEBHOOK_CONFIG_NAME</c>; empty: validation webhooks are not patched.</summary>
    public string ValidationWebhook { get; init; } = "istio-istio-system";

    /// <summary><c>ENABLE_CLUSTER_TRUST_BUNDLE_API</c>: roots go into one ClusterTrustBundle instead of ConfigMaps.</summary>
    public bool UsesTrustBundle { get; init; }

    /// <summary><c>PILOT_ENABLE_GATEWAY_API_GATEWAYCLASS_CONTROLLER</c>: missing GatewayClasses are created.</summary>
    public bool CreatesGatewayClasses { get; init; } = true;

    /// <summary><c>PILOT_ENABLE_GATEWAY_API_STATUS</c>: statuses of the Gateway API are written.</summary>
    public bool WritesGatewayStatus { get; init; } = true;

    /// <summary>Reads it.</summary>
    public static ControlVariables Read(EnvironmentReader reader)
    {
        ControlVariables defaults = new();
        return new ControlVariables
        {
            ElectsLeaders = reader.Bool("ENABLE_LEADER_ELECTION", defaults.ElectsLeaders),
            RootsConfigMap = reader.Text("PILOT_CA_CERT_CONFIGMAP", defaults.RootsConfigMap),
            CrlConfigMap = reader.Text("PILOT_CRL_CONFIGMAP", defaults.CrlConfigMap),
            InjectionWebhook = reader.Text("INJECTION_WEBHOOK_CONFIG_NAME", defaults.InjectionWebhook),
            UsesTrustBundle = reader.Bool("ENABLE_CLUSTER_TRUST_BUNDLE_API", defaults.UsesTrustBundle),
            CreatesGatewayClasses = reader.Bool("PILOT_ENABLE_GATEWAY_API_GATEWAYCLASS_CONTROLLER", defaults.CreatesGatewayClasses),
            WritesGatewayStatus = reader.Bool("PILOT_ENABLE_GATEWAY_API_STATUS", defaults.WritesGatewayStatus),
            ValidationWebhook = reader.Text("VALIDATION_WEBHOOK_CONFIG_NAME", defaults.ValidationWebhook),
        };
    }
}
