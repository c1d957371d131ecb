namespace Istiod.Pods;

/// <summary>Where what we ask of an API server differs from the reference on purpose. One line a request; a test fails on any other difference.</summary>
internal static class RequestDifferences
{
    private const string Fresh = "a bundle is put into what is stored now, not into what a watch last told";

    private const string NoDeployments = "Gateways get no Deployments here yet, so nobody leads that work";

    /// <summary>All of them.</summary>
    public static readonly RequestDifference[] All =
    [
        new("get mutatingwebhookconfigurations.admissionregistration.k8s.io istio-sidecar-injector", true, Fresh),
        new("get validatingwebhookconfigurations.admissionregistration.k8s.io istio-validator-istio-system", true, Fresh),
        new("get validatingwebhookconfigurations.admissionregistration.k8s.io istiod-default-validator", true, Fresh),
        new("get configmaps istio-system/istio-sidecar-injector", false, "the watch of the same object is read once it is there"),
        new("get leases.coordination.k8s.io istio-system/istio-gateway-deployment-default", false, NoDeployments),
        new("create leases.coordination.k8s.io istio-system/istio-gateway-deployment-default", false, NoDeployments),
        new("update leases.coordination.k8s.io istio-system/istio-gateway-deployment-default", false, NoDeployments),
    ];
}
