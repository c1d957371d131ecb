namespace Istiod.Render.Tests.BadInput;

/// <summary>Objects that are YAML but do not fit their kind, or say things that make no sense.</summary>
internal static class WrongObjects
{
    private const string Victim = "apiVersion: v1\nkind: Service\nmetadata: {name: victim, namespace: shop}\n";

    /// <summary>Wrong forms of the Service <c>victim</c>, each with what the finding must tell: its last good state stays.</summary>
    public static readonly Dictionary<string, string> OfVictim = new(StringComparer.Ordinal)
    {
        [Victim + "spec: just text"] = "spec",
        [Victim + "spec: {ports: text}"] = "ports",
        [Victim + "spec: {ports: [{port: eighty}]}"] = "port",
        [Victim + "spec: {ports: [{port: 1099511627776}]}"] = "port",
        [Victim + "spec: {ports: [{port: 80.5}]}"] = "port",
        [Victim + "spec: {ports: [text]}"] = "ports",
        [Victim + "spec: {selector: [a]}"] = "selector",
        [Victim + "spec: {selector: {a: {b: c}}}"] = "selector",
        [Victim + "spec: {clusterIP: 7}"] = "clusterIP",
        [Victim + "spec: {type: []}"] = "type",
        ["apiVersion: v1\nkind: Service\nmetadata: {name: victim, namespace: shop, labels: [a]}"] = "labels",
        ["apiVersion: v1\nkind: Service\nmetadata: {name: victim, namespace: shop, labels: {a: 1}}"] = "labels",
        ["apiVersion: v1\nkind: Service\nmetadata: {name: victim, namespace: shop, annotations: text}"] = "annotations",
        ["apiVersion: v1\nkind: Service\nmetadata: {name: victim, namespace: shop, creationTimestamp: yesterday}"] = "creationTimestamp",
    };

