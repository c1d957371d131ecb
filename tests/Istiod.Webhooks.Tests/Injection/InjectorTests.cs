using System.Text.Json.Nodes;
using Istiod.Webhooks.Injection;
using Istiod.Webhooks.Injection.Mesh;

namespace Istiod.Webhooks.Tests.Injection;

public sealed class InjectorTests
{
    private const string Spec = "spec: {containers: [{name: app, image: i, ports: [{containerPort: 8080}]}]}";

    [Fact]
    public void Pod_Plain_GetsProxyInitAndAnnotations()
    {
        JsonObject pod = new SampleWorld().Inject(SampleWorld.Yaml(SampleWorld.Pod));
        Assert.Equal(["app", "istio-proxy"], Names(pod, "containers"));
        Assert.Equal(["istio-init"], Names(pod, "initContainers"));
        JsonNode annotations = pod["metadata"]!["annotations"]!;
        Assert.Equal("yes", (string?)annotations["sample/annotated"]);
        Assert.Equal("15020", (string?)annotations["prometheus.io/port"]);
        Assert.Equal(
            """{"initContainers":["istio-init"],"containers":["istio-proxy"],"volumes":["istio-envoy"],"imagePullSecrets":null,"revision":"rev1"}""",
            (string?)annotations["sidecar.istio.io/status"]);
        JsonNode proxy = pod["spec"]!["containers"]![1]!;
        Assert.Equal("registry.example/istio/proxyv2:1.30.3", (string?)proxy["image"]);
        Assert.Equal("[\n    {\"containerPort\":8080}\n]", (string?)Env(proxy, "ISTIO_META_POD_PORTS"));
        Assert.Equal("{}\n", (string?)Env(proxy, "PROXY_CONFIG"));
    }

    [Fact]
    public void Pod_SecondPass_ChangesNothing()
    {
        SampleWorld world = new();
        JsonObject once = world.Inject(SampleWorld.Yaml(SampleWorld.Pod));
        InjectionOutcome again = world.Injector.Inject(once.DeepClone(), "shop", "/inject");
        Assert.Equal("[]"u8.ToArray(), again.Patch!.Value.ToArray());
    }

    /// <summary>Which containers are ours is read more loosely than the rest of a status that was changed by hand.</summary>
    [Fact]
    public void Pod_StatusWithOddMember_ItsContainersAreNoOverrides()
    {
        const string pod = """
            metadata: {name: a, annotations: {sidecar.istio.io/status: '{"containers":["istio-proxy"],"revision":5}'}}
            spec: {containers: [{name: app, image: i}, {name: istio-proxy, image: old, resources: {}}]}
            """;
        JsonObject injected = new SampleWorld().Inject(pod);
        Assert.Equal("registry.example/istio/proxyv2:1.30.3", (string?)injected["spec"]!["containers"]![1]!["image"]);
        Assert.Null(injected["metadata"]!["annotations"]!["proxy.istio.io/overrides"]);
    }

    /// <summary>As Kubernetes' parser takes them.</summary>
    [Theory]
    [InlineData("0.1", "100m")]
    [InlineData("1.5Gi", "1536Mi")]
    [InlineData("1e9", "1e9")]
    [InlineData("1000Ki", "1000Ki")]
    [InlineData("512", "512")]
    [InlineData(".", "0")]
    public void Pod_Quantity_BecomesCanonical(string text, string canonical)
    {
        JsonObject pod = SampleWorld.Yaml("metadata: {name: a}\nspec: {containers: [{name: app, image: i, resources: {limits: {cpu: ''}}}]}");
        pod["spec"]!["containers"]![0]!["resources"]!["limits"]!["cpu"] = text;
        JsonObject typed = Istiod.Webhooks.Injection.Json.TypedTree.Apply(pod, Istiod.Webhooks.Injection.Kube.KubeTypes.Pod);
        Assert.Equal(canonical, (string?)typed["spec"]!["containers"]![0]!["resources"]!["limits"]!["cpu"]);
    }

