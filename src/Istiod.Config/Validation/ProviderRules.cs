using System.Globalization;
using Istiod.Primitives;
using Istiod.Protobuf;
using Kind = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider.ProviderOneofCase;
using Provider = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider;

namespace Istiod.Config.Validation;

/// <summary>Rules on extension providers. A bad one refuses nothing, as it may not be used: its faults are warnings.</summary>
/// <remarks>istiod: pkg/config/validation/agent/extensionprovider.go.</remarks>
internal static class ProviderRules
{
    public static void Check(Checker check, RepeatedField<Provider> providers)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        for (int i = 0; i < providers.Count; i++)
        {
            using Checker.Scope at = check.In("extensionProviders", i);
            Provider provider = providers[i];
            Warn(check, provider, provider.Name.Length == 0 ? "empty extension provider name"
                : names.Add(provider.Name) ? null
                : $"duplicate extension provider name {provider.Name}");
            Contents(check, provider);
        }
    }

    private static void Contents(Checker check, Provider provider)
    {
        switch (provider.ProviderCase)
        {
            case Kind.EnvoyExtAuthzHttp when provider.EnvoyExtAuthzHttp is { } http:
                Target(check, provider, http.Service, http.Port, "");
                Warn(check, provider, Status(http.StatusOnError));
                if (http.PathPrefix.Length > 0)
                {
                    Warn(check, provider, MeshConfigValidator.With($"invalid pathPrefix {http.PathPrefix}", UrlRules.Any(http.PathPrefix)));
                    Warn(check, provider, http.PathPrefix[0] == '/' ? null
                        : $"pathPrefix should begin with `/` but found {GoQuote.Of(http.PathPrefix)}");
                }

                break;
            case Kind.EnvoyExtAuthzGrpc when provider.EnvoyExtAuthzGrpc is { } grpc:
                Target(check, provider, grpc.Service, grpc.Port, "invalid service port: ");
                Warn(check, provider, Status(grpc.StatusOnError));
                break;
            case Kind.Zipkin when provider.Zipkin is { } zipkin:
                Target(check, provider, zipkin.Service, zipkin.Port, "invalid service port: ");
                break;
            case Kind.Lightstep when provider.Lightstep is { } lightstep:
                Target(check, provider, lightstep.Service, lightstep.Port, "invalid service port: ");
                Warn(check, provider, lightstep.AccessToken.Length == 0 ? "access token is required" : null);
                break;
            case Kind.Datadog when provider.Datadog is { } datadog:
                Target(check, provider, datadog.Service, datadog.Port, "invalid service port: ");
                break;
            case Kind.Opencensus when provider.Opencensus is { } opencensus:
                Target(check, provider, opencensus.Service, opencensus.Port, "invalid service port: ");
                break;
            case Kind.Skywalking when provider.Skywalking is { } skywalking:
                Target(check, provider, skywalking.Service, skywalking.Port, "invalid service port: ");
                break;
            case Kind.EnvoyOtelAls when provider.EnvoyOtelAls is { } otel:
                Target(check, provider, otel.Service, otel.Port, "");
                break;
            case Kind.Opentelemetry when provider.Opentelemetry is { } tracing:
                Target(check, provider, tracing.Service, tracing.Port, "");
                Warn(check, provider, tracing.Grpc is not null && tracing.Http is not null
                    ? "OpenTelemetryTracingProvider cannot specify both grpc and http"
                    : null);
                break;
            case Kind.EnvoyHttpAls when provider.EnvoyHttpAls is { } log:
                Target(check, provider, log.Service, log.Port, "");
                break;
            case Kind.EnvoyTcpAls when provider.EnvoyTcpAls is { } log:
                Target(check, provider, log.Service, log.Port, "");
                break;
            case Kind.Prometheus or Kind.Stackdriver or Kind.EnvoyFileAccessLog:
                break;
            default:
                Warn(check, provider, $"unsupported provider: {provider.ProviderCase}");
                break;
        }
    }

    private static void Target(Checker check, Provider provider, string service, uint port, string portPrefix)
    {
        Warn(check, provider, NameChecks.Port(port) is { } fault ? portPrefix + fault : null);
        if (service.Length == 0)
        {
            Warn(check, provider, "service must not be empty");
        }
        else if (!service.Contains('/', StringComparison.Ordinal))
        {
            Warn(check, provider, NameChecks.Fqdn(service) is not null && NameChecks.Address(service) is { } address
                ? $"invalid service fmt {service}: {address}"
                : null);
        }
        else
        {
            Checker host = new("");
            GatewayHosts.Check(host, service, isGateway: false);
            Warn(check, provider, host.HasErrors ? host.Finish().ErrorText : null);
        }
    }

    private static string? Status(string status) =>
        status.Length == 0 ? null
            : !int.TryParse(status, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int code)
                ? $"invalid statusOnError value {status}: strconv.ParseInt: parsing {GoQuote.Of(status)}: invalid syntax"
            : code is 0 or 100 or (>= 200 and <= 208) or 226 or (>= 300 and <= 305) or 307 or 308 or (>= 400 and <= 417) or (>= 421 and <= 424)
                or 426 or 428 or 429 or 431 or (>= 500 and <= 508) or 510 or 511 ? null
            : $"unsupported statusOnError value {status}";

    private static void Warn(Checker check, Provider provider, string? fault) =>
        check.Warning(fault is null ? null : $"invalid extension provider {provider.Name}: {fault}");
}
