using Istiod.Primitives;

namespace Istiod.Render.Tests.Mesh;

/// <summary>Namespaces, nodes, Services, slices and pods of the test mesh: the parts that every scenario stands on.</summary>
internal static class RegistryShapes
{
    public const string ServicesArea = "services";
    public const string WorkloadsArea = "workloads";

    public static readonly ClusterId Local = new("Kubernetes");
    public static readonly ClusterId Remote = new("remote-a");

    public static IEnumerable<ObjectShape> All()
    {
        // Older than the Service of the same host.
        yield return new ObjectShape(TrafficShapes.EntriesArea, Local, p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: se-first, namespace: istio-system}
            spec:
              hosts: [{{{{p.Of("dup.far.svc.cluster.local", "other.example.org")}}}}]
              exportTo: [{{{{p.Of("ported, shop", "ported, shop", "ported, shop", "'*'")}}}}]
              resolution: STATIC
              ports: [{number: 80, name: http, protocol: HTTP}]
              endpoints: [{address: 192.0.2.50}]
            """);
        foreach (string name in new[] { "istio-system", "shop", "far" })
        {
            yield return Service(p => $$$$"""
                apiVersion: v1
                kind: Namespace
                metadata: {name: {{{{name}}}}, labels: {team: {{{{p.Of("x", "w")}}}}{{{{p.Rarely(", topology.istio.io/network: net-1")}}}}{{{{p.Rarely(", istio.io/use-waypoint: none")}}}}}{{{{p.Rarely(", annotations: {networking.istio.io/traffic-distribution: PreferClose}")}}}}}
                """);
        }

        foreach (string name in new[] { "istio-system", "far" })
        {
            yield return new ObjectShape(ServicesArea, Remote, p => $$$$"""
                apiVersion: v1
                kind: Namespace
                metadata: {name: {{{{name}}}}, labels: {team: {{{{p.Of("x", "w")}}}}{{{{p.Rarely(", topology.istio.io/network: net-2")}}}}}}
                """);
        }

        yield return Service(p => Web(p));
        yield return Service(p => $$$$"""
            apiVersion: v1
            kind: Service
            metadata: {name: cart, namespace: shop, labels: {app: cart}{{{{p.Rarely(", annotations: {networking.istio.io/exportTo: .}")}}}}}
            spec:
              clusterIP: None
              clusterIPs: [None]
              publishNotReadyAddresses: {{{{p.Of("false", "true")}}}}
              selector: {app: cart}
              ports: [{name: {{{{p.Of("http", "tcp", "grpc-x")}}}}, port: 8080, targetPort: {{{{p.Of("8080", "9090", "main")}}}}}]
            """);
        yield return Service(p => Api(p));
        yield return Service(p => $$$$"""
            apiVersion: v1
            kind: Service
            metadata: {name: out, namespace: far}
            spec: {type: ExternalName, externalName: {{{{p.Of("example.org", "other.example.org", "web.shop.svc.cluster.local")}}}}, ports: [{name: {{{{p.Of("http", "tcp")}}}}, port: {{{{p.Of("80", "8080")}}}}}]}
            """);
        yield return new ObjectShape(ServicesArea, Remote, p => Api(p));
        yield return new ObjectShape(TrafficShapes.EntriesArea, Local, p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: ServiceEntry
            metadata: {name: se-dup, namespace: far}
            spec:
              hosts: [dup.far.svc.cluster.local]
              resolution: STATIC
              ports: [{number: 80, name: http, protocol: HTTP}]
              endpoints: [{address: {{{{p.Of("192.0.2.51", "192.0.2.52")}}}}}]
            """);
        foreach (ObjectShape more in More())
        {
            yield return more;
        }

        yield return Service(p => Slice(p, "web-1", "shop", "web", 8080, ["10.0.1.1", "10.0.1.2"], ["web-1", "web-2"]));
        yield return Service(p => Slice(p, "cart-1", "shop", "cart", 8080, ["10.0.2.1"], ["cart-1"]));
        yield return Service(p => Slice(p, "api-1", "far", "api", 9080, ["10.0.3.1", "10.0.3.2"], ["api-1", "gone"]));
        yield return new ObjectShape(ServicesArea, Remote, p => Slice(p, "api-1", "far", "api", 9080, ["10.9.3.1"], ["api-r"]));

        foreach (string name in new[] { "n1", "n2" })
        {
            yield return Workload(p => $$$$"""
                apiVersion: v1
                kind: Node
                metadata: {name: {{{{name}}}}, labels: {topology.kubernetes.io/region: {{{{p.Of("eu", "us")}}}}, topology.kubernetes.io/zone: {{{{p.Of("a", "b")}}}}{{{{p.Rarely(", topology.istio.io/subzone: rack1")}}}}}}
                status: {addresses: [{type: ExternalIP, address: {{{{p.Of("192.0.2.1", "192.0.2.2")}}}}}]}
                """);
        }

