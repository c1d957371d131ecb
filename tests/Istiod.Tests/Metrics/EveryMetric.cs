using Istiod.Controllers.Webhooks;
using Istiod.Diagnostics.Metrics;
using Istiod.Jwks;
using Istiod.Kubernetes;
using Istiod.Security;
using Istiod.Server;
using Istiod.Webhooks.Admission;
using Istiod.Webhooks.Validation;

namespace Istiod.Tests.Metrics;

/// <summary>A registry with all that the program defines.</summary>
internal sealed class EveryMetric
{
    public EveryMetric(TimeProvider time)
    {
        ProcessMetrics.Register(Registry, time);
        Xds = new HostXdsMetrics(Registry);
        Mesh = new MeshMetrics(Registry);
        _ = new KubernetesMetrics(Registry);
        Feed = new KubernetesFeedMetrics(Registry);
        _ = new CsrMetrics(Registry);
        _ = new JwksMetrics(Registry);
        _ = new ExpiryMetrics(Registry, time);
        _ = new ValidationMetrics(Registry);
        _ = new InjectionMetrics(Registry);
        _ = new WebhookMetrics(Registry);
        _ = new GrpcCallMetrics(Registry, time);
        _ = new WebhookCheckMetrics(Registry);
    }

    public MetricRegistry Registry { get; } = new();

    public HostXdsMetrics Xds { get; }

    public MeshMetrics Mesh { get; }

    public KubernetesFeedMetrics Feed { get; }
}
