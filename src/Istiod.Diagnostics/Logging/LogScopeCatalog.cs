namespace Istiod.Diagnostics.Logging;

/// <summary>The scopes of pilot-discovery, by name, with the reference's descriptions (ControlZ shows them).</summary>
internal static class LogScopeCatalog
{
    /// <summary>Name and description; ordinal order of names.</summary>
    public static readonly (string Name, string Description)[] All =
    [
        ("ads", "ads debugging"),
        ("adsc", "adsc debugging"),
        ("analysis", "Scope for configuration analysis runtime"),
        ("authn", "authn debugging"),
        ("authorization", "Istio Authorization Policy"),
        ("ca", "ca client"),
        ("controllers", "common controller logic"),
        (LogScope.DefaultName, "Unscoped logging messages."),
        ("delta", "delta xds debugging"),
        ("deltaadsc", "delta adsc debugging"),
        ("file", "File client messages"),
        ("fullpush", "logs details about why Istio is triggering a full push"),
        ("gateway", "gateway-api controller"),
        ("gatewaycommon", "gatewaycommon controller"),
        ("grpc", "logs from gRPC"),
        ("grpcgen", "xDS Generator for Proxyless gRPC"),
        ("ip-autoallocate", "IP autoallocate controller"),
        ("klog", ""),
        ("krt", ""),
        ("kube", "Kubernetes client messages"),
        ("model", "model"),
        ("monitoring", "metrics monitoring"),
        ("pkica", "Citadel CA log"),
        ("pkira", "Istiod RA log"),
        ("probes", "Status of forwarded application probes"),
        ("processing", "Scope for configuration processing runtime"),
        ("retry", "logs for retries"),
        ("rootcertrotator", "Self-signed CA root cert rotator log"),
        ("secretcontroller", "Citadel kubernetes controller log"),
        ("security", "security debugging"),
        ("serverca", "Citadel server log"),
        ("serviceentry", "ServiceEntry registry"),
        ("spiffe", "SPIFFE library logging"),
        ("status", "status reporting"),
        ("tag-watcher", "Revision tags watcher"),
        ("trustBundle", "Workload mTLS trust bundle logs"),
        ("untaint", "CNI node-untaint controller"),
        ("validation", "CRD validation debugging"),
        ("validationController", "validation webhook controller"),
        ("validationServer", "validation webhook server"),
        ("wle", "wle controller debugging"),
    ];
}
