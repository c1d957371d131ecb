using Istiod.Model;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Istiod.Protos.Envoy.Type.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using HcmTracing = Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types.Tracing;

namespace Istiod.Envoy.Listeners.Telemetry;

/// <summary>Tracing of HTTP connection managers.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/tracing.go:configureTracing.</remarks>
internal static class TracingSetup
{
    /// <summary>Sets tracing up.</summary>
    /// <returns>Whether the sampling decision goes into the request id.</returns>
    public static bool Configure(HttpConnectionManager manager, ListenerClass side, HttpTraits traits, Build build)
    {
        ProxyConfig proxyConfig = traits.ProxyConfigOr(build.Mesh);
        DirectionTelemetry telemetry =
            side == ListenerClass.SidecarInbound ? traits.Telemetry.Server : traits.Telemetry.Client;
        if (telemetry.Tracing is not { } settings)
        {
            if (build.Mesh.EnableTracing)
            {
                manager.Tracing = new HcmTracing();
                Sample(manager.Tracing, DefaultSampling(proxyConfig, build.Features));
                TraceTags.Add(manager.Tracing.CustomTags, null, proxyConfig, traits);
                LimitPath(manager.Tracing, proxyConfig);
            }

            return true;
        }

        if (settings.IsDisabled
            || settings.Provider is not { } provider
            || TracingProviders.Build(provider, traits, build) is not { } made)
        {
            return true;
        }

        HcmTracing tracing = made.Tracing;
        manager.Tracing = tracing;
        Sample(
            tracing,
            made.HasOwnSampler ? 100 : settings.RandomSamplingPercentage ?? DefaultSampling(proxyConfig, build.Features));
        TraceTags.Add(tracing.CustomTags, settings, proxyConfig, traits);
        if (tracing.MaxPathTagLength is null)
        {
            LimitPath(tracing, proxyConfig);
        }

        if (settings.DisablesContextPropagation && traits.Version.IsAtLeast(1, 30))
        {
            tracing.NoContextPropagation = true;
        }

        return settings.UsesRequestIdForSampling;
    }

    private static void Sample(HcmTracing tracing, double percentage)
    {
        tracing.ClientSampling = new Percent { Value = 100 };
        tracing.OverallSampling = new Percent { Value = 100 };
        tracing.RandomSampling = new Percent { Value = percentage };
    }

    private static void LimitPath(HcmTracing tracing, ProxyConfig proxyConfig)
    {
        if (proxyConfig.Tracing is { MaxPathTagLength: not 0 } old)
        {
            tracing.MaxPathTagLength = old.MaxPathTagLength;
        }
    }

    /// <remarks>More than everything is a mistake: the reference then takes 1 %.</remarks>
    private static double DefaultSampling(ProxyConfig proxyConfig, MeshFeatures features) =>
        proxyConfig.Tracing is { Sampling: not 0 } old ? (old.Sampling > 100 ? 1 : old.Sampling) : features.TraceSampling;
}
