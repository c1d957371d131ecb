namespace Istiod.Render.Tests.Mesh;

/// <summary>Istio gateways of the test mesh, with the Service in front of their pods.</summary>
internal static class GatewayShapes
{
    public const string GatewaysArea = "gateways";

    public static IEnumerable<ObjectShape> All()
    {
        foreach (string name in new[] { "gw", "gw-2" })
        {
            yield return Of(p => $$$$"""
                apiVersion: networking.istio.io/v1
                kind: Gateway
                metadata: {name: {{{{name}}}}, namespace: istio-system}
                spec:
                  selector: {{{{p.Of("{app: gw}", "{app: gw}", "{app: other}", "{}")}}}}
                  servers:
                  - {port: {number: {{{{p.Of("80", "80", "8080")}}}}, name: http, protocol: {{{{p.Of("HTTP", "HTTP2", "TCP")}}}}}, hosts: [{{{{p.Of("'*'", "web.shop.svc.cluster.local", "shop/*", "'*.example.org'")}}}}]{{{{p.Rarely(", tls: {httpsRedirect: true}")}}}}}
                  - {port: {number: 443, name: https, protocol: {{{{p.Of("HTTPS", "TLS")}}}}}, hosts: [{{{{p.Of("db.example.org", "'*.example.org'")}}}}], tls: {{{{p.Of("{mode: SIMPLE, credentialName: cred}", "{mode: PASSTHROUGH}", "{mode: MUTUAL, serverCertificate: c, privateKey: k, caCertificates: a}", "{mode: AUTO_PASSTHROUGH}")}}}}{{{{p.Rarely(", bind: 10.0.7.1")}}}}}
                """);
        }

        yield return Of(p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: Gateway
            metadata: {name: gw-tcp, namespace: istio-system}
            spec:
              selector: {app: gw}
              servers:
              - {port: {number: 9000, name: tcp, protocol: TCP}, hosts: [{{{{p.Of("'*'", "web.shop.svc.cluster.local")}}}}]}
              - {port: {number: 8443, name: tls, protocol: TLS}, hosts: ['*.example.org'], tls: {mode: PASSTHROUGH}}
            """);
        yield return Of(p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: on-tcp, namespace: shop}
            spec:
              hosts: ['*']
              gateways: [istio-system/gw-tcp]
              tcp: [{match: [{port: 9000}], route: [{destination: {host: {{{{p.Of("raw.shop.svc.cluster.local", "solo.far.svc.cluster.local")}}}}, port: {number: {{{{p.Of("7000", "80")}}}}}}}]}]
              tls: [{match: [{port: 8443, sniHosts: [{{{{p.Of("db.example.org", "a.example.org")}}}}]}], route: [{destination: {host: solo.far.svc.cluster.local}}]}]
            """);
        yield return Of(p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: on-own, namespace: shop}
            spec: {hosts: [own.example.org], gateways: [istio-system/gw], http: [{match: [{sourceLabels: {app: gw}}], timeout: {{{{p.Of("3s", "4s")}}}}, route: [{destination: {host: web.shop.svc.cluster.local}}]}]}
            """);
        yield return Of(p => $$$$"""
            apiVersion: v1
            kind: Service
            metadata: {name: gw, namespace: istio-system, labels: {app: gw{{{{p.Rarely(", topology.istio.io/network: net-1")}}}}}, annotations: {note: x{{{{p.Rarely(", traffic.istio.io/nodeSelector: '{}'")}}}}}}
            spec: {type: {{{{p.Of("LoadBalancer", "NodePort", "ClusterIP")}}}}, clusterIP: 10.96.0.30, clusterIPs: [10.96.0.30], selector: {app: {{{{p.Of("gw", "gw", "other")}}}}}, ports: [{name: http, port: {{{{p.Of("80", "8080")}}}}, targetPort: {{{{p.Of("80", "8080")}}}}}, {name: https, port: 443, targetPort: {{{{p.Of("443", "8443")}}}}}, {name: tls, port: 15443, targetPort: 15443, nodePort: {{{{p.Of("31443", "31444")}}}}}]}
            status: {loadBalancer: {ingress: [{ip: {{{{p.Of("198.51.100.3", "198.51.100.4")}}}}}]}}
            """);
        yield return Of(p => $$$$"""
            apiVersion: v1
            kind: Pod
            metadata: {name: gw-1, namespace: istio-system, labels: {app: {{{{p.Of("gw", "gw", "other")}}}}}}
            spec: {serviceAccountName: gw, nodeName: n1, containers: [{name: c, image: i}]}
            status: {phase: Running, podIP: 10.0.7.1, podIPs: [{ip: 10.0.7.1}]}
            """);
        yield return Of(p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: on-gw, namespace: {{{{"shop"}}}}}
            spec:
              hosts: [{{{{p.Of("'*'", "web.shop.svc.cluster.local", "db.example.org")}}}}]
              gateways: [{{{{p.Of("istio-system/gw", "istio-system/gw-2", "istio-system/gw, mesh")}}}}]
              {{{{p.Of("http: [{route: [{destination: {host: solo.far.svc.cluster.local}}]}]", "http: [{match: [{uri: {prefix: /x}, gateways: [istio-system/gw]}], route: [{destination: {host: api.far.svc.cluster.local}}]}]", "tls: [{match: [{sniHosts: [db.example.org]}], route: [{destination: {host: db.example.org}}]}]", "tcp: [{route: [{destination: {host: web.shop.svc.cluster.local, port: {number: 9000}}}]}]")}}}}
            """);
    }

    private static ObjectShape Of(Func<Picks, string> text) => new(GatewaysArea, RegistryShapes.Local, text);
}
