using Istiod.Model;

namespace Istiod.Render.Tests.Mesh;

/// <summary>Secrets, ConfigMaps with roots, and roles that let service accounts read secrets.</summary>
internal static class SecretShapes
{
    public const string SecretsArea = "secrets";

    /// <summary>Whose access an API server may have told.</summary>
    public static readonly SecretReader Reviewed = new(RegistryShapes.Local, "shop", "app");

    private static readonly string[] s_clusters = [RegistryShapes.Local.Value, RegistryShapes.Remote.Value];

    public static IEnumerable<ObjectShape> All()
    {
        // In the cluster of the config only, where proxies of the other one find it too.
        yield return new ObjectShape(SecretsArea, RegistryShapes.Local, p => $$"""
            apiVersion: v1
            kind: Secret
            metadata: {name: central, namespace: far}
            data: {tls.crt: {{p.Of("b25l", "dHdv")}}, tls.key: b25l}
            """);
        foreach (string cluster in s_clusters)
        {
            foreach ((string name, string ns) in new[] { ("cred", "shop"), ("cred-cacert", "shop"), ("cred", "istio-system"), ("cred", "far") })
            {
                // base64 of "one", "two" and of registry logins
                yield return new ObjectShape(SecretsArea, new(cluster), p => $$"""
                    apiVersion: v1
                    kind: Secret
                    metadata: {name: {{name}}, namespace: {{ns}}}
                    {{p.Rarely("type: kubernetes.io/dockerconfigjson")}}
                    data:
                      {{p.Of("tls.crt: b25l", "tls.crt: dHdv", "cert: b25l")}}
                      {{p.Of("tls.key: b25l", "key: dHdv")}}
                      {{p.Rarely("ca.crt: dHdv")}}
                      {{p.Rarely("ca.crl: b25l")}}
                      {{p.Rarely("tls.ocsp-staple: dHdv")}}
                      .dockerconfigjson: {{p.Of("b25l", "dHdv")}}
                    """);
            }

            yield return new ObjectShape(SecretsArea, new(cluster), p => $$"""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: roots, namespace: far}
                data: {{{p.Of("ca.crt: one", "cacert: two", "other: three")}}, ca.crl: {{p.Of("one", "two")}} }
                """);
            foreach (string ns in new[] { "shop", "istio-system", "far" })
            {
                yield return new ObjectShape(SecretsArea, new(cluster), p => $$"""
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: Role
                    metadata: {name: reader, namespace: {{ns}}}
                    rules: [{apiGroups: [{{p.Of("''", "'*'", "apps")}}], resources: [{{p.Of("secrets", "'*'", "pods")}}], verbs: [{{p.Of("list", "'*'", "get")}}]{{p.Rarely(", resourceNames: [cred]")}} }]
                    """);
                yield return new ObjectShape(SecretsArea, new(cluster), p => $$"""
                    apiVersion: rbac.authorization.k8s.io/v1
                    kind: RoleBinding
                    metadata: {name: readers, namespace: {{ns}}}
                    roleRef: {kind: {{p.Of("Role", "ClusterRole", "Role")}}, name: {{p.Of("reader", "nobody", "reader")}}, apiGroup: rbac.authorization.k8s.io}
                    subjects: [{kind: ServiceAccount, name: {{p.Of("app", "other")}}{{p.Rarely(", namespace: shop")}} }]
                    """);
            }

            yield return new ObjectShape(SecretsArea, new(cluster), p => $$"""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: reader}
                rules: [{apiGroups: [''], resources: [{{p.Of("secrets", "pods")}}], verbs: [list]}]
                """);
            yield return new ObjectShape(SecretsArea, new(cluster), p => $$"""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: readers}
                roleRef: {kind: ClusterRole, name: reader, apiGroup: rbac.authorization.k8s.io}
                subjects: [{kind: {{p.Of("Group", "User")}}, name: {{p.Of("'system:serviceaccounts:shop'", "'system:authenticated'", "'system:serviceaccount:far:app'")}} }]
                """);
        }
    }
}
