namespace Istiod.Render.Tests.Mesh;

/// <summary>Ingress objects and their class in the test mesh, and what leads into other networks.</summary>
internal static class IngressShapes
{
    public const string IngressArea = "ingress";

    public static IEnumerable<ObjectShape> All()
    {
        yield return Of(p => $$$$"""
            apiVersion: networking.k8s.io/v1
            kind: IngressClass
            metadata: {name: some}
            spec: {controller: {{{{p.Of("istio.io/ingress-controller", "example.org/other")}}}}}
            """);
        foreach ((string name, string ns) in new[] { ("in", "shop"), ("in-2", "far") })
        {
            yield return Of(p => $$$$"""
                apiVersion: networking.k8s.io/v1
                kind: Ingress
                metadata: {name: {{{{name}}}}, namespace: {{{{ns}}}}{{{{p.Of("", ", annotations: {kubernetes.io/ingress.class: istio}", ", annotations: {kubernetes.io/ingress.class: other}")}}}}}
                spec:
                  {{{{p.Of("ingressClassName: some", "ingressClassName: missing", "")}}}}
                  {{{{p.Rarely("tls: [{hosts: [web.example.org], secretName: cert}]")}}}}
                  rules:
                  - host: {{{{p.Of("web.example.org", "'*.example.org'", "api.example.org")}}}}
                    http:
                      paths:
                      - {path: /{{{{name}}}}, pathType: {{{{p.Of("Prefix", "Exact")}}}}, backend: {service: {name: {{{{(ns == "shop" ? "web" : "api")}}}}, port: {{{{p.Of("{number: 80}", "{name: http}", "{name: http-x}")}}}}}}}
                """);
        }

        yield return Of(p => $$$$"""
            apiVersion: v1
            kind: Service
            metadata: {name: ew, namespace: istio-system, labels: {topology.istio.io/network: {{{{p.Of("net-2", "net-1")}}}}}, annotations: {traffic.istio.io/nodeSelector: '{{{{p.Of("{}", "{\"a\": \"b\"}")}}}}'}}
            spec: {type: NodePort, clusterIP: 10.96.0.42, clusterIPs: [10.96.0.42], ports: [{name: tls, port: 15443, targetPort: 15443, nodePort: {{{{p.Of("31443", "31444")}}}}}]}
            """);
        yield return Of(p => $$$$"""
            apiVersion: gateway.networking.k8s.io/v1
            kind: Gateway
            metadata: {name: between, namespace: istio-system, labels: {topology.istio.io/network: {{{{p.Of("net-2", "net-1")}}}}}}
            spec:
              gatewayClassName: istio-remote
              addresses: [{type: IPAddress, value: {{{{p.Of("203.0.113.7", "203.0.113.8")}}}}}]
              listeners: [{name: cross, port: {{{{p.Of("15443", "15444")}}}}, protocol: TLS, tls: {mode: Passthrough, options: {gateway.istio.io/listener-protocol: auto-passthrough}}}]
            """);
    }

    private static ObjectShape Of(Func<Picks, string> text) => new(IngressArea, RegistryShapes.Local, text);
}