    [Fact]
    public void Pod_UnknownFields_AreLeftAlone()
    {
        JsonObject pod = new SampleWorld().Inject("metadata: {name: a}\nspec: {future: {x: 1}, containers: [{name: app, image: i, later: 2}]}");
        Assert.Equal(1, (int?)pod["spec"]!["future"]!["x"]);
        Assert.Equal(2, (int?)pod["spec"]!["containers"]![0]!["later"]);
    }

    [Theory]
    [InlineData("metadata: {name: a}\nspec: {hostNetwork: true, containers: []}")]
    [InlineData("metadata: {name: a, namespace: kube-system}\n" + Spec)]
    [InlineData("metadata: {name: a, labels: {sidecar.istio.io/inject: 'false'}}\n" + Spec)]
    [InlineData("metadata: {name: a, annotations: {sidecar.istio.io/inject: 'false'}}\n" + Spec)]
    [InlineData("metadata: {name: a, labels: {kind: never}}\n" + Spec)]
    public void Pod_RuleAgainst_IsSkipped(string yaml) => Assert.True(new SampleWorld().IsSkipped(yaml));

    [Theory]
    [InlineData("metadata: {name: a, labels: {kind: never, sidecar.istio.io/inject: 'true'}}\n" + Spec)]
    [InlineData("metadata: {name: a, annotations: {sidecar.istio.io/inject: 'false'}, labels: {sidecar.istio.io/inject: 'true'}}\n" + Spec)]
    [InlineData("metadata: {name: a, labels: {sidecar.istio.io/inject: maybe}}\n" + Spec)]
    public void Pod_StrongerRuleFor_IsInjected(string yaml) => Assert.False(new SampleWorld().IsSkipped(yaml));

    [Fact]
    public void Pod_PathVariables_ReachProxyAndLabel()
    {
        JsonObject pod = new SampleWorld().Inject(SampleWorld.Yaml(SampleWorld.Pod), "/inject/cluster/east/net/n--slash--1/extra/x");
        JsonNode proxy = pod["spec"]!["containers"]![1]!;
        Assert.Equal("east", (string?)Env(proxy, "ISTIO_META_CLUSTER_ID"));
        Assert.Equal("x", (string?)Env(proxy, "EXTRA"));
        Assert.Equal("n/1", (string?)pod["metadata"]!["labels"]!["topology.istio.io/network"]);
    }

    [Fact]
    public void Pod_OwnProxyContainer_IsLaidOverAndKept()
    {
        JsonObject pod = new SampleWorld().Inject("""
            metadata: {name: a}
            spec:
              containers:
              - {name: istio-proxy, image: auto, resources: {requests: {cpu: 1500m}}, env: [{name: MINE, value: '1'}]}
              - {name: app, image: i, resources: {}}
            """);
        JsonNode proxy = pod["spec"]!["containers"]![1]!;
        Assert.Equal("istio-proxy", (string?)proxy["name"]);
        Assert.Equal("registry.example/istio/proxyv2:1.30.3", (string?)proxy["image"]);
        Assert.Equal("1500m", (string?)proxy["resources"]!["requests"]!["cpu"]);
        Assert.Equal("1", (string?)Env(proxy, "MINE"));
        Assert.Equal(
            """{"containers":[{"name":"istio-proxy","env":[{"name":"MINE","value":"1"}],"resources":{"requests":{"cpu":"1500m"}}}]}""",
            (string?)pod["metadata"]!["annotations"]!["proxy.istio.io/overrides"]);
    }

    [Fact]
    public void Pod_NativeSidecar_ProxyIsFirstRunningInit()
    {
        SampleWorld world = new(options: new InjectionOptions("", NativeSidecarMode.Enabled, false, ""));
        JsonObject pod = world.Inject("metadata: {name: a}\nspec: {initContainers: [{name: own, image: x}], containers: [{name: app, image: i}]}");
        Assert.Equal(["istio-init", "istio-proxy", "own"], Names(pod, "initContainers"));
        Assert.Equal(["app"], Names(pod, "containers"));
    }

