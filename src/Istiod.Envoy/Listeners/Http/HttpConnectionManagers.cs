using Istiod.Envoy.Filters;
using Istiod.Envoy.Filters.Http;
using Istiod.Envoy.Listeners.Telemetry;
using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Config.Listener.V3;
using Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3;
using Istiod.Protos.Envoy.Extensions.RequestId.Uuid.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using ConfigSource = Istiod.Protos.Envoy.Config.Core.V3.ConfigSource;
using EscapedSlashes = Istiod.Protos.Envoy.Extensions.Filters.Network.HttpConnectionManager.V3.HttpConnectionManager.Types.PathWithEscapedSlashesAction;
using Normalization = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ProxyPathNormalization.Types.NormalizationType;

namespace Istiod.Envoy.Listeners.Http;

/// <summary>Completes HTTP connection managers: what is common to all listeners.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/listener_builder.go:buildHTTPConnectionManager.</remarks>
internal static class HttpConnectionManagers
{
    /// <summary>Fills in what <paramref name="manager"/>'s maker left open, and wraps it up as a filter.</summary>
    /// <param name="manager">Headers, protocol options and an inline route configuration are set already.</param>
    public static Filter Complete(HttpConnectionManager manager, HttpChain chain, HttpTraits traits, Build build)
    {
        ProxyConfig proxyConfig = traits.ProxyConfigOr(build.Mesh);
        if (chain.IsHttp3Only)
        {
            manager.CodecType = HttpConnectionManager.Types.CodecType.Http3;
            manager.Http3ProtocolOptions = new Http3ProtocolOptions();
        }

        if (proxyConfig.ProxyHeaders?.PreserveHttp1HeaderCase == true)
        {
            manager.HttpProtocolOptions ??= new Http1ProtocolOptions();
            manager.HttpProtocolOptions.HeaderKeyFormat = HeaderCase.PreservingHttp1().HeaderKeyFormat;
        }

        manager.StatPrefix = chain.StatPrefix;
        manager.AppendXForwardedPort = proxyConfig.ProxyHeaders?.XForwardedPort?.Enabled == true;
        Normalize(manager, build.Mesh);
        manager.UseRemoteAddress = chain.UsesRemoteAddress;
        manager.UpgradeConfigs.Add(new HttpConnectionManager.Types.UpgradeConfig { UpgradeType = "websocket" });
        if (GoDuration.Parse(traits.IdleTimeout) is { } idle)
        {
            manager.CommonHttpProtocolOptions = new HttpProtocolOptions { IdleTimeout = idle };
        }

        manager.StreamIdleTimeout = new Duration(0, 0);
        if (chain.RouteName.Length > 0)
        {
            manager.Rds = new Rds
            {
                RouteConfigName = chain.RouteName,
                ConfigSource = new ConfigSource
                {
                    Ads = new AggregatedConfigSource(),
                    InitialFetchTimeout = new Duration(0, 0),
                    ResourceApiVersion = ApiVersion.V3,
                },
            };
        }

        DirectionTelemetry telemetry =
            chain.Side == ListenerClass.SidecarInbound ? traits.Telemetry.Server : traits.Telemetry.Client;
        AccessLogs.AddToHttp(manager.AccessLog, telemetry, build);
        bool samplesByRequestId = TracingSetup.Configure(manager, chain.Side, traits, build);
        HttpFilterCatalog.AddAll(new HttpFilterScope(chain, traits, telemetry, build), manager.HttpFilters);
        manager.RequestIdExtension = new RequestIDExtension
        {
            TypedConfig = AnyValue.Pack(new UuidRequestIdConfig { UseRequestIdForTraceSampling = samplesByRequestId }),
        };
        if (build.Features.EnableHcmInternalNetworks || chain.UsesRemoteAddress)
        {
            manager.InternalAddressConfig = InternalNetworks(build.Settings.Networks);
        }

        manager.Proxy100Continue = build.Features.Enable100ContinueHeaders;
        return new Filter { Name = NetworkFilterNames.HttpConnectionManager, TypedConfig = AnyValue.Pack(manager) };
    }

    /// <summary>Accepts HTTP/1.0 if the mesh or the proxy wants that.</summary>
    public static void AcceptHttp10(HttpConnectionManager manager, HttpTraits traits, Build build)
    {
        if (build.Features.Http10 || traits.AcceptsHttp10)
        {
            manager.HttpProtocolOptions ??= new Http1ProtocolOptions();
            manager.HttpProtocolOptions.AcceptHttp10 = true;
        }
    }

    private static void Normalize(HttpConnectionManager manager, MeshConfig mesh)
    {
        Normalization kind = mesh.PathNormalization?.Normalization ?? Normalization.Default;
        manager.PathWithEscapedSlashesAction = kind == Normalization.DecodeAndMergeSlashes
            ? EscapedSlashes.UnescapeAndForward
            : EscapedSlashes.KeepUnchanged;
        manager.NormalizePath = kind != Normalization.None;
        manager.MergeSlashes = kind is Normalization.MergeSlashes or Normalization.DecodeAndMergeSlashes;
    }

    /// <remarks>istiod: pilot/pkg/networking/util/util.go:MeshNetworksToEnvoyInternalAddressConfig.</remarks>
    private static HttpConnectionManager.Types.InternalAddressConfig? InternalNetworks(MeshNetworks networks)
    {
        List<CidrRange> ranges = [];
        foreach (Network network in networks.Networks.Values)
        {
            foreach (Network.Types.NetworkEndpoints endpoints in network.Endpoints)
            {
                if (Addresses.Range(endpoints.FromCidr) is { } range)
                {
                    ranges.Add(range);
                }
            }
        }

        if (ranges.Count == 0)
        {
            return null;
        }

        ranges.Sort(Addresses.Compare);
        HttpConnectionManager.Types.InternalAddressConfig config = new();
        config.CidrRanges.AddRange(ranges);
        return config;
    }
}
