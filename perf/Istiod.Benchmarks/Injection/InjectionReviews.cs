using System.Text;

namespace Istiod.Benchmarks.Injection;

/// <summary>Reviews as an API server sends them.</summary>
internal static class InjectionReviews
{
    /// <summary>A pod that does not want a proxy.</summary>
    public static readonly byte[] Refusing = Encoding.UTF8.GetBytes(Review("a", """{"sidecar.istio.io/inject":"false"}"""));

    /// <summary>A pod of a Deployment; pods differ by their number.</summary>
    public static string Pod(int number) => Review($"web-{number}", $$"""{"app":"web-{{number}}","version":"v1","pod-template-hash":"7d4f9c6b8"}""");

    private static string Review(string name, string labels) =>
        """
        {"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"10000000-0000-4000-8000-000000000001",
        "kind":{"group":"","version":"v1","kind":"Pod"},"resource":{"group":"","version":"v1","resource":"pods"},
        "requestKind":{"group":"","version":"v1","kind":"Pod"},"requestResource":{"group":"","version":"v1","resource":"pods"},
        "namespace":"shop","operation":"CREATE","userInfo":{"username":"system:serviceaccount:kube-system:replicaset-controller",
        "uid":"00000000-0000-4000-8000-000000000001","groups":["system:serviceaccounts","system:authenticated"]},
        "object":{"kind":"Pod","apiVersion":"v1","metadata":{"generateName":"NAME-7d4f9c6b8-","namespace":"shop","labels":LABELS,
        "ownerReferences":[{"apiVersion":"apps/v1","kind":"ReplicaSet","name":"NAME-7d4f9c6b8","uid":"00000000-0000-4000-8000-000000000001",
        "controller":true,"blockOwnerDeletion":true}]},"spec":{"volumes":[{"name":"kube-api-access-abcde","projected":{"sources":[
        {"serviceAccountToken":{"expirationSeconds":3607,"path":"token"}},{"configMap":{"name":"kube-root-ca.crt","items":[{"key":"ca.crt",
        "path":"ca.crt"}]}},{"downwardAPI":{"items":[{"path":"namespace","fieldRef":{"apiVersion":"v1","fieldPath":"metadata.namespace"}}]}}],
        "defaultMode":420}}],"containers":[{"name":"web","image":"registry.example/web:1","ports":[{"name":"http","containerPort":8080,
        "protocol":"TCP"}],"resources":{},"volumeMounts":[{"name":"kube-api-access-abcde","readOnly":true,
        "mountPath":"/var/run/secrets/kubernetes.io/serviceaccount"}],"terminationMessagePath":"/dev/termination-log",
        "terminationMessagePolicy":"File","imagePullPolicy":"IfNotPresent"}],"restartPolicy":"Always","terminationGracePeriodSeconds":30,
        "dnsPolicy":"ClusterFirst","serviceAccountName":"web","serviceAccount":"web","securityContext":{},"schedulerName":"default-scheduler",
        "tolerations":[{"key":"node.kubernetes.io/not-ready","operator":"Exists","effect":"NoExecute","tolerationSeconds":300},
        {"key":"node.kubernetes.io/unreachable","operator":"Exists","effect":"NoExecute","tolerationSeconds":300}],"priority":0,
        "enableServiceLinks":true,"preemptionPolicy":"PreemptLowerPriority"},"status":{}},"oldObject":null,"dryRun":false,
        "options":{"kind":"CreateOptions","apiVersion":"meta.k8s.io/v1"}}}
        """.Replace("NAME", name, StringComparison.Ordinal).Replace("LABELS", labels, StringComparison.Ordinal);
}