    [Theory]
    [InlineData("v1.33.1", "v1.34.0", true)]
    [InlineData("v1.33.1", "v1.32.9", false)]
    [InlineData("v1.33.5-gke.1200+build", "v1.34.0+k3s1", true)]
    [InlineData("unknown", "v1.34.0", false)]
    public void Pod_NativeAuto_FollowsNodes(string first, string second, bool isNative)
    {
        SampleWorld world = new(options: new InjectionOptions("", NativeSidecarMode.Auto, false, ""));
        world.Nodes["a"] = first;
        world.Nodes["b"] = second;
        Assert.Equal(isNative, Names(world.Inject(SampleWorld.Yaml(SampleWorld.Pod)), "initContainers").Contains("istio-proxy"));
    }

    [Fact]
    public void Pod_Probes_GoToTheAgent()
    {
        JsonObject pod = new SampleWorld().Inject("""
            metadata: {name: a}
            spec:
              containers:
              - name: app
                image: i
                ports: [{name: web, containerPort: 8080}]
                readinessProbe: {httpGet: {path: /r, port: web, scheme: HTTPS}, timeoutSeconds: 2}
                livenessProbe: {tcpSocket: {port: 9}}
                startupProbe: {grpc: {port: 7}}
                lifecycle: {preStop: {httpGet: {port: nowhere}}}
            """);
        JsonNode app = pod["spec"]!["containers"]![0]!;
        Assert.Equal("/app-health/app/readyz", (string?)app["readinessProbe"]!["httpGet"]!["path"]);
        Assert.Equal("HTTP", (string?)app["readinessProbe"]!["httpGet"]!["scheme"]);
        Assert.Equal(15020, (int?)app["livenessProbe"]!["httpGet"]!["port"]);
        Assert.Null(app["livenessProbe"]!["tcpSocket"]);
        Assert.Null(app["startupProbe"]!["grpc"]);
        Assert.Equal(
            """{"/app-health/app/livez":{"tcpSocket":{"port":9}},"/app-health/app/readyz":{"httpGet":{"path":"/r","port":8080,"scheme":"HTTPS"},"timeoutSeconds":2},"/app-health/app/startupz":{"grpc":{"port":7,"service":null}}}""",
            (string?)Env(pod["spec"]!["containers"]![1]!, "ISTIO_KUBE_APP_PROBERS"));
    }

    [Fact]
    public void Pod_ScrapeAnnotations_MoveIntoTheProxy()
    {
        JsonObject pod = new SampleWorld().Inject(
            "metadata: {name: a, annotations: {prometheus.io/port: '9', prometheus-io.path: /m}}\n" + Spec);
        Assert.Equal("""{"scrape":"","path":"/m","port":"9"}""", (string?)Env(pod["spec"]!["containers"]![1]!, "ISTIO_PROMETHEUS_ANNOTATIONS"));
        JsonNode annotations = pod["metadata"]!["annotations"]!;
        Assert.Equal("15020", (string?)annotations["prometheus.io/port"]);
        Assert.Null(annotations["prometheus-io.path"]);
    }

    [Fact]
    public void ProxyConfig_ResourcesAndAnnotation_LaterWins()
    {
        SampleWorld world = new("defaultConfig: {proxyMetadata: {A: mesh, B: mesh, C: mesh, D: mesh, E: mesh}}");
        world.Add("{kind: ProxyConfig, metadata: {name: r, namespace: istio-system}, spec: {environmentVariables: {B: root, C: root, D: root, E: root}}}");
        world.Add("{kind: ProxyConfig, metadata: {name: ns, namespace: shop}, spec: {environmentVariables: {C: ns, D: ns, E: ns}}}");
        world.Add("{kind: ProxyConfig, metadata: {name: w, namespace: shop}, spec: {selector: {matchLabels: {app: web}}, environmentVariables: {E: pod}}}");
        JsonObject pod = world.Inject(
            "metadata: {name: a, labels: {app: web}, annotations: {proxy.istio.io/config: 'proxyMetadata: {D: own, E: own}'}}\n" + Spec);
        JsonNode proxy = pod["spec"]!["containers"]![1]!;
        Assert.Equal(["mesh", "root", "ns", "own", "pod"], [.. "ABCDE".Select(c => (string?)Env(proxy, c.ToString()) ?? "")]);
    }

