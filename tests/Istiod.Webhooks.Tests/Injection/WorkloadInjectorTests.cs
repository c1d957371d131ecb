using Istiod.Webhooks.Injection;
using Istiod.Webhooks.Injection.Mesh;
using Istiod.Webhooks.Injection.Workloads;

namespace Istiod.Webhooks.Tests.Injection;

public sealed class WorkloadInjectorTests
{
    [Theory]
    [InlineData("apps/v1", "Deployment", "template: {spec: {containers: [{name: app, image: i}]}}")]
    [InlineData("apps/v1", "StatefulSet", "template: {spec: {containers: [{name: app, image: i}]}}")]
    [InlineData("batch/v1", "Job", "template: {spec: {containers: [{name: app, image: i}]}}")]
    [InlineData("batch/v1", "CronJob", "jobTemplate: {spec: {template: {spec: {containers: [{name: app, image: i}]}}}}")]
    [InlineData("v1", "Pod", "containers: [{name: app, image: i}]")]
    [InlineData("v1", "ReplicationController", "template: {spec: {containers: [{name: app, image: i}]}}")]
    public void Workload_OfEachKind_GetsItsProxy(string apiVersion, string kind, string spec)
    {
        WorkloadResult result = Inject($"apiVersion: {apiVersion}\nkind: {kind}\nmetadata: {{name: w, namespace: shop}}\nspec: {{{spec}}}\n");
        Assert.Null(result.Fault);
        Assert.Contains("name: istio-proxy\n", result.Yaml, StringComparison.Ordinal);
        Assert.EndsWith("---\n", result.Yaml, StringComparison.Ordinal);
    }

    [Fact]
    public void File_OtherKindsAndSkipped_PassThrough()
    {
        WorkloadResult result = Inject("""
            kind: Service   # stays as it is
            apiVersion: v1
            ---
            kind: Pod
            apiVersion: v1
            metadata: {name: h, namespace: ns}
            spec: {hostNetwork: true, containers: []}

            """);
        Assert.StartsWith("kind: Service   # stays as it is\napiVersion: v1\n---\n", result.Yaml, StringComparison.Ordinal);
        Assert.Equal(["===> Skipping injection because Pod \"ns/h\" has host networking enabled"], result.Warnings);
    }

    [Fact]
    public void Workload_WithoutTemplate_StopsTheFile() =>
        Assert.Equal("spec.template is required value", Inject("kind: ReplicationController\napiVersion: v1\nspec: {}\n").Fault);

    private static WorkloadResult Inject(string yaml)
    {
        SampleWorld world = new();
        return new WorkloadInjector(world.Store.Current!, world.Mesh, new InjectionOptions("", NativeSidecarMode.Disabled, false, "")).InjectFile(yaml);
    }
}
