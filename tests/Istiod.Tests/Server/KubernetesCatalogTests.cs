using Istiod.Config.Mesh;
using Istiod.Kubernetes;
using Istiod.Model;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Server;

namespace Istiod.Tests.Server;

public sealed class KubernetesCatalogTests
{
    // contract of the reference as seen on a running one: every watch at start, its selectors, and nothing else; those of
    // roots come with their controller, see Istiod.Cluster.Tests
    private const string AtStart = """
        authorizationpolicies.security.istio.io
        backendtlspolicies.gateway.networking.k8s.io
        configmaps
        configmaps in istio-system where metadata.name=istio-sidecar-injector
        deployments.apps
        destinationrules.networking.istio.io
        endpointslices.discovery.k8s.io
        envoyfilters.networking.istio.io
        gatewayclasses.gateway.networking.k8s.io
        gateways.gateway.networking.k8s.io
        gateways.networking.istio.io
        grpcroutes.gateway.networking.k8s.io
        horizontalpodautoscalers.autoscaling
        httproutes.gateway.networking.k8s.io
        ingressclasses.networking.k8s.io
        ingresses.networking.k8s.io
        listenersets.gateway.networking.k8s.io
        mutatingwebhookconfigurations.admissionregistration.k8s.io
        namespaces
        nodes
        peerauthentications.security.istio.io
        poddisruptionbudgets.policy
        pods where status.phase!=Failed
        proxyconfigs.networking.istio.io
        referencegrants.gateway.networking.k8s.io
        requestauthentications.security.istio.io
        secrets in istio-system with istio/multiCluster=true
        secrets where type!=helm.sh/release.v1,type!=kubernetes.io/service-account-token
        serviceaccounts
        serviceentries.networking.istio.io
        services
        services in istio-system
        sidecars.networking.istio.io
        telemetries.telemetry.istio.io
        tlsroutes.gateway.networking.k8s.io
        trafficextensions.extensions.istio.io
        validatingwebhookconfigurations.admissionregistration.k8s.io where metadata.name=istiod-default-validator
        validatingwebhookconfigurations.admissionregistration.k8s.io with istio.io/rev=default
        virtualservices.networking.istio.io
        wasmplugins.extensions.istio.io
        workloadentries.networking.istio.io
        workloadgroups.networking.istio.io
        """;

    [Fact]
    public void Catalog_Defaults_IsWhatTheReferenceWatches() =>
        Assert.Equal(AtStart.ReplaceLineEndings("\n"), Text(Settings(new MeshFeatures()), "", readsConfig: true));

    [Fact]
    public void Catalog_OneNamespace_LimitsNamespacedKindsOnly()
    {
        string text = Text(Settings(new MeshFeatures()), "shop", readsConfig: true);

        Assert.Contains("\nservices in shop\n", text, StringComparison.Ordinal);
        Assert.Contains("\nservices in istio-system\n", text, StringComparison.Ordinal);
        Assert.Contains("\nnodes\n", text, StringComparison.Ordinal);
        Assert.Contains("\npods in shop where status.phase!=Failed\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Catalog_ConfigFromFiles_WatchesNoConfigKinds() =>
        Assert.DoesNotContain("istio.io", Text(Settings(new MeshFeatures()), "", readsConfig: false).Replace("with istio.io/rev", "", StringComparison.Ordinal), StringComparison.Ordinal);

    [Fact]
    public void Catalog_Switches_AddAndTakeKinds()
    {
        string text = Text(
            Settings(new MeshFeatures { EnableGatewayApi = false }) with { Mesh = new MeshConfig { IngressControllerMode = MeshConfig.Types.IngressControllerMode.Off } },
            "",
            readsConfig: true);
        Assert.DoesNotContain("gateway.networking.k8s.io", text, StringComparison.Ordinal);
        Assert.DoesNotContain("ingress", text, StringComparison.Ordinal);

        string more = Text(Settings(new MeshFeatures { EnableAlphaGatewayApi = true, EnableGatewayApiInferenceExtension = true, EnableMcsHost = true }), "", readsConfig: true);
        Assert.Contains("tcproutes", more, StringComparison.Ordinal);
        Assert.Contains("inferencepools", more, StringComparison.Ordinal);
        Assert.Contains("serviceimports.multicluster.x-k8s.io", more, StringComparison.Ordinal);
    }

    private static string Text(MeshSettings settings, string watched, bool readsConfig)
    {
        List<InformerSpec> specs =
        [
            .. KubernetesCatalog.Sources(settings, watched, readsConfig),
            KubernetesCatalog.RemoteSecrets("istio-system"),
            .. KubernetesCatalog.Controls("istio-system", "default", watched, deploysGateways: true),
        ];
        return string.Join('\n', specs.Select(s => s.ToString()).Order(StringComparer.Ordinal));
    }

    private static MeshSettings Settings(MeshFeatures features) => new() { Mesh = MeshDefaults.Mesh(), Networks = new MeshNetworks(), Features = features };
}
