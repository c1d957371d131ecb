using System.Diagnostics.CodeAnalysis;
using Istiod.Config.Kinds;
using Istiod.Primitives;
using Istiod.Protos.Istio.Extensions.V1Alpha1;
using Istiod.Protos.Istio.Networking.V1Alpha3;
using Istiod.Protos.Istio.Networking.V1Beta1;
using Istiod.Protos.Istio.Security.V1Beta1;
using Istiod.Protos.Istio.Telemetry.V1Alpha1;

namespace Istiod.Config;

/// <summary>All config kinds, one line each, sorted by name. To add one: its reader or message, and a line here and in <see cref="All"/>.</summary>
/// <remarks>The table is that of the reference's schema collections, and the RBAC kinds that files may bring instead of an API server.</remarks>
public static class KindCatalog
{
    private const string GatewayGroup = "gateway.networking.k8s.io";
    private const string NetworkingGroup = "networking.k8s.io";
    private const string RbacGroup = "rbac.authorization.k8s.io";
    private const string AdmissionGroup = "admissionregistration.k8s.io";

#pragma warning disable CS1591 // each is the descriptor of the kind it is named after
    public static readonly KindDescriptor AuthorizationPolicy = IstioKinds.Security<AuthorizationPolicy>("AuthorizationPolicy", "authorizationpolicies");
    public static readonly KindDescriptor BackendTLSPolicy = CoreKinds.Json(GatewayGroup, ["v1", "v1alpha3"], "BackendTLSPolicy", "backendtlspolicies", true, true);
    public static readonly KindDescriptor CertificateSigningRequest = CoreKinds.Json("certificates.k8s.io", ["v1"], "CertificateSigningRequest", "certificatesigningrequests", false, true);
    public static readonly KindDescriptor ClusterRole = CoreKinds.FlatJson(RbacGroup, "v1", "ClusterRole", "clusterroles", false);
    public static readonly KindDescriptor ClusterRoleBinding = CoreKinds.FlatJson(RbacGroup, "v1", "ClusterRoleBinding", "clusterrolebindings", false);
    public static readonly KindDescriptor ClusterTrustBundle = CoreKinds.Json("certificates.k8s.io", ["v1beta1"], "ClusterTrustBundle", "clustertrustbundles", false);
    public static readonly KindDescriptor ConfigMap = CoreKinds.ConfigMap();
    public static readonly KindDescriptor CustomResourceDefinition = CoreKinds.MetadataOnly("apiextensions.k8s.io", "v1", "CustomResourceDefinition", "customresourcedefinitions", false);
    public static readonly KindDescriptor DaemonSet = CoreKinds.Json("apps", ["v1"], "DaemonSet", "daemonsets", true);
    public static readonly KindDescriptor Deployment = CoreKinds.Json("apps", ["v1"], "Deployment", "deployments", true, true);
    public static readonly KindDescriptor DestinationRule = IstioKinds.Networking<DestinationRule>("DestinationRule", "destinationrules");
    public static readonly KindDescriptor EndpointSlice = CoreKinds.EndpointSlice();
    public static readonly KindDescriptor Endpoints = CoreKinds.FlatJson("", "v1", "Endpoints", "endpoints", true);
    public static readonly KindDescriptor EnvoyFilter = IstioKinds.Message<EnvoyFilter>("networking.istio.io", ["v1alpha3"], "EnvoyFilter", "envoyfilters");
    public static readonly KindDescriptor GatewayClass = CoreKinds.Json(GatewayGroup, ["v1", "v1beta1", "v1alpha2"], "GatewayClass", "gatewayclasses", false, true);
    public static readonly KindDescriptor GrpcRoute = CoreKinds.Json(GatewayGroup, ["v1", "v1alpha2"], "GRPCRoute", "grpcroutes", true, true);
    public static readonly KindDescriptor HorizontalPodAutoscaler = CoreKinds.Json("autoscaling", ["v2"], "HorizontalPodAutoscaler", "horizontalpodautoscalers", true);
    public static readonly KindDescriptor HttpRoute = CoreKinds.Json(GatewayGroup, ["v1", "v1beta1", "v1alpha2"], "HTTPRoute", "httproutes", true, true);
    public static readonly KindDescriptor InferencePool = CoreKinds.Json("inference.networking.k8s.io", ["v1"], "InferencePool", "inferencepools", true, true);
    public static readonly KindDescriptor Ingress = CoreKinds.Json(NetworkingGroup, ["v1"], "Ingress", "ingresses", true, true);
    public static readonly KindDescriptor IngressClass = CoreKinds.Json(NetworkingGroup, ["v1"], "IngressClass", "ingressclasses", false);
    public static readonly KindDescriptor IstioGateway = IstioKinds.Networking<Gateway>("Gateway", "gateways");
    public static readonly KindDescriptor KubernetesGateway = CoreKinds.Json(GatewayGroup, ["v1", "v1beta1", "v1alpha2"], "Gateway", "gateways", true, true);
    public static readonly KindDescriptor Lease = CoreKinds.Json("coordination.k8s.io", ["v1"], "Lease", "leases", true);
    public static readonly KindDescriptor ListenerSet = CoreKinds.Json(GatewayGroup, ["v1"], "ListenerSet", "listenersets", true, true);
    public static readonly KindDescriptor MutatingWebhookConfiguration = CoreKinds.FlatJson(AdmissionGroup, "v1", "MutatingWebhookConfiguration", "mutatingwebhookconfigurations", false);
    public static readonly KindDescriptor Namespace = CoreKinds.MetadataOnly("", "v1", "Namespace", "namespaces", false);
    public static readonly KindDescriptor Node = CoreKinds.Node();
    public static readonly KindDescriptor PeerAuthentication = IstioKinds.Security<PeerAuthentication>("PeerAuthentication", "peerauthentications");
    public static readonly KindDescriptor Pod = CoreKinds.Pod();
    public static readonly KindDescriptor PodDisruptionBudget = CoreKinds.Json("policy", ["v1"], "PodDisruptionBudget", "poddisruptionbudgets", true);
    public static readonly KindDescriptor ProxyConfig = IstioKinds.Message<ProxyConfig>("networking.istio.io", ["v1beta1"], "ProxyConfig", "proxyconfigs");
    public static readonly KindDescriptor ReferenceGrant = CoreKinds.Json(GatewayGroup, ["v1beta1", "v1", "v1alpha2"], "ReferenceGrant", "referencegrants", true);
    public static readonly KindDescriptor RequestAuthentication = IstioKinds.Security<RequestAuthentication>("RequestAuthentication", "requestauthentications");
    public static readonly KindDescriptor Role = CoreKinds.FlatJson(RbacGroup, "v1", "Role", "roles", true);
    public static readonly KindDescriptor RoleBinding = CoreKinds.FlatJson(RbacGroup, "v1", "RoleBinding", "rolebindings", true);
    public static readonly KindDescriptor Secret = CoreKinds.Secret();
    public static readonly KindDescriptor Service = CoreKinds.Service();
    public static readonly KindDescriptor ServiceAccount = CoreKinds.MetadataOnly("", "v1", "ServiceAccount", "serviceaccounts", true);
    public static readonly KindDescriptor ServiceEntry = IstioKinds.Networking<ServiceEntry>("ServiceEntry", "serviceentries");
    public static readonly KindDescriptor ServiceExport = CoreKinds.Json("multicluster.x-k8s.io", ["v1alpha1"], "ServiceExport", "serviceexports", true, true);
    public static readonly KindDescriptor ServiceImport = CoreKinds.Json("multicluster.x-k8s.io", ["v1alpha1"], "ServiceImport", "serviceimports", true, true);
    public static readonly KindDescriptor Sidecar = IstioKinds.Networking<Sidecar>("Sidecar", "sidecars");
    public static readonly KindDescriptor StatefulSet = CoreKinds.Json("apps", ["v1"], "StatefulSet", "statefulsets", true);
    public static readonly KindDescriptor TcpRoute = CoreKinds.Json(GatewayGroup, ["v1alpha2"], "TCPRoute", "tcproutes", true, true);
    public static readonly KindDescriptor Telemetry = IstioKinds.Message<Telemetry>("telemetry.istio.io", ["v1", "v1alpha1"], "Telemetry", "telemetries");
    public static readonly KindDescriptor TlsRoute = CoreKinds.Json(GatewayGroup, ["v1", "v1alpha3", "v1alpha2"], "TLSRoute", "tlsroutes", true, true);
    public static readonly KindDescriptor TrafficExtension = IstioKinds.Message<TrafficExtension>("extensions.istio.io", ["v1alpha1"], "TrafficExtension", "trafficextensions");
    public static readonly KindDescriptor UdpRoute = CoreKinds.Json(GatewayGroup, ["v1alpha2"], "UDPRoute", "udproutes", true, true);
    public static readonly KindDescriptor ValidatingWebhookConfiguration = CoreKinds.FlatJson(AdmissionGroup, "v1", "ValidatingWebhookConfiguration", "validatingwebhookconfigurations", false);
    public static readonly KindDescriptor VirtualService = IstioKinds.Networking<VirtualService>("VirtualService", "virtualservices");
    public static readonly KindDescriptor WasmPlugin = IstioKinds.Message<WasmPlugin>("extensions.istio.io", ["v1alpha1"], "WasmPlugin", "wasmplugins");
    public static readonly KindDescriptor WorkloadEntry = IstioKinds.Networking<WorkloadEntry>("WorkloadEntry", "workloadentries");
    public static readonly KindDescriptor WorkloadGroup = IstioKinds.Networking<WorkloadGroup>("WorkloadGroup", "workloadgroups");
    public static readonly KindDescriptor XBackendTrafficPolicy = CoreKinds.Json("gateway.networking.x-k8s.io", ["v1alpha1"], "XBackendTrafficPolicy", "xbackendtrafficpolicies", true, true);
#pragma warning restore CS1591

