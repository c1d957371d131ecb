using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Trace.V3;
using Istiod.Protos.Envoy.Extensions.Tracers.Opentelemetry.ResourceDetectors.V3;
using Istiod.Protos.Envoy.Extensions.Tracers.Opentelemetry.Samplers.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using HcmTracing = Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types.Tracing;
using HttpHeader = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider.Types.HttpHeader;
using HttpService = Istiod.Protos.Envoy.Config.Core.V3.HttpService;
using OpenTelemetryProvider = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider.Types.OpenTelemetryTracingProvider;
using ServiceAttributes = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider.Types.ServiceAttributeEnrichment;
using ZipkinProvider = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider.Types.ZipkinTracingProvider;

namespace Istiod.Envoy.Listeners.Telemetry;

/// <summary>Tracing by an extension provider.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/tracing.go:configureFromProviderConfig.</remarks>
internal static class TracingProviders
{
    /// <summary>Tracing, and whether the provider itself decides what is sampled.</summary>
    public readonly record struct Made(HcmTracing Tracing, bool HasOwnSampler);

    /// <summary>Tracing by <paramref name="provider"/>; <c>null</c> if it does not trace or its service is not known.</summary>
    /// <remarks>Differs: Lightstep and OpenCensus crash the reference; here they trace nothing.</remarks>
    public static Made? Build(MeshConfig.Types.ExtensionProvider provider, HttpTraits traits, Build build)
    {
        bool spawnsSpan = traits.Kind == ProxyKind.Router && build.Features.SpawnUpstreamSpanForGateway;
        string name;
        uint maxTagLength;
        ProtoMessage? config;
        bool hasOwnSampler = false;
        switch (provider.ProviderCase)
        {
            case MeshConfig.Types.ExtensionProvider.ProviderOneofCase.Zipkin:
                name = "envoy.tracers.zipkin";
                maxTagLength = provider.Zipkin!.MaxTagLength; // by the case
                config = Zipkin(provider.Zipkin, traits.Version, build);
                break;
            case MeshConfig.Types.ExtensionProvider.ProviderOneofCase.Datadog:
                name = "envoy.tracers.datadog";
                maxTagLength = provider.Datadog!.MaxTagLength; // by the case
                config = build.TryFindCluster(provider.Datadog.Service, provider.Datadog.Port, out string host, out string cluster)
                    ? new DatadogConfig
                    {
                        CollectorCluster = cluster,
                        CollectorHostname = host,
                        ServiceName = traits.ServiceCluster,
                    }
                    : null;
                break;
            case MeshConfig.Types.ExtensionProvider.ProviderOneofCase.Skywalking:
                name = "envoy.tracers.skywalking";
                maxTagLength = 0;
                spawnsSpan = true;
                config = build.TryFindCluster(
                    provider.Skywalking!.Service, provider.Skywalking.Port, out host, out cluster) // by the case
                    ? new SkyWalkingConfig { GrpcService = Grpc(cluster, host) }
                    : null;
                break;
            case MeshConfig.Types.ExtensionProvider.ProviderOneofCase.Opentelemetry:
                name = "envoy.tracers.opentelemetry";
                maxTagLength = provider.Opentelemetry!.MaxTagLength; // by the case
                config = OpenTelemetry(provider.Opentelemetry, traits, build);
                hasOwnSampler = provider.Opentelemetry.SamplingCase != OpenTelemetryProvider.SamplingOneofCase.None;
                break;
            default:
                return null;
        }

        if (config is null)
        {
            return null;
        }

        HcmTracing tracing = new()
        {
            Provider = new Protos.Envoy.Config.Trace.V3.Tracing.Types.Http { Name = name, TypedConfig = AnyValue.Pack(config) },
        };
        if (spawnsSpan)
        {
            tracing.SpawnUpstreamSpan = true;
        }

        if (maxTagLength != 0)
        {
            tracing.MaxPathTagLength = maxTagLength;
        }

        return new Made(tracing, hasOwnSampler);
    }

    private static ZipkinConfig? Zipkin(ZipkinProvider provider, ProxyVersion version, Build build)
    {
        if (!build.TryFindCluster(provider.Service, provider.Port, out string host, out string cluster))
        {
            return null;
        }

        string path = provider.Path.Length > 0 ? provider.Path : "/api/v2/spans";
        ZipkinConfig config = new()
        {
            CollectorEndpointVersion = ZipkinConfig.Types.CollectorEndpointVersion.HttpJson,
            TraceId128Bit = !provider.Enable64BitTraceId,
            SharedSpanContext = false,
        };
        if (version.IsAtLeast(1, 29))
        {
            HttpService service = new()
            {
                HttpUri = new HttpUri
                {
                    Uri = $"http://{host}{path}",
                    Cluster = cluster,
                    Timeout = provider.Timeout ?? new Duration(5, 0),
                },
            };
            AddHeaders(service.RequestHeadersToAdd, provider.Headers, build);
            config.CollectorService = service;
        }
        else
        {
            config.CollectorCluster = cluster;
            config.CollectorEndpoint = path;
            config.CollectorHostname = host;
        }

        if (version.IsAtLeast(1, 28)
            && provider.TraceContextOption == ZipkinProvider.Types.TraceContextOption.UseB3WithW3CPropagation)
        {
            config.TraceContextOption = ZipkinConfig.Types.TraceContextOption.UseB3WithW3CPropagation;
        }

        return config;
    }

