namespace Istiod.Render.Tests.Mesh;

/// <summary>ServiceEntries, virtual services, destination rules and Sidecars of the test mesh.</summary>
internal static class TrafficShapes
{
    public const string EntriesArea = "entries";
    public const string RoutesArea = "routes";
    public const string RulesArea = "rules";

    // One host by a service of one namespace only, another one whose namespace is to be chosen.
    private const string Near = "far/dup.far.svc.cluster.local, '*/named.shop.svc.cluster.local'";

    public static IEnumerable<ObjectShape> All() => [.. Entries(), .. Routes(), .. Rules()];

    private static ObjectShape Of(string area, Func<Picks, string> text) => new(area, RegistryShapes.Local, text);

    private static IEnumerable<ObjectShape> Entries()
    {
        yield return Of(EntriesArea, p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: se-dns, namespace: shop{{{{p.Rarely(", labels: {istio.io/rev: other}")}}}}}
            spec:
              hosts: [{{{{p.Of("db.example.org", "db2.example.org", "out.far.svc.cluster.local")}}}}{{{{p.Rarely(", more.example.org")}}}}]
              {{{{p.Rarely("addresses: [192.0.2.77, 192.0.2.78]", 2)}}}}
              location: {{{{p.Of("MESH_EXTERNAL", "MESH_INTERNAL")}}}}
              resolution: {{{{p.Of("DNS", "DNS_ROUND_ROBIN")}}}}
              exportTo: [{{{{p.Of("'*'", ".", "far")}}}}]
              ports: [{number: {{{{p.Of("443", "3306")}}}}, name: tls, protocol: {{{{p.Of("TLS", "TCP", "HTTPS")}}}}{{{{p.Rarely(", targetPort: 8443")}}}}}, {number: 80, name: http, protocol: HTTP}]
              endpoints: [{{{{p.Rarely("{address: a.example.org, locality: eu/a, labels: {version: v1}}, ", 2)}}}}{address: {{{{p.Of("b.example.org", "192.0.2.9")}}}}, weight: 3}]
            """);
        yield return Of(EntriesArea, p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: se-vm, namespace: far}
            spec:
              hosts: [vm.far.internal]
              {{{{p.Rarely("addresses: [192.0.2.88/32]", 2)}}}}
              location: MESH_INTERNAL
              resolution: STATIC
              {{{{p.Of("subjectAltNames: [spiffe://cluster.local/ns/far/sa/vm]", "subjectAltNames: []")}}}}
              ports: [{number: 80, name: http, protocol: {{{{p.Of("HTTP", "GRPC", "TCP")}}}}{{{{p.Rarely(", targetPort: 8080")}}}}}]
              workloadSelector: {labels: {app: {{{{p.Of("vm", "api", "web")}}}}}}
            """);
        yield return Of(EntriesArea, p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: se-none, namespace: far}
            spec:
              hosts: [{{{{p.Of("plain.example.org", "'*.wild.example.org'", "db.example.org")}}}}]
              {{{{p.Rarely("addresses: [198.18.0.0/24]", 2)}}}}
              resolution: NONE
              exportTo: [{{{{p.Of("'*'", "shop")}}}}]
              ports: [{number: {{{{p.Of("80", "8443")}}}}, name: p, protocol: {{{{p.Of("HTTP", "TLS", "TCP")}}}}}]
            """);
        yield return Of(EntriesArea, p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: se-wild, namespace: istio-system}
            spec:
              hosts: ['*.dyn.example.org']
              location: MESH_EXTERNAL
              resolution: {{{{p.Of("DYNAMIC_DNS", "NONE")}}}}
              ports: [{number: 80, name: http, protocol: HTTP}{{{{p.Rarely(", {number: 443, name: tls, protocol: TLS}")}}}}]
            """);

        // Hides a Service from one namespace only.
        yield return Of(EntriesArea, p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: se-near, namespace: istio-system}
            spec:
              hosts: [named.shop.svc.cluster.local]
              exportTo: [{{{{p.Of("ported", "ported", "ported", "'*'")}}}}]
              resolution: STATIC
              ports: [{number: 81, name: http, protocol: HTTP}]
              endpoints: [{address: 192.0.2.60}]
            """);

        // Its status holds the addresses that it would be given also if they were not kept there.
        yield return Of(EntriesArea, p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: se-kept, namespace: far}
            spec:
              hosts: [kept.example.org]
              resolution: DNS
              ports: [{number: 8090, name: http, protocol: HTTP}]
            status: {addresses: [{value: {{{{p.Of("240.240.66.226", "240.240.9.9")}}}}, host: kept.example.org}, {value: '{{{{p.Of("2001:2::f0f0:42e2", "2001:2::9")}}}}', host: kept.example.org}]}
            """);
    }

    private static IEnumerable<ObjectShape> Routes()
    {
        foreach (string ns in new[] { "shop", "far", "istio-system" })
        {
            yield return Of(RoutesArea, p => $$$$"""
                apiVersion: networking.istio.io/v1
                kind: VirtualService
                metadata: {name: vs-1, namespace: {{{{ns}}}}}
                spec:
                  hosts: [{{{{p.Of("web.shop.svc.cluster.local", "api.far.svc.cluster.local", "db.example.org", "'*.example.org'", "web")}}}}{{{{p.Rarely(", cart.shop.svc.cluster.local")}}}}]
                  exportTo: [{{{{p.Of("'*'", "'*'", ".", "shop")}}}}]
                  gateways: [{{{{p.Of("mesh", "mesh", "mesh, istio-system/gw", "istio-system/gw")}}}}]
                  http:
                  - match: [{uri: {prefix: {{{{p.Of("/a", "/b")}}}}}{{{{p.Rarely(", sourceLabels: {version: v1}")}}}}{{{{p.Rarely(", sourceNamespace: shop")}}}}{{{{p.Rarely(", port: 80")}}}}{{{{p.Rarely(", headers: {x: {regex: 'a.*'}}")}}}}}]
                    {{{{p.Rarely("timeout: 3s")}}}}
                    {{{{p.Rarely("retries: {attempts: 5, perTryTimeout: 1s, retryOn: 5xx}")}}}}
                    {{{{p.Rarely("fault: {abort: {httpStatus: 503, percentage: {value: 10}}}")}}}}
                    route: [{destination: {host: {{{{p.Of("solo.far.svc.cluster.local", "api.far.svc.cluster.local", "cart.shop.svc.cluster.local", "missing.shop.svc.cluster.local", "web")}}}}, subset: {{{{p.Of("v1", "v2")}}}}}, weight: 30}, {destination: {host: web.shop.svc.cluster.local, port: {number: {{{{p.Of("80", "9000")}}}}}}, weight: 70{{{{p.Rarely(", headers: {request: {set: {h: v}}}")}}}}}]
                  - {{{{p.Of("redirect: {uri: /r}", "route: [{destination: {host: web.shop.svc.cluster.local}}]", "directResponse: {status: 204}", "delegate: {name: child, namespace: far}\n    match: [{uri: {prefix: /}}]", "route: [{destination: {host: api.far.svc.cluster.local}}]\n    mirrors: [{destination: {host: cart.shop.svc.cluster.local}}]")}}}}
                """);
        }

        yield return Of(RoutesArea, p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: child, namespace: far}
            spec: {exportTo: [{{{{p.Of("'*'", ".")}}}}], http: [{match: [{uri: {prefix: {{{{p.Of("/d", "/e")}}}}}}], route: [{destination: {host: {{{{p.Of("api", "vm.far.internal")}}}}}}]}]}
            """);
        yield return Of(RoutesArea, p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: vs-tcp, namespace: shop}
            spec:
              hosts: [{{{{p.Of("web.shop.svc.cluster.local", "db.example.org")}}}}]
              tcp: [{match: [{port: {{{{p.Of("9000", "443")}}}}{{{{p.Rarely(", sourceLabels: {app: cart}")}}}}{{{{p.Rarely(", destinationSubnets: [10.0.0.0/8]")}}}}}], route: [{destination: {host: {{{{p.Of("web.shop.svc.cluster.local", "cart")}}}}, port: {number: 9000}}, weight: 100}]}]
              tls: [{match: [{port: 443, sniHosts: [{{{{p.Of("db.example.org", "'*.example.org'")}}}}]}], route: [{destination: {host: {{{{p.Of("db.example.org", "api.far.svc.cluster.local")}}}}}}]}]
            """);
        yield return Of(RoutesArea, p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: vs-own, namespace: shop}
            spec: {hosts: [cart.shop.svc.cluster.local], http: [{match: [{sourceLabels: {app: web}}], timeout: {{{{p.Of("3s", "4s")}}}}, route: [{destination: {host: cart.shop.svc.cluster.local}}]}]}
            """);

        // A scope without services, and one with those of one port.
        yield return Of(RoutesArea, p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: Sidecar
            metadata: {name: ported, namespace: ported}
            spec: {egress: [{port: {number: {{{{p.Of("9080", "80")}}}}, protocol: HTTP, name: p}, hosts: ['far/*']}, {port: {number: 80, protocol: HTTP, name: q}, bind: 127.0.0.5, hosts: ['istio-system/*']}, {hosts: [{{{{p.Of(Near, Near, Near, "'far/*'")}}}}]}]}
            """);
        yield return Of(RoutesArea, p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: Sidecar
            metadata: {name: nothing, namespace: alone}
            spec: {egress: [{hosts: ['{{{{p.Of("~", "alone")}}}}/*']}]}
            """);
        foreach (string ns in new[] { "shop", "istio-system" })
        {
            yield return Of(RoutesArea, p => $$$$"""
                apiVersion: networking.istio.io/v1
                kind: Sidecar
                metadata: {name: sc, namespace: {{{{ns}}}}}
                spec:
                  {{{{(ns == "shop" ? p.Rarely("workloadSelector: {labels: {version: v1}}", 2) : "")}}}}
                  {{{{p.Rarely("outboundTrafficPolicy: {mode: REGISTRY_ONLY}")}}}}
                  {{{{p.Rarely("inboundConnectionPool: {http: {http1MaxPendingRequests: 9}}")}}}}
                  egress: [{{{{p.Rarely("{port: {number: 9080, protocol: HTTP, name: eg}, bind: 127.0.0.1, hosts: ['./*', 'far/*']}, ")}}}}{hosts: [{{{{p.Of("'./*'", "'*/*'", "far/*", "'~/*'")}}}}, 'istio-system/*'{{{{p.Rarely(", '*/db.example.org'")}}}}]}]
                  {{{{p.Rarely("ingress: [{port: {number: 8080, protocol: HTTP, name: in}, defaultEndpoint: '0.0.0.0:8081', tls: {mode: SIMPLE, privateKey: k, serverCertificate: c}}]")}}}}
                """);
        }
    }

    private static IEnumerable<ObjectShape> Rules()
    {
        yield return Of(RulesArea, p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: own, namespace: shop}
            spec: {host: redis.shop.svc.cluster.local, workloadSelector: {matchLabels: {version: v1}}, trafficPolicy: {connectionPool: {tcp: {idleTimeout: 5s, maxConnections: {{{{p.Of("7", "8")}}}}} } } }
            """);
        yield return Of(RulesArea, p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: DestinationRule
            metadata: {name: raw, namespace: shop}
            spec: {host: raw.shop.svc.cluster.local, trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: {{{{p.Of("true", "false")}}}}} }, connectionPool: {tcp: {idleTimeout: {{{{p.Of("9s", "10s")}}}}} } } }
            """);
        foreach ((string name, string ns) in new[] { ("dr-1", "shop"), ("dr-2", "shop"), ("dr-1", "far"), ("dr-1", "istio-system") })
        {
            yield return Of(RulesArea, p => $$$$"""
                apiVersion: networking.istio.io/v1
                kind: DestinationRule
                metadata: {name: {{{{name}}}}, namespace: {{{{ns}}}}}
                spec:
                  host: {{{{p.Of("web.shop.svc.cluster.local", "api.far.svc.cluster.local", "'*.shop.svc.cluster.local'", "db.example.org", "cart")}}}}
                  exportTo: [{{{{p.Of("'*'", "'*'", ".", "shop")}}}}]
                  {{{{p.Rarely("workloadSelector: {matchLabels: {version: v1}}")}}}}
                  trafficPolicy:
                    loadBalancer: {{{{p.Of("{consistentHash: {httpHeaderName: x}}", "{simple: RANDOM}", "{consistentHash: {httpCookie: {name: c, ttl: 0s}}}", "{simple: LEAST_REQUEST, localityLbSetting: {enabled: true, failoverPriority: [topology.kubernetes.io/region, 'version=v1']}}", "{localityLbSetting: {distribute: [{from: eu/a/*, to: {'eu/a/*': 80, 'us/b/*': 20}}]}}", "{simple: ROUND_ROBIN, warmup: {duration: 10s}}")}}}}
                    {{{{p.Rarely("outlierDetection: {consecutive5xxErrors: 3, interval: 5s}", 2)}}}}
                    {{{{p.Rarely("connectionPool: {tcp: {maxConnections: 7}, http: {useClientProtocol: true}}")}}}}
                    {{{{p.Of("tls: {mode: ISTIO_MUTUAL}", "tls: {mode: DISABLE}", "tls: {mode: SIMPLE, sni: s.example.org, credentialName: cred}", "tunnel: null")}}}}
                    {{{{p.Rarely("portLevelSettings: [{port: {number: 80}, loadBalancer: {simple: PASSTHROUGH}, tls: {mode: MUTUAL, clientCertificate: a, privateKey: b}}]")}}}}
                    {{{{p.Rarely("proxyProtocol: {version: V2}", 4)}}}}
                  subsets:
                  - {name: v1, labels: {version: v1}{{{{p.Rarely(", trafficPolicy: {loadBalancer: {consistentHash: {useSourceIp: true}}}")}}}}}
                  - {name: {{{{p.Of("v2", "v3")}}}}, labels: {version: {{{{p.Of("v2", "v1")}}}}}}
                """);
        }

        // Of the area of rules, which thereby holds all that makes listeners depend on labels.
        yield return Of(RulesArea, p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: VirtualService
            metadata: {name: tcp-own, namespace: shop}
            spec: {hosts: [raw.shop.svc.cluster.local], tcp: [{match: [{sourceLabels: {app: cart}}], route: [{destination: {host: {{{{p.Of("web.shop.svc.cluster.local", "raw.shop.svc.cluster.local")}}}}, port: {number: {{{{p.Of("9000", "7000")}}}}}}}]}]}
            """);
    }
}
