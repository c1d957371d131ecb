using System.Text;
using Istiod.Benchmarks.Harness;
using Istiod.Config.Mesh;
using Istiod.Diagnostics.Metrics;
using Istiod.Webhooks.Admission;
using Istiod.Webhooks.Injection;
using Istiod.Webhooks.Injection.Config;
using Istiod.Webhooks.Injection.Mesh;

namespace Istiod.Benchmarks.Injection;

/// <summary>Pods → patches: the whole call but for HTTP. With <c>ISTIO_CHART_DIR</c> and the name <c>official</c>, the chart's template.</summary>
internal sealed class InjectionStage(bool isOfficial = false) : IStage, IInjectionMesh, IInjectionCluster
{
    private static readonly Dictionary<string, string> s_none = [];

    public string Name => isOfficial ? "official" : "inject";

    public InjectionMesh Current { get; } = new(MeshDefaults.Mesh(), []);

    public IReadOnlyDictionary<string, string>? NamespaceAnnotations(string clusterId, string name) => null;

    public IReadOnlyDictionary<string, string>? KubeletVersions(string clusterId) => s_none;

    public IEnumerable<Sample> Samples()
    {
        (string config, string values) = isOfficial ? Chart.Read() : (Own("sample-config.yaml"), Own("sample-values.yaml"));
        InjectorStore store = new(static _ => null);
        if (store.Update(config, values) is { } fault)
        {
            throw new InvalidOperationException(fault);
        }

        Injector injector = new(store, this, this, new InjectionOptions("default", NativeSidecarMode.Auto, false, ""));
        InjectHandler handler = new(injector, new InjectionMetrics(new MetricRegistry()), TimeProvider.System);
        byte[][] bodies = new byte[64][];
        for (int i = 0; i < bodies.Length; i++)
        {
            bodies[i] = Encoding.UTF8.GetBytes(InjectionReviews.Pod(i));
        }

        yield return new Operation("a pod, review to answer", 200, i => Call(handler, bodies[i & 63]));
        yield return new Operation("a pod that says no", 2000, i => Call(handler, InjectionReviews.Refusing));
    }

    private static void Call(InjectHandler handler, byte[] body)
    {
        if (handler.Handle(new AdmissionCall("/inject", "application/json", body)).Status != 200)
        {
            throw new InvalidOperationException("not answered");
        }
    }

    private static string Own(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, name));
}
