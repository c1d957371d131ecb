using Istiod.Model;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Accesslog.V3;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.AccessLoggers.File.V3;
using Istiod.Protos.Envoy.Extensions.AccessLoggers.Filters.Cel.V3;
using Istiod.Protos.Istio.Mesh.V1Alpha1;

namespace Istiod.Envoy.Listeners.Telemetry;

/// <summary>Access logs of TCP proxies, HTTP connection managers and listeners.</summary>
/// <remarks>istiod: pilot/pkg/networking/core/accesslog.go.</remarks>
internal static class AccessLogs
{
    /// <summary>Adds the logs of a TCP proxy.</summary>
    public static void AddToTcp(RepeatedField<AccessLog> logs, DirectionTelemetry telemetry, Build build) =>
        Add(logs, telemetry, build, null, AccessLogServices.LegacyTcp);

    /// <summary>Adds the logs of an HTTP connection manager.</summary>
    public static void AddToHttp(RepeatedField<AccessLog> logs, DirectionTelemetry telemetry, Build build) =>
        Add(logs, telemetry, build, null, AccessLogServices.LegacyHttp);

    /// <summary>Adds the logs of a listener: only of connections for which no filter chain was found.</summary>
    public static void AddToListener(RepeatedField<AccessLog> logs, DirectionTelemetry telemetry, Build build)
    {
        if (!build.Mesh.DisableEnvoyListenerLog)
        {
            Add(logs, telemetry, build, Flagged("NR"), static () => AccessLogServices.LegacyListener(Flagged("NR")));
        }
    }

    /// <summary>Adds the logs of a TCP proxy that opens a tunnel: only of failed connections.</summary>
    public static void AddToTunnelOrigin(RepeatedField<AccessLog> logs, DirectionTelemetry telemetry, Build build) =>
        Add(logs, telemetry, build, Flagged("UF"), null);

    /// <summary>Adds the logs of the end of a tunnel: only of refused requests.</summary>
    public static void AddToTunnelEnd(RepeatedField<AccessLog> logs, DirectionTelemetry telemetry, Build build) =>
        Add(logs, telemetry, build, Refused(), null);

    private static void Add(
        RepeatedField<AccessLog> logs,
        DirectionTelemetry telemetry,
        Build build,
        AccessLogFilter? filter,
        Func<AccessLog>? legacyService)
    {
        bool isConfigured = false;
        foreach (AccessLogSettings settings in telemetry.AccessLogs)
        {
            if (OfProvider(settings.Provider, build) is not { } log)
            {
                continue;
            }

            isConfigured = true;
            if (!settings.IsDisabled)
            {
                log.Filter = Both(filter, settings.Filter);
                logs.Add(log);
            }
        }

        if (isConfigured)
        {
            return;
        }

        if (build.Mesh.AccessLogFile.Length > 0)
        {
            AccessLog log = MeshFile(build.Mesh.AccessLogFile, build.Mesh);
            log.Filter = filter;
            logs.Add(log);
        }

        if (build.Mesh.EnableEnvoyAccessLogService && legacyService is not null)
        {
            logs.Add(legacyService());
        }
    }

    private static AccessLog? OfProvider(MeshConfig.Types.ExtensionProvider provider, Build build)
    {
        switch (provider.ProviderCase)
        {
            case MeshConfig.Types.ExtensionProvider.ProviderOneofCase.EnvoyFileAccessLog:
                MeshConfig.Types.ExtensionProvider.Types.EnvoyFileAccessLogProvider file = provider.EnvoyFileAccessLog!; // by the case
                if (string.Equals(provider.Name, "envoy", StringComparison.Ordinal)
                    && file.LogFormat is null
                    && !file.OmitEmptyValues)
                {
                    return MeshFile(file.Path, build.Mesh); // the built-in provider follows the mesh's old settings
                }

                return File(
                    file.Path.Length > 0 ? file.Path : "/dev/stdout",
                    AccessLogFormats.OfProvider(file.LogFormat, file.OmitEmptyValues));
            case MeshConfig.Types.ExtensionProvider.ProviderOneofCase.EnvoyHttpAls:
                return AccessLogServices.Http(provider.EnvoyHttpAls!, build); // by the case
            case MeshConfig.Types.ExtensionProvider.ProviderOneofCase.EnvoyTcpAls:
                return AccessLogServices.Tcp(provider.EnvoyTcpAls!, build); // by the case
            case MeshConfig.Types.ExtensionProvider.ProviderOneofCase.EnvoyOtelAls:
                return AccessLogServices.OpenTelemetry(provider.EnvoyOtelAls!, build); // by the case
            default:
                return null;
        }
    }

    private static AccessLog MeshFile(string path, MeshConfig mesh) => File(
        path,
        mesh.AccessLogEncoding switch
        {
            MeshConfig.Types.AccessLogEncoding.Text => AccessLogFormats.Text(mesh.AccessLogFormat),
            MeshConfig.Types.AccessLogEncoding.Json => AccessLogFormats.JsonText(mesh.AccessLogFormat),
            _ => null,
        });

    private static AccessLog File(string path, SubstitutionFormatString? format) => new()
    {
        Name = "envoy.access_loggers.file",
        TypedConfig = AnyValue.Pack(new FileAccessLog { Path = path, LogFormat = format }),
    };

    private static AccessLogFilter? Both(AccessLogFilter? filter, string? expression)
    {
        if (expression is null)
        {
            return filter;
        }

        AccessLogFilter cel = new()
        {
            ExtensionFilter = new ExtensionFilter
            {
                Name = "envoy.access_loggers.extension_filters.cel",
                TypedConfig = AnyValue.Pack(new ExpressionFilter { Expression = expression }),
            },
        };
        if (filter is null)
        {
            return cel;
        }

        AndFilter both = new();
        both.Filters.Add(filter);
        both.Filters.Add(cel);
        return new AccessLogFilter { AndFilter = both };
    }

    private static AccessLogFilter Flagged(string flag)
    {
        ResponseFlagFilter flags = new();
        flags.Flags.Add(flag);
        return new AccessLogFilter { ResponseFlagFilter = flags };
    }

    private static AccessLogFilter Refused() => new()
    {
        StatusCodeFilter = new StatusCodeFilter
        {
            Comparison = new ComparisonFilter
            {
                Op = ComparisonFilter.Types.Op.Ge,
                Value = new RuntimeUInt32 { DefaultValue = 400, RuntimeKey = "istio.io/unset" },
            },
        },
    };
}
