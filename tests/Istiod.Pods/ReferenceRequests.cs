namespace Istiod.Pods;

/// <summary>
/// What the reference asks of an API server with the chart's defaults, the base chart's objects and no extra namespace: one line for each
/// different request, as <see cref="SeenRequests"/> writes them.
/// </summary>
/// <remarks>Recorded on a running istiod 1.30.3.</remarks>
internal static class ReferenceRequests
{
    /// <summary>One watch each.</summary>
    public static readonly string[] Watches =
    [
        "watch /api/v1/configmaps",
        "watch /api/v1/configmaps metadata.name=istio-ca-crl",
        "watch /api/v1/configmaps metadata.name=istio-ca-root-cert",
        "watch /api/v1/namespaces",
        "watch /api/v1/namespaces/istio-system/configmaps metadata.name=istio",
        "watch /api/v1/namespaces/istio-system/configmaps metadata.name=istio-sidecar-injector",
        "watch /api/v1/namespaces/istio-system/secrets istio/multiCluster=true",
        "watch /api/v1/namespaces/istio-system/services",
        "watch /api/v1/nodes",
        "watch /api/v1/pods status.phase!=Failed",
        "watch /api/v1/secrets type!=helm.sh/release.v1,type!=kubernetes.io/service-account-token",
        "watch /api/v1/serviceaccounts",
        "watch /api/v1/services",
        "watch /apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
        "watch /apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations istio.io/rev=default",
        "watch /apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations metadata.name=istiod-default-validator",
        "watch /apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        "watch /apis/apps/v1/deployments",
        "watch /apis/autoscaling/v2/horizontalpodautoscalers",
        "watch /apis/discovery.k8s.io/v1/endpointslices",
        "watch /apis/extensions.istio.io/v1alpha1/trafficextensions",
        "watch /apis/extensions.istio.io/v1alpha1/wasmplugins",
        "watch /apis/gateway.networking.k8s.io/v1/backendtlspolicies",
        "watch /apis/gateway.networking.k8s.io/v1/gatewayclasses",
        "watch /apis/gateway.networking.k8s.io/v1/gateways",
        "watch /apis/gateway.networking.k8s.io/v1/grpcroutes",
        "watch /apis/gateway.networking.k8s.io/v1/httproutes",
        "watch /apis/gateway.networking.k8s.io/v1/listenersets",
        "watch /apis/gateway.networking.k8s.io/v1/tlsroutes",
        "watch /apis/gateway.networking.k8s.io/v1beta1/referencegrants",
        "watch /apis/networking.istio.io/v1/destinationrules",
        "watch /apis/networking.istio.io/v1/gateways",
        "watch /apis/networking.istio.io/v1/serviceentries",
        "watch /apis/networking.istio.io/v1/sidecars",
        "watch /apis/networking.istio.io/v1/virtualservices",
        "watch /apis/networking.istio.io/v1/workloadentries",
        "watch /apis/networking.istio.io/v1/workloadgroups",
        "watch /apis/networking.istio.io/v1alpha3/envoyfilters",
        "watch /apis/networking.istio.io/v1beta1/proxyconfigs",
        "watch /apis/networking.k8s.io/v1/ingressclasses",
        "watch /apis/networking.k8s.io/v1/ingresses",
        "watch /apis/policy/v1/poddisruptionbudgets",
        "watch /apis/security.istio.io/v1/authorizationpolicies",
        "watch /apis/security.istio.io/v1/peerauthentications",
        "watch /apis/security.istio.io/v1/requestauthentications",
        "watch /apis/telemetry.istio.io/v1/telemetries",
    ];

    /// <summary>Single reads.</summary>
    public static readonly string[] Gets =
    [
        "get configmaps istio-system/istio-gateway-status-leader",
        "get configmaps istio-system/istio-ip-autoallocate",
        "get configmaps istio-system/istio-leader",
        "get configmaps istio-system/istio-namespace-controller-election",
        "get configmaps istio-system/istio-sidecar-injector",
        "get leases.coordination.k8s.io istio-system/istio-gateway-deployment-default",
        "get leases.coordination.k8s.io istio-system/istio-gateway-status-leader-default",
        "get secrets istio-system/istio-ca-secret",
    ];

    /// <summary>Writes; those that only try say so.</summary>
    public static readonly string[] Writes =
    [
        "create configmaps default/istio-ca-crl",
        "create configmaps default/istio-ca-root-cert",
        "create configmaps istio-system/istio-ca-crl",
        "create configmaps istio-system/istio-ca-root-cert",
        "create configmaps istio-system/istio-ip-autoallocate",
        "create configmaps istio-system/istio-leader",
        "create configmaps istio-system/istio-namespace-controller-election",
        "create configmaps kube-system/istio-ca-crl",
        "create configmaps kube-system/istio-ca-root-cert",
        "create gatewayclasses.gateway.networking.k8s.io istio",
        "create gatewayclasses.gateway.networking.k8s.io istio-remote",
        "create gateways.networking.istio.io istio-system/invalid-gateway (dry run)",
        "create leases.coordination.k8s.io istio-system/istio-gateway-deployment-default",
        "create leases.coordination.k8s.io istio-system/istio-gateway-status-leader-default",
        "create secrets istio-system/istio-ca-secret",
        "create tokenreviews.authentication.k8s.io",
        "update configmaps istio-system/istio-ip-autoallocate",
        "update configmaps istio-system/istio-leader",
        "update configmaps istio-system/istio-namespace-controller-election",
        "update gatewayclasses.gateway.networking.k8s.io/status istio",
        "update gatewayclasses.gateway.networking.k8s.io/status istio-remote",
        "update leases.coordination.k8s.io istio-system/istio-gateway-deployment-default",
        "update leases.coordination.k8s.io istio-system/istio-gateway-status-leader-default",
        "update mutatingwebhookconfigurations.admissionregistration.k8s.io istio-sidecar-injector",
        "update validatingwebhookconfigurations.admissionregistration.k8s.io istio-validator-istio-system",
        "update validatingwebhookconfigurations.admissionregistration.k8s.io istiod-default-validator",
    ];
}
