namespace Istiod.Cluster.Tests.Host;

/// <summary>What the reference reads from an API server with the chart's defaults: path and selectors of each watch.</summary>
internal static class ContractReads
{
    /// <summary>One watch each.</summary>
    public static readonly string[] Watches =
    [
        "/api/v1/configmaps",
        "/api/v1/configmaps metadata.name=istio-ca-crl",
        "/api/v1/configmaps metadata.name=istio-ca-root-cert",
        "/api/v1/namespaces",
        "/api/v1/namespaces/istio-system/configmaps metadata.name=istio",
        "/api/v1/namespaces/istio-system/configmaps metadata.name=istio-sidecar-injector",
        "/api/v1/namespaces/istio-system/secrets istio/multiCluster=true",
        "/api/v1/namespaces/istio-system/services",
        "/api/v1/nodes",
        "/api/v1/pods status.phase!=Failed",
        "/api/v1/secrets type!=helm.sh/release.v1,type!=kubernetes.io/service-account-token",
        "/api/v1/serviceaccounts",
        "/api/v1/services",
        "/apis/admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
        "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations istio.io/rev=default",
        "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations metadata.name=istiod-default-validator",
        "/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
        "/apis/apps/v1/deployments",
        "/apis/autoscaling/v2/horizontalpodautoscalers",
        "/apis/discovery.k8s.io/v1/endpointslices",
        "/apis/extensions.istio.io/v1alpha1/trafficextensions",
        "/apis/extensions.istio.io/v1alpha1/wasmplugins",
        "/apis/gateway.networking.k8s.io/v1/backendtlspolicies",
        "/apis/gateway.networking.k8s.io/v1/gatewayclasses",
        "/apis/gateway.networking.k8s.io/v1/gateways",
        "/apis/gateway.networking.k8s.io/v1/grpcroutes",
        "/apis/gateway.networking.k8s.io/v1/httproutes",
        "/apis/gateway.networking.k8s.io/v1/listenersets",
        "/apis/gateway.networking.k8s.io/v1/tlsroutes",
        "/apis/gateway.networking.k8s.io/v1beta1/referencegrants",
        "/apis/networking.istio.io/v1/destinationrules",
        "/apis/networking.istio.io/v1/gateways",
        "/apis/networking.istio.io/v1/serviceentries",
        "/apis/networking.istio.io/v1/sidecars",
        "/apis/networking.istio.io/v1/virtualservices",
        "/apis/networking.istio.io/v1/workloadentries",
        "/apis/networking.istio.io/v1/workloadgroups",
        "/apis/networking.istio.io/v1alpha3/envoyfilters",
        "/apis/networking.istio.io/v1beta1/proxyconfigs",
        "/apis/networking.k8s.io/v1/ingressclasses",
        "/apis/networking.k8s.io/v1/ingresses",
        "/apis/policy/v1/poddisruptionbudgets",
        "/apis/security.istio.io/v1/authorizationpolicies",
        "/apis/security.istio.io/v1/peerauthentications",
        "/apis/security.istio.io/v1/requestauthentications",
        "/apis/telemetry.istio.io/v1/telemetries",
    ];

    /// <summary>Single reads, as verb, resource and name.</summary>
    public static readonly string[] Gets =
    [
        // differs: a bundle is put into what is stored now, not into what a watch last told
        "get mutatingwebhookconfigurations.admissionregistration.k8s.io istio-sidecar-injector",
        "get validatingwebhookconfigurations.admissionregistration.k8s.io istio-validator-istio-system",
        "get validatingwebhookconfigurations.admissionregistration.k8s.io istiod-default-validator",
        "get configmaps istio-system/istio-gateway-status-leader",
        "get configmaps istio-system/istio-ip-autoallocate",
        "get configmaps istio-system/istio-leader",
        "get configmaps istio-system/istio-namespace-controller-election",
        "get configmaps istio-system/istio-sidecar-injector",
        "get leases.coordination.k8s.io istio-system/istio-gateway-deployment-default",
        "get leases.coordination.k8s.io istio-system/istio-gateway-status-leader-default",
        "get secrets istio-system/istio-ca-secret",
    ];

    /// <summary>Writes, as verb and resource; the dry-run of the invalid Gateway is one of them.</summary>
    public static readonly string[] Writes =
    [
        "create configmaps",
        "create gatewayclasses.gateway.networking.k8s.io",
        "create gateways.networking.istio.io",
        "create leases.coordination.k8s.io",
        "create secrets",
        "create subjectaccessreviews.authorization.k8s.io",
        "create tokenreviews.authentication.k8s.io",
        "update configmaps",
        "update gatewayclasses.gateway.networking.k8s.io/status",
        "update leases.coordination.k8s.io",
        "update mutatingwebhookconfigurations.admissionregistration.k8s.io",
        "update validatingwebhookconfigurations.admissionregistration.k8s.io",
    ];
}