        yield return Workload(p => Pod(p, "web-1", "shop", "web", "10.0.1.1"));
        yield return Workload(p => Pod(p, "web-2", "shop", "web", "10.0.1.2"));
        yield return Workload(p => Pod(p, "cart-1", "shop", "cart", "10.0.2.1"));
        yield return Workload(p => Pod(p, "api-1", "far", "api", "10.0.3.1"));
        yield return new ObjectShape(WorkloadsArea, Remote, p => Pod(p, "api-r", "far", "api", "10.9.3.1"));
        yield return new ObjectShape(WorkloadsArea, Remote, p => $$$$"""
            apiVersion: v1
            kind: Node
            metadata: {name: n1, labels: {topology.kubernetes.io/region: {{{{p.Of("ap", "us")}}}}}}
            """);
        yield return Workload(p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: WorkloadEntry
            metadata: {name: vm-1, namespace: far, labels: {from: entry{{{{p.Rarely(", istio.io/rev: other")}}}}}}
            spec: {address: {{{{p.Of("10.0.9.1", "10.0.9.2", "vm.example.org")}}}}, labels: {app: {{{{p.Of("vm", "api", "other")}}}}, version: {{{{p.Of("v1", "v2")}}}}}, serviceAccount: {{{{p.Of("vm", "api")}}}}, weight: {{{{p.Of("1", "7")}}}}{{{{p.Rarely(", locality: us/b/rack2")}}}}{{{{p.Rarely(", network: net-2")}}}}{{{{p.Rarely(", ports: {http: 7777}")}}}}}
            """);
        yield return Workload(p => $$$$"""
            apiVersion: networking.istio.io/v1
            kind: WorkloadEntry
            metadata: {name: vm-rev, namespace: far, labels: {istio.io/rev: {{{{p.Of("default", "other")}}}}}}
            spec: {address: 10.0.9.9, labels: {app: api}, serviceAccount: api}
            """);
    }

    /// <summary>Services that stand alone, so that it shows who depends on them.</summary>
    private static IEnumerable<ObjectShape> More()
    {
        yield return Service(p => $$$$"""
            apiVersion: v1
            kind: Service
            metadata: {name: solo, namespace: far}
            spec: {clusterIP: 10.96.0.40, clusterIPs: [10.96.0.40], ports: [{name: http, port: {{{{p.Of("80", "9080")}}}}, targetPort: 8080}]}
            """);
        yield return Service(p => $$$$"""
            apiVersion: v1
            kind: Service
            metadata: {name: dup, namespace: far}
            spec: {clusterIP: 10.96.0.43, clusterIPs: [10.96.0.43], ports: [{name: http, port: {{{{p.Of("80", "81")}}}}}]}
            """);
        yield return Service(p => $$$$"""
            apiVersion: v1
            kind: Service
            metadata: {name: raw, namespace: shop}
            spec: {clusterIP: 10.96.0.44, clusterIPs: [10.96.0.44], ports: [{name: tcp, port: {{{{p.Of("7000", "7001")}}}}}]}
            """);
        yield return Service(p => Bare(p, "solo-1", "far", "solo", "http", "10.0.4.1"));
        yield return Service(p => $$$$"""
            apiVersion: v1
            kind: Service
            metadata: {name: named, namespace: shop}
            spec: {clusterIP: 10.96.0.41, clusterIPs: [10.96.0.41], selector: {app: web}, ports: [{name: http, port: 81, targetPort: main}, {name: dns, protocol: UDP, port: 53, targetPort: dns}]}
            """);
        foreach (ClusterId cluster in new[] { Local, Remote })
        {
            yield return new ObjectShape(ServicesArea, cluster, p => $$$$"""
                apiVersion: v1
                kind: Service
                metadata: {name: redis, namespace: shop}
                spec: {clusterIP: None, clusterIPs: [None], ports: [{name: {{{{p.Of("tcp", "redis")}}}}, port: 6379, targetPort: 6379}]}
                """);
            yield return new ObjectShape(
                ServicesArea, cluster, p => Bare(p, "redis-1", "shop", "redis", "tcp", cluster == Local ? "10.0.5.1" : "10.9.5.1"));
        }
    }

    /// <summary>A slice with an address of no pod.</summary>
    private static string Bare(Picks p, string name, string ns, string service, string port, string address) => $$$$"""
        apiVersion: discovery.k8s.io/v1
        kind: EndpointSlice
        metadata: {name: {{{{name}}}}, namespace: {{{{ns}}}}, labels: {kubernetes.io/service-name: {{{{service}}}}}}
        addressType: IPv4
        ports: [{name: {{{{port}}}}, port: 8080}]
        endpoints: [{addresses: [{{{{p.Of(address, "10.0.77.7")}}}}], hostname: {{{{p.Of("a", "b")}}}}, conditions: {ready: true}}]
        """;

    private static ObjectShape Service(Func<Picks, string> text) => new(ServicesArea, Local, text);

    private static ObjectShape Workload(Func<Picks, string> text) => new(WorkloadsArea, Local, text);

    private static string Web(Picks p) => $$$$"""
        apiVersion: v1
        kind: Service
        metadata:
          name: web
          namespace: shop
          labels: {app: web{{{{p.Rarely(", istio.io/persistent-session: session")}}}}}
          annotations: {note: x{{{{p.Rarely(", networking.istio.io/exportTo: shop")}}}}{{{{p.Rarely(", alpha.istio.io/kubernetes-serviceaccounts: web")}}}}{{{{p.Rarely(", networking.istio.io/traffic-distribution: PreferClose")}}}}}
        spec:
          type: {{{{p.Of("ClusterIP", "NodePort", "LoadBalancer")}}}}
          clusterIP: {{{{p.Of("10.96.0.10", "10.96.0.11")}}}}
          clusterIPs: [{{{{p.Of("10.96.0.10", "10.96.0.11")}}}}{{{{p.Rarely(", 'fd00::10'")}}}}]
          internalTrafficPolicy: {{{{p.Of("Cluster", "Cluster", "Local")}}}}
          selector: {app: {{{{p.Of("web", "web", "cart")}}}}}
          ports:
          - {name: {{{{p.Of("http", "http-x", "grpc", "auto")}}}}, port: {{{{p.Of("80", "80", "81")}}}}, targetPort: {{{{p.Of("8080", "main")}}}}, nodePort: 30080}
          - {name: tcp, port: 9000, targetPort: 9000, nodePort: 30090{{{{p.Rarely(", appProtocol: mysql")}}}}}
          {{{{p.Rarely("- {name: udp, protocol: UDP, port: 53, nodePort: 30053}")}}}}
        status: {loadBalancer: {ingress: [{ip: {{{{p.Of("198.51.100.1", "198.51.100.2")}}}}}]}}
        """;

    private static string Api(Picks p) => $$$$"""
        apiVersion: v1
        kind: Service
        metadata: {name: api, namespace: far, labels: {app: api}}
        spec:
          clusterIP: {{{{p.Of("10.96.0.20", "10.96.0.21")}}}}
          clusterIPs: [{{{{p.Of("10.96.0.20", "10.96.0.21")}}}}]
          selector: {app: api}
          ports: [{name: {{{{p.Of("http", "tls", "mongo")}}}}, port: {{{{p.Of("80", "9080")}}}}, targetPort: {{{{p.Of("9080", "9090", "main")}}}}{{{{p.Rarely(", appProtocol: kubernetes.io/h2c")}}}}}]
        """;

    private static string Slice(
        Picks p, string name, string ns, string service, int port, string[] addresses, string[] pods)
    {
        string text = $$$$"""
            apiVersion: discovery.k8s.io/v1
            kind: EndpointSlice
            metadata: {name: {{{{name}}}}, namespace: {{{{ns}}}}, labels: {kubernetes.io/service-name: {{{{service}}}}}}
            addressType: IPv4
            ports: [{name: {{{{p.Of("http", "http", "tcp", "''")}}}}, port: {{{{p.Of(port.ToString(System.Globalization.CultureInfo.InvariantCulture), "9999")}}}}}]
            endpoints:
            """;
        for (int i = 0; i < addresses.Length; i++)
        {
            text += "\n" + $$$$"""- {addresses: [{{{{p.Of(addresses[i], addresses[i], "10.0.77.1")}}}}], conditions: {ready: {{{{p.Of("true", "true", "false")}}}}, serving: {{{{p.Of("true", "false")}}}}, terminating: {{{{p.Of("false", "false", "true")}}}}}, nodeName: {{{{p.Of("n1", "n2")}}}}, hostname: h{{{{i}}}}{{{{p.Of($", targetRef: {{kind: Pod, name: {pods[i]}, namespace: {ns}}}", $", targetRef: {{kind: Pod, name: web-1, namespace: {ns}}}", "", $", targetRef: {{kind: Pod, name: {pods[i]}, namespace: {ns}}}")}}}}}""";
        }

        return text;
    }

    private static string Pod(Picks p, string name, string ns, string app, string address) => $$$$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{{{name}}}}, namespace: {{{{ns}}}}, labels: {app: {{{{p.Of(app, app, app, "web")}}}}, version: {{{{p.Of("v1", "v2")}}}}{{{{p.Rarely(", security.istio.io/tlsMode: istio", 2)}}}}{{{{p.Rarely(", topology.istio.io/network: net-1")}}}}{{{{p.Rarely(", istio-locality: us.b")}}}}{{{{p.Rarely(", service.istio.io/canonical-name: named")}}}}}{{{{p.Rarely(", annotations: {x: y}")}}}}}
        spec: {serviceAccountName: {{{{p.Of(app, "default")}}}}, nodeName: {{{{p.Of("n1", "n2", "n3")}}}}, containers: [{name: c, image: i, ports: [{name: main, containerPort: {{{{p.Of("8080", "9090")}}}}{{{{p.Rarely(", protocol: UDP")}}}}}, {name: dns, protocol: UDP, containerPort: {{{{p.Of("5353", "5354")}}}}}]}]}
        status: {phase: {{{{p.Of("Running", "Running", "Succeeded")}}}}, podIP: {{{{p.Of(address, address, "10.0.77.1")}}}}, podIPs: [{ip: {{{{address}}}}}], conditions: [{type: Ready, status: '{{{{p.Of("True", "True", "False")}}}}'}]}
        """;
}