    private static OpenTelemetryConfig? OpenTelemetry(OpenTelemetryProvider provider, HttpTraits traits, Build build)
    {
        if (!build.TryFindCluster(provider.Service, provider.Port, out string host, out string cluster))
        {
            return null;
        }

        bool followsConventions = provider.ServiceAttributeEnrichment == ServiceAttributes.OtelSemanticConventions;
        OpenTelemetryConfig config = new()
        {
            ServiceName = followsConventions ? traits.OtelServiceName : traits.ServiceCluster,
        };
        if (provider.Http is { } http)
        {
            config.HttpService = Http(JoinPath(host, http.Path), cluster, http.Timeout, http.Headers, build);
        }
        else
        {
            config.GrpcService = Grpc(cluster, host);
            config.GrpcService.Timeout = provider.Grpc?.Timeout;
            if (provider.Grpc is { } grpc)
            {
                foreach (HttpHeader header in grpc.InitialMetadata)
                {
                    config.GrpcService.InitialMetadata.Add(new HeaderValue { Key = header.Name, Value = build.Settings.ValueOf(header) });
                }
            }
        }

        if (provider.ResourceDetectors?.Environment is not null)
        {
            config.ResourceDetectors.Add(EnvironmentDetector());
        }

        if (provider.ResourceDetectors?.Dynatrace is not null)
        {
            config.ResourceDetectors.Add(new TypedExtensionConfig
            {
                Name = "envoy.tracers.opentelemetry.resource_detectors.dynatrace",
                TypedConfig = AnyValue.Pack(new DynatraceResourceDetectorConfig()),
            });
        }

        if (followsConventions && provider.ResourceDetectors?.Environment is null)
        {
            config.ResourceDetectors.Add(EnvironmentDetector());
        }

        if (provider.DynatraceSampler is { } sampler)
        {
            if (Dynatrace(sampler, provider, host, cluster, build) is not { } made)
            {
                return null;
            }

            config.Sampler = made;
        }

        return config;
    }

    private static TypedExtensionConfig? Dynatrace(
        OpenTelemetryProvider.Types.DynatraceSampler sampler,
        OpenTelemetryProvider provider,
        string host,
        string cluster,
        Build build)
    {
        HttpService service;
        if (sampler.HttpService is { } own)
        {
            if (!build.TryFindCluster(own.Service, own.Port, out string ownHost, out string ownCluster) || own.Http is null)
            {
                return null;
            }

            service = Http(JoinPath(ownHost, own.Http.Path), ownCluster, own.Http.Timeout, own.Http.Headers, build);
        }
        else if (provider.Http is { } http)
        {
            service = Http(JoinPath(host, "api/v2/samplingConfiguration"), cluster, http.Timeout, http.Headers, build);
        }
        else
        {
            return null;
        }

        return new TypedExtensionConfig
        {
            Name = "envoy.tracers.opentelemetry.samplers.dynatrace",
            TypedConfig = AnyValue.Pack(new DynatraceSamplerConfig
            {
                Tenant = sampler.Tenant,
                ClusterId = sampler.ClusterId,
                RootSpansPerMinute = sampler.RootSpansPerMinute,
                HttpService = service,
            }),
        };
    }

    private static TypedExtensionConfig EnvironmentDetector() => new()
    {
        Name = "envoy.tracers.opentelemetry.resource_detectors.environment",
        TypedConfig = AnyValue.Pack(new EnvironmentResourceDetectorConfig()),
    };

    private static HttpService Http(string uri, string cluster, Duration? timeout, RepeatedField<HttpHeader> headers, Build build)
    {
        HttpService service = new() { HttpUri = new HttpUri { Uri = uri, Cluster = cluster, Timeout = timeout } };
        AddHeaders(service.RequestHeadersToAdd, headers, build);
        return service;
    }

    private static GrpcService Grpc(string cluster, string authority) => new()
    {
        EnvoyGrpc = new GrpcService.Types.EnvoyGrpc { ClusterName = cluster, Authority = authority },
    };

    private static void AddHeaders(RepeatedField<HeaderValueOption> target, RepeatedField<HttpHeader> headers, Build build)
    {
        foreach (HttpHeader header in headers)
        {
            target.Add(new HeaderValueOption
            {
                AppendAction = HeaderValueOption.Types.HeaderAppendAction.OverwriteIfExistsOrAdd,
                Header = new HeaderValue { Key = header.Name, Value = build.Settings.ValueOf(header) },
            });
        }
    }

    /// <summary>One slash between host and path.</summary>
    private static string JoinPath(string host, string path) =>
        path.Length == 0 ? host : $"{host.TrimEnd('/')}/{path.TrimStart('/')}";
}