    private static readonly Dictionary<(string ApiVersion, string Kind), KindDescriptor> s_byType = [];

    static KindCatalog()
    {
        foreach (KindDescriptor kind in All)
        {
            foreach (string version in kind.Versions)
            {
                s_byType.Add((kind.Group.Length == 0 ? version : $"{kind.Group}/{version}", kind.Kind), kind);
            }
        }
    }

    /// <summary>Every kind, ordered by the name of its field.</summary>
    public static ValueArray<KindDescriptor> All { get; } =
    [
        AuthorizationPolicy, BackendTLSPolicy, CertificateSigningRequest, ClusterRole, ClusterRoleBinding, ClusterTrustBundle,
        ConfigMap, CustomResourceDefinition, DaemonSet, Deployment, DestinationRule, EndpointSlice, Endpoints, EnvoyFilter,
        GatewayClass, GrpcRoute, HorizontalPodAutoscaler, HttpRoute, InferencePool, Ingress, IngressClass, IstioGateway,
        KubernetesGateway, Lease, ListenerSet, MutatingWebhookConfiguration, Namespace, Node, PeerAuthentication, Pod,
        PodDisruptionBudget, ProxyConfig, ReferenceGrant, RequestAuthentication, Role, RoleBinding, Secret, Service,
        ServiceAccount, ServiceEntry, ServiceExport, ServiceImport, Sidecar, StatefulSet, TcpRoute, Telemetry, TlsRoute,
        TrafficExtension, UdpRoute, ValidatingWebhookConfiguration, VirtualService, WasmPlugin, WorkloadEntry, WorkloadGroup,
        XBackendTrafficPolicy,
    ];

    /// <summary>The kind that <c>apiVersion</c> and <c>kind</c> of an object name.</summary>
    public static bool TryGet(string apiVersion, string kind, [NotNullWhen(true)] out KindDescriptor? descriptor) =>
        s_byType.TryGetValue((apiVersion, kind), out descriptor);

    /// <summary>The kind with this name in URLs.</summary>
    public static bool TryGetByPlural(string group, string plural, [NotNullWhen(true)] out KindDescriptor? descriptor)
    {
        foreach (KindDescriptor kind in All)
        {
            if (string.Equals(kind.Group, group, StringComparison.Ordinal) && string.Equals(kind.Plural, plural, StringComparison.Ordinal))
            {
                descriptor = kind;
                return true;
            }
        }

        descriptor = null;
        return false;
    }
}
