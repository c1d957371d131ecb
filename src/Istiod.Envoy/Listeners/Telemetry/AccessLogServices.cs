using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Accesslog.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.AccessLoggers.Grpc.V3;
using Istiod.Protos.Envoy.Extensions.AccessLoggers.OpenTelemetry.V3;
using Istiod.Protos.Opentelemetry.Proto.Common.V1;
using HttpProvider = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider.Types.EnvoyHttpGrpcV3LogProvider;
using KeyValue = Istiod.Protos.Opentelemetry.Proto.Common.V1.KeyValue;
using OtelProvider = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider.Types.EnvoyOpenTelemetryLogProvider;
using OtelValue = Istiod.Protos.Opentelemetry.Proto.Common.V1.AnyValue;
using TcpProvider = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider.Types.EnvoyTcpGrpcV3LogProvider;

namespace Istiod.Envoy.Listeners.Telemetry;

/// <summary>Access logs that are sent to a gRPC service.</summary>
/// <remarks>istiod: pilot/pkg/model/telemetry_logging.go, pilot/pkg/networking/core/accesslog.go:tcpGrpcAccessLog.</remarks>
internal static class AccessLogServices
{
    private const string LegacyCluster = "envoy_accesslog_service";
    private const string HttpLogName = "http_envoy_accesslog";
    private const string TcpLogName = "tcp_envoy_accesslog";
    private const string HttpName = "envoy.access_loggers.http_grpc";
    private const string TcpName = "envoy.tcp_grpc_access_log";

    private static readonly string[] PeerStates = ["upstream_peer", "downstream_peer"];

    private static readonly string[] OldAndNewPeerStates =
    [
        "upstream_peer",
        "downstream_peer",
        "wasm.upstream_peer",
        "wasm.upstream_peer_id",
        "wasm.downstream_peer",
        "wasm.downstream_peer_id",
    ];

    /// <summary>HTTP requests, to the cluster of the bootstrap config.</summary>
    public static AccessLog LegacyHttp() =>
        HttpLog(new HttpGrpcAccessLogConfig { CommonConfig = Common(HttpLogName, LegacyCluster, "", OldAndNewPeerStates) });

    /// <summary>TCP connections, to the cluster of the bootstrap config.</summary>
    public static AccessLog LegacyTcp() => TcpLog(Common(TcpLogName, LegacyCluster, "", OldAndNewPeerStates));

    /// <summary>Connections of a listener, to the cluster of the bootstrap config.</summary>
    public static AccessLog LegacyListener(AccessLogFilter filter)
    {
        AccessLog log = TcpLog(Common("listener_envoy_accesslog", LegacyCluster, "", OldAndNewPeerStates));
        log.Filter = filter;
        return log;
    }

    /// <summary>A provider of HTTP logs; <c>null</c> if its service is not known.</summary>
    public static AccessLog? Http(HttpProvider provider, Build build)
    {
        if (!build.TryFindCluster(provider.Service, provider.Port, out string host, out string cluster))
        {
            return null;
        }

        HttpGrpcAccessLogConfig config = new()
        {
            CommonConfig = Common(
                provider.LogName.Length > 0 ? provider.LogName : HttpLogName,
                cluster,
                host,
                provider.FilterStateObjectsToLog.Count > 0 ? provider.FilterStateObjectsToLog : PeerStates),
        };
        config.AdditionalRequestHeadersToLog.AddRange(provider.AdditionalRequestHeadersToLog);
        config.AdditionalResponseHeadersToLog.AddRange(provider.AdditionalResponseHeadersToLog);
        config.AdditionalResponseTrailersToLog.AddRange(provider.AdditionalResponseTrailersToLog);
        return HttpLog(config);
    }

    /// <summary>A provider of TCP logs; <c>null</c> if its service is not known.</summary>
    public static AccessLog? Tcp(TcpProvider provider, Build build) =>
        build.TryFindCluster(provider.Service, provider.Port, out string host, out string cluster)
            ? TcpLog(Common(
                provider.LogName.Length > 0 ? provider.LogName : TcpLogName,
                cluster,
                host,
                provider.FilterStateObjectsToLog.Count > 0 ? provider.FilterStateObjectsToLog : PeerStates))
            : null;

    /// <summary>A provider of OpenTelemetry logs; <c>null</c> if its service is not known.</summary>
    public static AccessLog? OpenTelemetry(OtelProvider provider, Build build)
    {
        if (!build.TryFindCluster(provider.Service, provider.Port, out string host, out string cluster))
        {
            return null;
        }

        string text = provider.LogFormat is { Text.Length: > 0 } format ? format.Text : AccessLogFormats.DefaultText;
        OpenTelemetryAccessLogConfig config = new()
        {
            CommonConfig = Common(
                provider.LogName.Length > 0 ? provider.LogName : "otel_envoy_accesslog", cluster, host, OldAndNewPeerStates),
            DisableBuiltinLabels = true,
            Body = new OtelValue { StringValue = text },
        };
        Struct? labels = provider.LogFormat?.Labels;
        if (labels is { Fields.Count: > 0 })
        {
            config.Attributes = Attributes(labels);
        }

        if (AccessLogFormats.NeedsWithoutQuery(text) || (labels is not null && AccessLogFormats.NeedsWithoutQuery(labels)))
        {
            config.Formatters.Add(AccessLogFormats.WithoutQuery());
        }

        return new AccessLog
        {
            Name = "envoy.access_loggers.open_telemetry",
            TypedConfig = Protobuf.AnyValue.Pack(config),
        };
    }

    private static KeyValueList Attributes(Struct labels)
    {
        List<string> keys = [.. labels.Fields.Keys];
        keys.Sort(string.CompareOrdinal);
        KeyValueList attributes = new();
        foreach (string key in keys)
        {
            attributes.Values.Add(new KeyValue
            {
                Key = key,
                Value = new OtelValue { StringValue = labels.Fields[key].StringValue },
            });
        }

        return attributes;
    }

    private static CommonGrpcAccessLogConfig Common(string logName, string cluster, string authority, IEnumerable<string> states)
    {
        CommonGrpcAccessLogConfig config = new()
        {
            LogName = logName,
            GrpcService = new GrpcService
            {
                EnvoyGrpc = new GrpcService.Types.EnvoyGrpc { ClusterName = cluster, Authority = authority },
            },
            TransportApiVersion = ApiVersion.V3,
        };
        config.FilterStateObjectsToLog.AddRange(states);
        return config;
    }

    private static AccessLog HttpLog(HttpGrpcAccessLogConfig config) =>
        new() { Name = HttpName, TypedConfig = Protobuf.AnyValue.Pack(config) };

    private static AccessLog TcpLog(CommonGrpcAccessLogConfig common) => new()
    {
        Name = TcpName,
        TypedConfig = Protobuf.AnyValue.Pack(new TcpGrpcAccessLogConfig { CommonConfig = common }),
    };
}