    [Fact]
    public void OpenShift_NamespaceRanges_GiveProxyUser()
    {
        SampleWorld world = new(options: new InjectionOptions("", NativeSidecarMode.Disabled, true, ""));
        world.Namespaces["shop"] = new Dictionary<string, string> { ["openshift.io/sa.scc.uid-range"] = "1000650000/10000" };
        JsonObject pod = world.Inject(SampleWorld.Yaml(SampleWorld.Pod));
        Assert.Equal(1000659999, (long?)pod["spec"]!["containers"]![1]!["securityContext"]!["runAsUser"]);
    }

    [Fact]
    public void Templates_ChosenByAnnotation_WithAliases()
    {
        SampleWorld world = new();
        JsonObject pod = world.Inject("metadata: {name: a, annotations: {inject.istio.io/templates: ' both '}}\n" + Spec);
        Assert.Equal("rev1", (string?)pod["metadata"]!["annotations"]!["extra/rev"]);
        Assert.StartsWith(
            "failed to run injection template: requested template \"nope\" not found; have ",
            world.Refusal("metadata: {name: a, annotations: {inject.istio.io/templates: nope}}\n" + Spec),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Template_DirectiveInOutput_RemovesContainer()
    {
        JsonObject pod = new SampleWorld().Inject(
            "metadata: {name: a, annotations: {inject.istio.io/templates: directives}}\nspec: {containers: [{name: app, image: i}, {name: b, image: j}]}");
        Assert.Equal(["b"], Names(pod, "containers"));
    }

    [Theory]
    [InlineData("bomb")]
    [InlineData("endless")]
    public void Template_BombOrEndless_IsRefused(string template) => Assert.StartsWith(
        "failed to run injection template: ",
        new SampleWorld().Refusal($"metadata: {{name: a, annotations: {{inject.istio.io/templates: {template}}}}}\n" + Spec),
        StringComparison.Ordinal);

    [Fact]
    public void Template_Data_HasFieldsByGoNames()
    {
        JsonObject pod = new SampleWorld().Inject("""
            metadata:
              generateName: web-5-
              annotations: {inject.istio.io/templates: fields}
              labels: {pod-template-hash: '5'}
              ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: web-5, controller: true}]
            spec: {containers: [{name: app, image: i, ports: [{containerPort: 8080}, {containerPort: 9, protocol: UDP}]}]}
            """);
        JsonNode made = pod["metadata"]!["annotations"]!;
        Assert.Equal("Deployment apps/v1", (string?)made["f/kind"]);
        Assert.Equal("shop/web", (string?)made["f/owner"]);
        Assert.Equal("REDIRECT REDIRECT", (string?)made["f/mode"]);
        Assert.Equal("false", (string?)made["f/hold"]);
        Assert.Equal("", (string?)made["f/tls"]);
        Assert.Equal("45s", (string?)made["f/drain"]);
        Assert.Equal("8080", (string?)made["f/ports"]);
        Assert.Equal("""[{"name":"app","image":"i","ports":[{"containerPort":8080},{"containerPort":9,"protocol":"UDP"}],"resources":{}}]""", (string?)made["f/json"]);
        Assert.Equal("80,443,15020", (string?)made["f/exclude"]);
        Assert.Equal("""{"a":"\u003c1\u003e","b":"2","c":"3"}""", (string?)made["f/maps"]);
        Assert.Equal("requests:\n  cpu: 100m\n  memory: 128Mi\n", (string?)made["f/yaml"]);
        Assert.Equal("a, b, ns/c", (string?)made["f/multus"]);
        Assert.Equal("1337:1337", (string?)made["f/user"]);
        Assert.Equal("cluster.local", (string?)made["f/trust"]);
    }

    [Theory]
    [InlineData("sidecar.istio.io/proxyCPU", "\"1\\n        - evil\"", "value contains control characters")]
    [InlineData("sidecar.istio.io/proxyMemory", "1Zi", "quantities must match the regular expression")]
    [InlineData("sidecar.istio.io/interceptionMode", "SOCKS", "interceptionMode invalid")]
    [InlineData("status.sidecar.istio.io/port", "'70000'", "value out of range")]
    [InlineData("traffic.sidecar.istio.io/includeInboundPorts", "'80,,81'", "parsing \"\": invalid syntax")]
    [InlineData("traffic.sidecar.istio.io/excludeOutboundIPRanges", "10.0.0.1", "no '/'")]
    [InlineData("traffic.sidecar.istio.io/kubevirtInterfaces", "net 1", "contains invalid characters")]
    [InlineData("prometheus.istio.io/merge-metrics", "si", "strconv.ParseBool")]
    [InlineData("proxy.istio.io/config", "'discoveryAddress: nowhere'", "missing port in address")]
    [InlineData("proxy.istio.io/overrides", "nope", "invalid character 'o' in literal null (expecting 'u')")]
    public void Annotation_Bad_IsRefused(string name, string value, string why) => Assert.Contains(
        why, new SampleWorld().Refusal($"metadata: {{name: a, annotations: {{{name}: {value}}}}}\n" + Spec), StringComparison.Ordinal);

    [Fact]
    public void Annotation_YamlInside_StaysText()
    {
        // CVE-2022-39278 and its like: what reaches a quoted place of the template cannot leave it.
        string refusal = new SampleWorld().Refusal(
            "metadata: {name: a, annotations: {sidecar.istio.io/logLevel: \"x\\n        - {evil: [\"}}\n" + Spec);
        Assert.Contains("strategic merge: invalid JSON document", refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{spec: {containers: none}}", "json: cannot unmarshal string into Go struct field PodSpec.spec.containers of type []v1.Container")]
    [InlineData("{metadata: {labels: {a: 1}}}", "json: cannot unmarshal number into Go struct field ObjectMeta.metadata.labels of type string")]
    [InlineData("{spec: {priority: 3000000000}}", "json: cannot unmarshal number 3000000000 into Go struct field PodSpec.spec.priority of type int32")]
    public void Pod_WrongType_IsToldAsGoDoes(string yaml, string message) => Assert.Equal(message, new SampleWorld().Refusal(yaml));

    [Fact]
    public void Store_BadUpdates_KeepTheLastGood()
    {
        SampleWorld world = new();
        string config = SampleWorld.Read("sample-config.yaml");
        Assert.NotNull(world.Store.Update("templates: {a: '{{ nope }}'}", "{}"));
        Assert.True(world.Store.Current!.Config.Templates.ContainsKey("sidecar"));
        Assert.NotNull(world.Store.Update(config.Replace("policy: enabled", "policy: disabled", StringComparison.Ordinal), "global: [not, an, object]"));
        Assert.Equal("disabled", world.Store.Current!.Config.Policy);
        Assert.Equal("registry.example/istio/proxyv2:1.30.3", world.Store.Current.Values.ProxyImage(null, null));
    }

    private static string[] Names(JsonObject pod, string list) =>
        [.. ((JsonArray?)pod["spec"]![list] ?? []).Select(item => (string?)item!["name"] ?? "")];

    private static JsonNode? Env(JsonNode container, string name) =>
        ((JsonArray)container["env"]!).FirstOrDefault(item => (string?)item!["name"] == name)?["value"];
}
