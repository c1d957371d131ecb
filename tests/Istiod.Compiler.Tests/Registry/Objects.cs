namespace Istiod.Compiler.Tests.Registry;

/// <summary>YAML of the objects that most tests need.</summary>
internal static class Objects
{
    public static string Service(string name, string extra = "", string ns = "shop", string ip = "10.96.0.10") => $$"""
        apiVersion: v1
        kind: Service
        metadata: {name: {{name}}, namespace: {{ns}}}
        spec:
          clusterIP: {{ip}}
          clusterIPs: ["{{ip}}"]
          selector: {app: {{name}}}
          ports:
          - {name: http, port: 80, targetPort: 8080, protocol: TCP}
          {{extra}}
        """;

    public static string Pod(string name, string ip, string app = "web", string extraLabels = "", string node = "n1") => $$"""
        apiVersion: v1
        kind: Pod
        metadata:
          name: {{name}}
          namespace: shop
          labels: {app: {{app}}, security.istio.io/tlsMode: istio{{extraLabels}}}
        spec:
          serviceAccountName: {{app}}
          nodeName: {{node}}
          containers:
          - name: app
            ports: [{name: web, containerPort: 8080, protocol: TCP}]
        status:
          phase: Running
          podIP: {{ip}}
          podIPs: [{ip: {{ip}}}]
          conditions: [{type: Ready, status: "True"}]
        """;

    public static string Slice(string name, string service, string endpoints, string ports = "[{name: http, port: 8080}]") => $$"""
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata:
          name: {{name}}
          namespace: shop
          labels: {kubernetes.io/service-name: {{service}}}
        addressType: IPv4
        ports: {{ports}}
        endpoints: [{{endpoints}}]
        """;

    public static string OfPod(string pod, string ip, string conditions = "ready: true") =>
        $$"""{addresses: ["{{ip}}"], conditions: { {{conditions}} }, targetRef: {kind: Pod, name: {{pod}}, namespace: shop} }""";

    public static string Join(params ReadOnlySpan<string> documents) => string.Join("\n---\n", documents);
}
