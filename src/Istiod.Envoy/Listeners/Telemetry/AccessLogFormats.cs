using System.Text;
using System.Text.Json;
using Istiod.Protobuf;
using Istiod.Protos.Envoy.Config.Core.V3;
using Istiod.Protos.Envoy.Extensions.Formatter.ReqWithoutQuery.V3;
using FileFormat = Istiod.Protos.Istio.Mesh.V1Alpha1.MeshConfig.Types.ExtensionProvider.Types.EnvoyFileAccessLogProvider.Types.LogFormat;

namespace Istiod.Envoy.Listeners.Telemetry;

/// <summary>Formats of access logs.</summary>
/// <remarks>istiod: pilot/pkg/model/telemetry_logging.go:EnvoyTextLogFormat, EnvoyJSONLogFormatIstio.</remarks>
internal static class AccessLogFormats
{
    /// <summary>The default line.</summary>
    public const string DefaultText =
        "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\" %RESPONSE_CODE% %RESPONSE_FLAGS% "
        + "%RESPONSE_CODE_DETAILS% %CONNECTION_TERMINATION_DETAILS% \"%UPSTREAM_TRANSPORT_FAILURE_REASON%\" %BYTES_RECEIVED% "
        + "%BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\" "
        + "\"%REQ(X-REQUEST-ID)%\" \"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\" %UPSTREAM_CLUSTER_RAW% %UPSTREAM_LOCAL_ADDRESS% "
        + "%DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS% %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n";

    private const string WithoutQueryCommand = "%REQ_WITHOUT_QUERY";

    private static readonly (string Key, string Command)[] DefaultLabels =
    [
        ("start_time", "%START_TIME%"),
        ("route_name", "%ROUTE_NAME%"),
        ("method", "%REQ(:METHOD)%"),
        ("path", "%REQ(X-ENVOY-ORIGINAL-PATH?:PATH)%"),
        ("protocol", "%PROTOCOL%"),
        ("response_code", "%RESPONSE_CODE%"),
        ("response_flags", "%RESPONSE_FLAGS%"),
        ("response_code_details", "%RESPONSE_CODE_DETAILS%"),
        ("connection_termination_details", "%CONNECTION_TERMINATION_DETAILS%"),
        ("bytes_received", "%BYTES_RECEIVED%"),
        ("bytes_sent", "%BYTES_SENT%"),
        ("duration", "%DURATION%"),
        ("upstream_service_time", "%RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"),
        ("x_forwarded_for", "%REQ(X-FORWARDED-FOR)%"),
        ("user_agent", "%REQ(USER-AGENT)%"),
        ("request_id", "%REQ(X-REQUEST-ID)%"),
        ("authority", "%REQ(:AUTHORITY)%"),
        ("upstream_host", "%UPSTREAM_HOST%"),
        ("upstream_cluster", "%UPSTREAM_CLUSTER_RAW%"),
        ("upstream_local_address", "%UPSTREAM_LOCAL_ADDRESS%"),
        ("downstream_local_address", "%DOWNSTREAM_LOCAL_ADDRESS%"),
        ("downstream_remote_address", "%DOWNSTREAM_REMOTE_ADDRESS%"),
        ("requested_server_name", "%REQUESTED_SERVER_NAME%"),
        ("upstream_transport_failure_reason", "%UPSTREAM_TRANSPORT_FAILURE_REASON%"),
    ];

    /// <summary>The format of a file provider: text (the default line if it is empty) or labels (the default ones if empty).</summary>
    public static SubstitutionFormatString OfProvider(FileFormat? format, bool omitsEmpty)
    {
        SubstitutionFormatString made = format?.Labels is { } labels
            ? Json(labels.Fields.Count > 0 ? labels : MakeDefaultLabels())
            : Text(format?.Text ?? "");
        made.OmitEmptyValues = omitsEmpty;
        return made;
    }

    /// <summary>A line; a missing line break is added.</summary>
    public static SubstitutionFormatString Text(string line)
    {
        string text = line.Length == 0 ? DefaultText : line.EndsWith('\n') ? line : line + "\n";
        SubstitutionFormatString made = new() { TextFormatSource = new DataSource { InlineString = text } };
        if (text.Contains(WithoutQueryCommand, StringComparison.Ordinal))
        {
            made.Formatters.Add(WithoutQuery());
        }

        return made;
    }

    /// <summary>JSON with these labels.</summary>
    public static SubstitutionFormatString Json(Struct labels)
    {
        SubstitutionFormatString made = new() { JsonFormat = labels, JsonFormatOptions = new JsonFormatOptions() };
        if (NeedsWithoutQuery(labels))
        {
            made.Formatters.Add(WithoutQuery());
        }

        return made;
    }

    /// <summary>JSON with labels written as JSON text; the default ones if it is empty or cannot be read.</summary>
    public static SubstitutionFormatString JsonText(string text)
    {
        if (text.Length > 0)
        {
            try
            {
                return Json(Struct.ParseJson(Encoding.UTF8.GetBytes(text)));
            }
            catch (ProtoJsonException)
            {
                // The user's format is wrong: logging goes on with the default.
            }
            catch (JsonException)
            {
                // As above.
            }
        }

        return Json(MakeDefaultLabels());
    }

    /// <summary>Whether a label uses the command that needs a formatter of its own.</summary>
    public static bool NeedsWithoutQuery(Struct labels)
    {
        foreach (Value value in labels.Fields.Values)
        {
            if (value.StringValue.Contains(WithoutQueryCommand, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a line uses the command that needs a formatter of its own.</summary>
    public static bool NeedsWithoutQuery(string text) => text.Contains(WithoutQueryCommand, StringComparison.Ordinal);

    /// <summary>The formatter of <c>%REQ_WITHOUT_QUERY%</c>.</summary>
    public static TypedExtensionConfig WithoutQuery() => new()
    {
        Name = "envoy.formatter.req_without_query",
        TypedConfig = AnyValue.Pack(new ReqWithoutQuery()),
    };

    private static Struct MakeDefaultLabels()
    {
        Struct labels = new();
        foreach ((string key, string command) in DefaultLabels)
        {
            labels.Fields[key] = Value.For(command);
        }

        return labels;
    }
}
