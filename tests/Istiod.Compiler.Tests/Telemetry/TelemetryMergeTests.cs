using Istiod.Compiler.Telemetry;
using Istiod.Model;
using Istiod.Primitives;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Protos.Istio.Telemetry.V1Alpha1;
using TelemetrySpec = Istiod.Protos.Istio.Telemetry.V1Alpha1.Telemetry;
using Tracing = Istiod.Protos.Istio.Telemetry.V1Alpha1.Tracing;

namespace Istiod.Compiler.Tests.Telemetry;

public sealed class TelemetryMergeTests
{
    private static readonly MeshConfig Mesh = new()
    {
        ExtensionProviders =
        {
            new MeshConfig.Types.ExtensionProvider { Name = "a" },
            new MeshConfig.Types.ExtensionProvider { Name = "b" },
        },
        DefaultProviders = new MeshConfig.Types.DefaultProviders { AccessLogging = { "a" }, Metrics = { "a" } },
    };

    private static ProviderRef Ref(string name) => new() { Name = name };

    [Fact]
    public void AccessLogs_WithoutTelemetry_AreTheDefaults()
    {
        AccessLogSettings only = Assert.Single(AccessLogMerge.Merge(Mesh, [], WorkloadMode.Client));

        Assert.Equal("a", only.Provider.Name);
        Assert.False(only.IsDisabled);
    }

    [Fact]
    public void AccessLogs_InnerProviders_ReplaceOuterOnes()
    {
        List<TelemetrySpec> levels =
        [
            new() { AccessLogging = { new AccessLogging { Providers = { Ref("a") } } } },
            new() { AccessLogging = { new AccessLogging { Providers = { Ref("b") } } } },
        ];

        Assert.Equal("b", Assert.Single(AccessLogMerge.Merge(Mesh, levels, WorkloadMode.Client)).Provider.Name);
    }

    [Fact]
    public void AccessLogs_DisabledForServer_StayOnForClient()
    {
        List<TelemetrySpec> levels =
        [
            new()
            {
                AccessLogging =
                {
                    new AccessLogging
                    {
                        Disabled = true,
                        Match = new AccessLogging.Types.LogSelector { Mode = WorkloadMode.Server },
                    },
                },
            },
        ];

        Assert.True(Assert.Single(AccessLogMerge.Merge(Mesh, levels, WorkloadMode.Server)).IsDisabled);
        Assert.True(AccessLogMerge.Merge(Mesh, levels, WorkloadMode.Client).IsEmpty);
    }

    [Fact]
    public void Tracing_UnknownProvider_DisablesSpans()
    {
        List<TelemetrySpec> levels = [new() { Tracing = { new Tracing { Providers = { Ref("nobody") } } } }];

        TracingSettings merged = TracingMerge.Merge(Mesh, levels, WorkloadMode.Client)!;

        Assert.Null(merged.Provider);
        Assert.True(merged.IsDisabled);
    }

    [Fact]
    public void Tracing_NothingSaid_IsNotConfigured() => Assert.Null(TracingMerge.Merge(Mesh, [], WorkloadMode.Client));

    [Fact]
    public void Metrics_AllDisabledThenOneEnabled_MeasureAgain()
    {
        MetricsOverrides off = new() { Disabled = true };
        MetricsOverrides one = new()
        {
            Disabled = false,
            Match = new MetricSelector { Metric = MetricSelector.Types.IstioMetric.RequestCount },
        };
        List<TelemetrySpec> outer = [new() { Metrics = { new Metrics { Overrides = { off } } } }];
        List<TelemetrySpec> both = [.. outer, new() { Metrics = { new Metrics { Overrides = { one } } } }];

        Assert.True(MetricsMerge.Merge(Mesh, outer, WorkloadMode.Server).IsEmpty);
        MetricOverride change = Assert.Single(Assert.Single(MetricsMerge.Merge(Mesh, both, WorkloadMode.Server)).Overrides);
        Assert.Equal("requests_total", change.Metric);
        Assert.False(change.IsDropped);
    }

    [Fact]
    public void Metrics_Tags_AreInOrderOfNames()
    {
        MetricsOverrides change = new()
        {
            Match = new MetricSelector { CustomMetric = "mine" },
            TagOverrides =
            {
                ["z"] = new MetricsOverrides.Types.TagOverride { Value = "1" },
                ["a"] = new MetricsOverrides.Types.TagOverride
                {
                    Operation = MetricsOverrides.Types.TagOverride.Types.Operation.Remove,
                },
            },
        };
        List<TelemetrySpec> levels = [new() { Metrics = { new Metrics { Overrides = { change } } } }];

        MetricOverride made = Assert.Single(Assert.Single(MetricsMerge.Merge(Mesh, levels, WorkloadMode.Client)).Overrides);

        Assert.Equal("mine", made.Metric);
        Assert.Equal((ValueArray<MetricTag>)[new MetricTag("a", null), new MetricTag("z", "1")], made.Tags);
    }
}
