using Istiod.Config;
using Istiod.Kubernetes;
using Istiod.Model;

namespace Istiod.Server;

/// <summary>What is watched in the own cluster, as the reference does.</summary>
/// <remarks>istiod: the informers that pilot/pkg/bootstrap and its controllers make.</remarks>
internal static class KubernetesCatalog
{
    private const string Running = "status.phase!=Failed";
    private const string Credentials = "type!=helm.sh/release.v1,type!=kubernetes.io/service-account-token";

    private static readonly KindDescriptor[] s_istio =
    [
        KindCatalog.AuthorizationPolicy, KindCatalog.DestinationRule, KindCatalog.EnvoyFilter, KindCatalog.IstioGateway,
        KindCatalog.PeerAuthentication, KindCatalog.ProxyConfig, KindCatalog.RequestAuthentication, KindCatalog.ServiceEntry,
        KindCatalog.Sidecar, KindCatalog.Telemetry, KindCatalog.TrafficExtension, KindCatalog.VirtualService, KindCatalog.WasmPlugin,
        KindCatalog.WorkloadEntry, KindCatalog.WorkloadGroup,
    ];

    private static readonly KindDescriptor[] s_gatewayApi =
    [
        KindCatalog.BackendTLSPolicy, KindCatalog.GatewayClass, KindCatalog.GrpcRoute, KindCatalog.HttpRoute,
        KindCatalog.KubernetesGateway, KindCatalog.ListenerSet, KindCatalog.ReferenceGrant, KindCatalog.TlsRoute,
    ];

    private static readonly KindDescriptor[] s_alphaGatewayApi =
        [KindCatalog.TcpRoute, KindCatalog.UdpRoute, KindCatalog.XBackendTrafficPolicy];

    /// <summary>Watches whose objects are sources of the mesh.</summary>
    /// <param name="watchNamespace"><c>ISTIO_WATCH_NAMESPACE</c>; empty for all.</param>
    /// <param name="readsConfig">Whether Istio's kinds come from the cluster, not from files.</param>
    public static List<InformerSpec> Sources(MeshSettings settings, string watchNamespace, bool readsConfig)
    {
        List<InformerSpec> specs =
        [
            new(KindCatalog.Namespace),
            new(KindCatalog.Node),
            new(KindCatalog.Service),
            new(KindCatalog.ServiceAccount),
            new(KindCatalog.EndpointSlice),
            new(KindCatalog.Pod) { FieldSelector = Running },
            new(KindCatalog.ConfigMap),
            new(KindCatalog.Secret) { FieldSelector = Credentials },
            new(KindCatalog.MutatingWebhookConfiguration),
        ];
        MeshFeatures features = settings.Features;
        if (readsConfig)
        {
            Add(specs, s_istio);
            if (features.EnableGatewayApi)
            {
                Add(specs, s_gatewayApi);
                Add(specs, features.EnableAlphaGatewayApi ? s_alphaGatewayApi : []);
                Add(specs, features.EnableGatewayApiInferenceExtension ? [KindCatalog.InferencePool] : []);
            }
        }

        if (settings.Mesh.IngressControllerMode != Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.IngressControllerMode.Off)
        {
            Add(specs, [KindCatalog.Ingress, KindCatalog.IngressClass]);
        }

        Add(specs, features.EnableMcsServiceDiscovery || features.EnableMcsHost ? [KindCatalog.ServiceExport] : []);
        Add(specs, features.EnableMcsHost ? [KindCatalog.ServiceImport] : []);

        return specs.ConvertAll(spec => Within(spec, watchNamespace));
    }

    /// <summary>Watches for what this control plane itself does in the cluster: tags, webhooks, gateways. Controllers add theirs.</summary>
    /// <param name="systemNamespace">Namespace of this control plane.</param>
    /// <param name="revision">As <c>REVISION</c> gives it, maybe empty.</param>
    /// <param name="deploysGateways">Whether Gateways get Deployments.</param>
    public static List<InformerSpec> Controls(string systemNamespace, string revision, string watchNamespace, bool deploysGateways)
    {
        List<InformerSpec> specs =
        [
            new(KindCatalog.Service) { Namespace = systemNamespace },
            new(KindCatalog.ConfigMap) { Namespace = systemNamespace, FieldSelector = "metadata.name=" + Named("istio-sidecar-injector", revision) },
            new(KindCatalog.ValidatingWebhookConfiguration) { LabelSelector = "istio.io/rev=" + revision },
            new(KindCatalog.ValidatingWebhookConfiguration) { FieldSelector = "metadata.name=istiod-default-validator" },
        ];
        if (deploysGateways)
        {
            specs.Add(new(KindCatalog.Deployment) { IsMetadataOnly = true });
            specs.Add(new(KindCatalog.HorizontalPodAutoscaler) { IsMetadataOnly = true });
            specs.Add(new(KindCatalog.PodDisruptionBudget) { IsMetadataOnly = true });
        }

        return specs.ConvertAll(spec => Within(spec, watchNamespace));
    }

    /// <summary>Watches in other clusters of the mesh: what runs there.</summary>
    /// <remarks>istiod: pilot/pkg/serviceregistry/kube/controller, credentials, and network gateways.</remarks>
    public static List<InformerSpec> Remote(MeshFeatures features)
    {
        List<InformerSpec> specs =
        [
            new(KindCatalog.Namespace),
            new(KindCatalog.Node),
            new(KindCatalog.Service),
            new(KindCatalog.EndpointSlice),
            new(KindCatalog.Pod) { FieldSelector = Running },
            new(KindCatalog.Secret) { FieldSelector = Credentials },
        ];
        Add(specs, features.EnableGatewayApi ? [KindCatalog.KubernetesGateway] : []);
        Add(specs, features.EnableMcsServiceDiscovery || features.EnableMcsHost ? [KindCatalog.ServiceExport] : []);
        Add(specs, features.EnableMcsHost ? [KindCatalog.ServiceImport] : []);
        return specs.ConvertAll(spec => Within(spec, features.WatchNamespace));
    }

    /// <summary>The Secrets that name other clusters.</summary>
    public static InformerSpec RemoteSecrets(string ns) =>
        new(KindCatalog.Secret) { Namespace = ns, LabelSelector = "istio/multiCluster=true" };

    /// <summary>Name of an object that each revision has its own of.</summary>
    public static string Named(string name, string revision) => revision is "" or "default" ? name : $"{name}-{revision}";

    private static void Add(List<InformerSpec> specs, KindDescriptor[] kinds)
    {
        foreach (KindDescriptor kind in kinds)
        {
            specs.Add(new InformerSpec(kind));
        }
    }

    private static InformerSpec Within(InformerSpec spec, string watchNamespace) =>
        spec.Kind.IsNamespaced && spec.Namespace.Length == 0 ? spec with { Namespace = watchNamespace } : spec;
}