    /// <summary>Objects of other kinds; a finding must tell the given text, or, where it is empty, nothing but survival is asked for.</summary>
    public static readonly Dictionary<string, string> Others = new(StringComparer.Ordinal)
    {
        ["just text"] = "",
        ["- a\n- b"] = "",
        ["apiVersion: v1"] = "apiVersion and kind",
        ["apiVersion: 7\nkind: Service"] = "",
        ["apiVersion: null\nkind: null"] = "apiVersion and kind",
        ["apiVersion: v1\nkind: Nonsense\nmetadata: {name: x}"] = "Nonsense",
        ["apiVersion: v9\nkind: Service\nmetadata: {name: x}"] = "v9",
        ["apiVersion: v1\nkind: Service"] = "name",
        ["apiVersion: v1\nkind: Service\nmetadata: text"] = "metadata",
        ["apiVersion: v1\nkind: Service\nmetadata: {name: ''}"] = "name",
        ["apiVersion: v1\nkind: Service\nmetadata: {name: 12}"] = "name",
        ["apiVersion: v1\nkind: List\nitems: text"] = "",
        ["apiVersion: v1\nkind: List\nitems: [null, text, 7, [], {}]"] = "apiVersion and kind",
        ["apiVersion: v1\nkind: Service\nkind: Service\nmetadata: {name: twice}\nmetadata: {name: thrice, namespace: shop}\nspec: {}"] = "",
        [Vs("timeout: 10 parsecs")] = "timeout",
        [Vs("timeout: -5s")] = "",
        [Vs("route: [{destination: {host: web}, weight: heavy}]")] = "weight",
        [Vs("route: [{destination: {host: web}, weight: -7}]")] = "",
        [Vs("route: [{destination: {host: web, port: {number: -1}}}]")] = "number",
        [Vs("route: [{destination: {host: web, port: {number: 4294967295}}}]")] = "",
        [Vs("route: [null, {destination: null}, {}]")] = "",
        [Vs("match: [{uri: {regex: '('}}]\n    route: [{destination: {host: web}}]")] = "",
        [Vs("match: [{uri: {exact: a, prefix: b}}]")] = "",
        [Vs("match: [null]")] = "",
        [Vs("retries: {attempts: 99999999999}")] = "attempts",
        [Vs("fault: {abort: {percentage: {value: 1e300}, httpStatus: 99999}}")] = "",
        [Vs("redirect: {uri: /a}\n    route: [{destination: {host: web}}]\n    directResponse: {status: 9}")] = "",
        [Vs("mirrors: [{}]\n    headers: {request: {set: {'bad\\nname': v}}}\n    route: [{destination: {host: web}}]")] = "",
        [Istio("VirtualService", "{}")] = "",
        [Istio("VirtualService", "{hosts: null, http: null, tcp: null, tls: null}")] = "",
        [Istio("VirtualService", "{hosts: [''], http: [{}]}")] = "",
        [Istio("VirtualService", "{hosts: [null]}")] = "",
        [Istio("VirtualService", "{hosts: ['*.*.*', '*', 'a..b', '[::1]', '10.0.0.0/99'], http: [{route: [{destination: {host: ''}}]}]}")] = "",
        [Istio("DestinationRule", "{}")] = "",
        [Istio("DestinationRule", "{host: web, trafficPolicy: {tls: {mode: SOMETIMES}}}")] = "mode",
        [Istio("DestinationRule", "{host: web, subsets: [null, {}, {name: ''}], trafficPolicy: {loadBalancer: {}, connectionPool: {tcp: {}}, outlierDetection: {interval: -1s}}}")] = "",
        [Istio("DestinationRule", "{host: web, trafficPolicy: {loadBalancer: {simple: RANDOM, consistentHash: {}}}}")] = "",
        [Istio("ServiceEntry", "{hosts: [x.example.org], ports: [{number: -1, name: p, protocol: HTTP}]}")] = "number",
        [Istio("ServiceEntry", "{hosts: [x.example.org], ports: [{number: 99999999, name: p, protocol: HTTP}], resolution: DNS}")] = "",
        [Istio("ServiceEntry", "{hosts: [x.example.org], addresses: [10.0.0.0/99, nonsense, ''], ports: [{number: 80, name: p, protocol: HTTP}]}")] = "",
        [Istio("ServiceEntry", "{hosts: [x.example.org], resolution: STATIC, ports: [{number: 80, name: p, protocol: NOISE}], endpoints: [{address: 999.1.1.1}, {address: ''}, {}, {address: 'unix://x'}]}")] = "",
        [Istio("ServiceEntry", "{hosts: [x.example.org], ports: []}")] = "",
        [Istio("WorkloadEntry", "{address: '', ports: {http: -5}}")] = "ports",
        [Istio("WorkloadEntry", "{address: nonsense, weight: 4294967295, locality: ////}")] = "",
        [Istio("Sidecar", "{egress: [{hosts: [noslash, '', '/', '~/', '*/']}, {}], ingress: [{}, {port: {number: 99999}, defaultEndpoint: x}]}")] = "",
        [Istio("Sidecar", "{egress: [{port: {number: 70000, protocol: '', name: ''}, bind: nowhere, hosts: ['*/*']}], outboundTrafficPolicy: {}}")] = "",
        [Istio("Gateway", "{servers: [{}, {port: {number: 0}}, {hosts: ['']}, null], selector: {}}")] = "",
        [Security("PeerAuthentication", "{mtls: {}, portLevelMtls: {99999999: {mode: STRICT}}}")] = "",
        [Security("PeerAuthentication", "{mtls: {mode: 77}, portLevelMtls: {x: {}}}")] = "portLevelMtls",
        [Security("AuthorizationPolicy", "{rules: [null, {}, {from: [{}], to: [{}], when: [{}]}, {from: [{source: {ipBlocks: [x, 10.0.0.0/99, '']}}]}]}")] = "",
        [Security("AuthorizationPolicy", "{action: CUSTOM, provider: {name: missing}, rules: [{}]}")] = "",
        [Security("AuthorizationPolicy", "{rules: [{when: [{key: 'experimental[x', values: ['']}, {key: source.ip, values: [x]}]}], action: 9}")] = "",
        [Security("RequestAuthentication", "{jwtRules: [{issuer: '', jwks: 'not json'}, {}, {issuer: i, jwksUri: '::'}]}")] = "",
        ["apiVersion: telemetry.istio.io/v1\nkind: Telemetry\nmetadata: {name: t, namespace: shop}\nspec: {accessLogging: [{}, {filter: {expression: '((('}, providers: [{}]}], tracing: [{randomSamplingPercentage: 1e9, customTags: {a: {}}}], metrics: [{overrides: [{}, {match: {customMetric: ''}}]}]}"] = "",
        [Slice("addresses: null")] = "",
        [Slice("addresses: ['', x, 999.9.9.9, '::::']")] = "",
        [Slice("addresses: [10.0.0.1], conditions: text")] = "conditions",
        [Slice("addresses: {}")] = "addresses",
        ["apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: s, namespace: shop, labels: {kubernetes.io/service-name: web}}\nports: null\nendpoints: [null]"] = "",
        ["apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: s, namespace: shop}\nports: [{port: 99999999999}]"] = "port",
        ["apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nspec: {containers: {}}"] = "containers",
        ["apiVersion: v1\nkind: Pod\nmetadata: {name: p, namespace: shop}\nstatus: {podIP: nonsense, podIPs: [{}, null], phase: Dancing}"] = "",
        ["apiVersion: v1\nkind: Node\nmetadata: {name: n, labels: {topology.kubernetes.io/region: '/'}}\nstatus: {addresses: [{}, null]}"] = "",
        ["apiVersion: v1\nkind: Namespace\nmetadata: {name: shop, labels: {a: null}}"] = "",
        ["apiVersion: v1\nkind: Service\nmetadata: {name: odd, namespace: shop}\nspec: {clusterIP: nonsense, clusterIPs: ['', x], ports: [null, {}, {port: -1}, {port: 99999}], externalIPs: [x]}"] = "",
        ["apiVersion: v1\nkind: Service\nmetadata: {name: odd, namespace: shop}\nspec: {type: ExternalName, externalName: ''}"] = "",
        ["apiVersion: v1\nkind: Service\nmetadata: {name: " + new string('n', 100_000) + ", namespace: shop}\nspec: {ports: [{port: 80}]}"] = "",
        ["apiVersion: v1\nkind: Service\nmetadata: {name: 'a~b|c/d', namespace: '../..'}\nspec: {ports: [{port: 80}]}"] = "",
        ["apiVersion: networking.istio.io/v1alpha3\nkind: EnvoyFilter\nmetadata: {name: e, namespace: shop}\nspec: {configPatches: [{}, {applyTo: 999, patch: {value: {a: [{}]}}}]}"] = "",
    };

    private static string Vs(string http) => Istio("VirtualService", "\n  hosts: [web.shop.svc.cluster.local]\n  http:\n  - " + http);

    private static string Istio(string kind, string spec) =>
        $"apiVersion: networking.istio.io/v1\nkind: {kind}\nmetadata: {{name: bad, namespace: shop}}\nspec: {spec}";

    private static string Security(string kind, string spec) =>
        $"apiVersion: security.istio.io/v1\nkind: {kind}\nmetadata: {{name: bad, namespace: shop}}\nspec: {spec}";

    private static string Slice(string endpoint) =>
        "apiVersion: discovery.k8s.io/v1\nkind: EndpointSlice\nmetadata: {name: s, namespace: shop, labels: {kubernetes.io/service-name: web}}\n"
        + $"ports: [{{name: http, port: 8080}}]\nendpoints: [{{{endpoint}}}]";
}
