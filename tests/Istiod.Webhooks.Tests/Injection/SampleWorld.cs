using System.Text;
using System.Text.Json.Nodes;
using Istiod.Config;
using Istiod.Config.Mesh;
using Istiod.Config.Yaml;
using Istiod.Diagnostics.Metrics;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Webhooks.Admission;
using Istiod.Webhooks.Injection;
using Istiod.Webhooks.Injection.Config;
using Istiod.Webhooks.Injection.Mesh;
using Istiod.Webhooks.Patches;
using Decoder = Istiod.Config.Decoder;

namespace Istiod.Webhooks.Tests.Injection;

/// <summary>An injector with our own templates; tests change what is around it.</summary>
internal sealed class SampleWorld : IInjectionMesh, IInjectionCluster
{
    public const string Pod = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"a","namespace":"shop","labels":{"app":"web"}},
         "spec":{"containers":[{"name":"app","image":"i","ports":[{"containerPort":8080}]}]}}
        """;

    private InjectionMesh? _current;

    public SampleWorld(string meshYaml = "{}", InjectionOptions? options = null)
    {
        Assert.True(MeshConfigReader.TryApply(Encoding.UTF8.GetBytes(meshYaml), "mesh", MeshDefaults.Mesh(), out MeshConfig? mesh, out _));
        Mesh = mesh;
        Assert.Null(Store.Update(Read("sample-config.yaml"), Read("sample-values.yaml")));
        Injector = new Injector(Store, this, this, options ?? new InjectionOptions("rev1", NativeSidecarMode.Disabled, false, ""));
        Handler = new InjectHandler(Injector, Metrics, TimeProvider.System);
    }

    public MeshConfig Mesh { get; }

    public InjectorStore Store { get; } = new(static name => name == "ALLOWED" ? "yes" : null);

    public InjectionMetrics Metrics { get; } = new(new MetricRegistry());

    public Injector Injector { get; }

    public InjectHandler Handler { get; }

    public List<ProxyConfigResource> ProxyConfigs { get; } = [];

    public Dictionary<string, string> Nodes { get; } = [];

    public Dictionary<string, IReadOnlyDictionary<string, string>> Namespaces { get; } = [];

    public InjectionMesh Current => _current ??= new InjectionMesh(Mesh, ProxyConfigs);

    public IReadOnlyDictionary<string, string>? NamespaceAnnotations(string clusterId, string name) => Namespaces.GetValueOrDefault(name);

    public IReadOnlyDictionary<string, string>? KubeletVersions(string clusterId) => Nodes;

    public static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Injection", name));

    public static JsonObject Yaml(string yaml)
    {
        Assert.True(YamlReader.TryRead(Encoding.UTF8.GetBytes(yaml), "test", 1, null, out DataNode? root, out Finding? fault), fault?.ToString());
        return (JsonObject)JsonNode.Parse(Encoding.UTF8.GetString(root!.ToJson()))!; // read just now
    }

    public void Add(string proxyConfigYaml)
    {
        JsonObject item = Yaml(proxyConfigYaml);
        ConfigObject read = Decoder.Decode(KindCatalog.ProxyConfig, Encoding.UTF8.GetBytes(item.ToJsonString())).Object!; // the test's own text
        ProxyConfigs.Add(new ProxyConfigResource(read.Meta.Namespace, read.SpecAs<Istiod.Protos.Istio.Networking.V1Beta1.ProxyConfig>()));
    }

    /// <summary>The pod after its patch.</summary>
    public JsonObject Inject(JsonObject pod, string path = "/inject")
    {
        InjectionOutcome outcome = Injector.Inject(pod.DeepClone(), "shop", path);
        Assert.Null(outcome.Refusal);
        Assert.NotNull(outcome.Patch);
        return (JsonObject)JsonPatch.Read(outcome.Patch.Value).Apply(pod.DeepClone())!; // a patch of a pod leaves a pod
    }

    public JsonObject Inject(string yaml, string path = "/inject") => Inject(Yaml(yaml), path);

    public string Refusal(string yaml)
    {
        InjectionOutcome outcome = Injector.Inject(Yaml(yaml), "shop", "/inject");
        Assert.NotNull(outcome.Refusal);
        return outcome.Refusal;
    }

    public bool IsSkipped(string yaml) => Injector.Inject(Yaml(yaml), "shop", "/inject") == InjectionOutcome.Skipped;

    public AdmissionAnswer Post(string body, string path = "/inject", string type = "application/json") =>
        Handler.Handle(new AdmissionCall(path, type, Encoding.UTF8.GetBytes(body)));

    public static string Review(string pod, string version = "v1") =>
        $$$"""{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/{{{version}}}","request":{"uid":"u1","namespace":"shop","object":{{{pod}}}}}""";
}
