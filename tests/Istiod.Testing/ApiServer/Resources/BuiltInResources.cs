namespace Istiod.Testing.ApiServer.Resources;

/// <summary>The resources that an API server has without CRDs, as far as control planes and kubectl meet them.</summary>
internal static class BuiltInResources
{
    private const string Auth = "authentication.k8s.io";
    private const string Authz = "authorization.k8s.io";
    private const string Rbac = "rbac.authorization.k8s.io";
    private const string Admission = "admissionregistration.k8s.io";
    private const string Certificates = "certificates.k8s.io";

    public static ApiResource[] All { get; } =
    [
        Core("namespaces", "Namespace", namespaced: false, ["ns"], hasStatus: true, fields: ["status.phase"]),
        Core("nodes", "Node", namespaced: false, ["no"], hasStatus: true, fields: ["spec.unschedulable"]),
        Core("services", "Service", namespaced: true, ["svc"], hasStatus: true, fields: ["spec.clusterIP", "spec.type"]),
        Core("serviceaccounts", "ServiceAccount", namespaced: true, ["sa"]),
        Core("configmaps", "ConfigMap", namespaced: true, ["cm"]),
        Core("secrets", "Secret", namespaced: true, [], fields: ["type"]),
        Core("endpoints", "Endpoints", namespaced: true, ["ep"], createsOnUpdate: true),
        Core("persistentvolumeclaims", "PersistentVolumeClaim", namespaced: true, ["pvc"], hasStatus: true),
        Core("replicationcontrollers", "ReplicationController", namespaced: true, ["rc"], hasStatus: true, hasGeneration: true),
        Core("resourcequotas", "ResourceQuota", namespaced: true, ["quota"], hasStatus: true),
        Core("limitranges", "LimitRange", namespaced: true, ["limits"], createsOnUpdate: true),
        Core("podtemplates", "PodTemplate", namespaced: true, [], hasGeneration: true),
        Core("events", "Event", namespaced: true, ["ev"], createsOnUpdate: true,
            fields: ["involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "reason", "type"]),
        Core("pods", "Pod", namespaced: true, ["po"], hasStatus: true,
            fields: ["spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "spec.hostNetwork",
                "status.phase", "status.podIP", "status.nominatedNodeName"]),
        Of("apps", "v1", "deployments", "Deployment", true, ["deploy"], true, true, hasScale: true),
        Of("apps", "v1", "daemonsets", "DaemonSet", true, ["ds"], true, true),
        Of("apps", "v1", "statefulsets", "StatefulSet", true, ["sts"], true, true, hasScale: true),
        Of("apps", "v1", "replicasets", "ReplicaSet", true, ["rs"], true, true, hasScale: true),
        Of("batch", "v1", "jobs", "Job", true, [], true, true),
        Of("batch", "v1", "cronjobs", "CronJob", true, ["cj"], true, true),
        Of("autoscaling", "v2", "horizontalpodautoscalers", "HorizontalPodAutoscaler", true, ["hpa"], true, false),
        Of("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true, ["pdb"], true, true),
        Of("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true, [], false, true),
        Of("networking.k8s.io", "v1", "ingresses", "Ingress", true, ["ing"], true, true),
        Of("networking.k8s.io", "v1", "ingressclasses", "IngressClass", false, [], false, true),
        Of("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true, ["netpol"], false, true),
        Of("coordination.k8s.io", "v1", "leases", "Lease", true, [], false, false, needsRevision: true, createsOnUpdate: true),
        Of("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false, ["crd", "crds"], true, true, needsRevision: true),
        Of(Admission, "v1", "mutatingwebhookconfigurations", "MutatingWebhookConfiguration", false, [], false, true, needsRevision: true),
        Of(Admission, "v1", "validatingwebhookconfigurations", "ValidatingWebhookConfiguration", false, [], false, true, needsRevision: true),
        Of(Admission, "v1", "validatingadmissionpolicies", "ValidatingAdmissionPolicy", false, [], true, true),
        Of(Admission, "v1", "validatingadmissionpolicybindings", "ValidatingAdmissionPolicyBinding", false, [], false, true),
        Of(Rbac, "v1", "clusterroles", "ClusterRole", false, [], false, false),
        Of(Rbac, "v1", "clusterrolebindings", "ClusterRoleBinding", false, [], false, false),
        Of(Rbac, "v1", "roles", "Role", true, [], false, false),
        Of(Rbac, "v1", "rolebindings", "RoleBinding", true, [], false, false),
        Of(Certificates, "v1", "certificatesigningrequests", "CertificateSigningRequest", false, ["csr"], true, false, fields: ["spec.signerName"]),
        Of(Certificates, "v1beta1", "clustertrustbundles", "ClusterTrustBundle", false, [], false, false, fields: ["spec.signerName"]),
        Of("storage.k8s.io", "v1", "storageclasses", "StorageClass", false, ["sc"], false, false),
        Of("scheduling.k8s.io", "v1", "priorityclasses", "PriorityClass", false, ["pc"], false, false),
        Review(Auth, "tokenreviews", "TokenReview", namespaced: false),
        Review(Auth, "selfsubjectreviews", "SelfSubjectReview", namespaced: false),
        Review(Authz, "subjectaccessreviews", "SubjectAccessReview", namespaced: false),
        Review(Authz, "selfsubjectaccessreviews", "SelfSubjectAccessReview", namespaced: false),
        Review(Authz, "localsubjectaccessreviews", "LocalSubjectAccessReview", namespaced: true),
    ];

    private static ApiResource Core(
        string plural,
        string kind,
        bool namespaced,
        string[] shortNames,
        bool hasStatus = false,
        bool hasGeneration = false,
        bool createsOnUpdate = false,
        string[]? fields = null) =>
        Of("", "v1", plural, kind, namespaced, shortNames, hasStatus, hasGeneration, createsOnUpdate: createsOnUpdate, fields: fields);

    private static ApiResource Of(
        string group,
        string version,
        string plural,
        string kind,
        bool namespaced,
        string[] shortNames,
        bool hasStatus,
        bool hasGeneration,
        bool hasScale = false,
        bool needsRevision = false,
        bool createsOnUpdate = false,
        string[]? fields = null) => new()
        {
            Group = group,
            Version = version,
            Plural = plural,
            Kind = kind,
            IsNamespaced = namespaced,
            ShortNames = shortNames,
            Categories = plural is "pods" or "services" or "deployments" or "daemonsets" or "statefulsets" or "replicasets" or "jobs"
                ? ["all"]
                : [],
            HasStatus = hasStatus,
            HasGeneration = hasGeneration,
            HasScale = hasScale,
            NeedsRevision = needsRevision,
            CreatesOnUpdate = createsOnUpdate,
            SelectableFields = fields ?? [],
        };

    private static ApiResource Review(string group, string plural, string kind, bool namespaced) => new()
    {
        Group = group,
        Version = "v1",
        Plural = plural,
        Kind = kind,
        IsNamespaced = namespaced,
        IsVirtual = true,
    };
}
