using System.Text;
using Istiod.Config.Mesh;
using Istiod.Diagnostics.Metrics;
using Istiod.Webhooks.Admission;
using Istiod.Webhooks.Injection;
using Istiod.Webhooks.Injection.Config;
using Istiod.Webhooks.Injection.Mesh;

namespace Istiod.Webhooks.Tests.Abuse;

/// <summary>The handler of <c>/inject</c> with templates of our own.</summary>
internal sealed class InjectorUnderTest : IInjectionMesh, IInjectionCluster
{
    public const string UsualTemplate = """
        metadata:
          annotations:
            note: {{ annotation .ObjectMeta `example.com/note` "nothing" | printf "%q" }}
        spec:
          containers:
          - name: istio-proxy
            image: {{ annotation .ObjectMeta `sidecar.istio.io/proxyImage` "registry.example/proxy:1" | printf "%q" }}
            args: ["proxy", "sidecar"]
        """;

    private readonly InjectHandler _handler;

    public InjectorUnderTest(string template = UsualTemplate)
    {
        InjectorStore store = new(static _ => null);
        string config = "policy: enabled\ndefaultTemplates: [sidecar]\ntemplates:\n  sidecar: |\n    "
            + template.Replace("\n", "\n    ", StringComparison.Ordinal);
        Assert.Null(store.Update(config, """{"global":{"multiCluster":{"clusterName":""},"network":""}}"""));
        Injector injector = new(store, this, this, new InjectionOptions("default", NativeSidecarMode.Disabled, false, ""));
        _handler = new InjectHandler(injector, new InjectionMetrics(new MetricRegistry()), TimeProvider.System);
        Current = new InjectionMesh(MeshDefaults.Mesh(), []);
    }

    /// <inheritdoc/>
    public InjectionMesh Current { get; }

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string>? NamespaceAnnotations(string clusterId, string name) => null;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string>? KubeletVersions(string clusterId) => null;

    public AdmissionAnswer Call(string body, string path = "/inject", string contentType = "application/json") =>
        Call(Encoding.UTF8.GetBytes(body), path, contentType);

    public AdmissionAnswer Call(ReadOnlyMemory<byte> body, string path = "/inject", string contentType = "application/json") =>
        _handler.Handle(new AdmissionCall(path, contentType, body));

    /// <summary>A review of a pod given as JSON.</summary>
    public static string Review(string pod) =>
        """{"kind":"AdmissionReview","apiVersion":"admission.k8s.io/v1","request":{"uid":"u-1","namespace":"shop","operation":"CREATE","object":"""
        + pod + "}}";
}
