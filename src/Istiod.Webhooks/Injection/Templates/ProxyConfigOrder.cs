using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Istiod.Webhooks.Injection.Templates;

/// <summary>Puts the members of a proxy config's JSON in the order in which its messages declare them, which is not that of their numbers.</summary>
/// <remarks>Go writes them so, and the text is compared by pods that are injected twice. Source: istio/api mesh/v1alpha1/proxy.proto.</remarks>
internal static class ProxyConfigOrder
{
    private static readonly JsonWriterOptions s_writing = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private static readonly string[] s_proxy =
    [
        "configPath", "binaryPath", "serviceCluster", "tracingServiceName", "drainDuration", "discoveryAddress", "discoveryRefreshDelay",
        "zipkinAddress", "statsdUdpAddress", "envoyMetricsServiceAddress", "proxyAdminPort", "availabilityZone", "controlPlaneAuthPolicy",
        "customConfigFile", "statNameLength", "concurrency", "proxyBootstrapTemplatePath", "interceptionMode", "tracing", "sds",
        "envoyAccessLogService", "envoyMetricsService", "proxyMetadata", "runtimeValues", "statusPort", "extraStatTags", "gatewayTopology",
        "terminationDrainDuration", "meshId", "readinessProbe", "proxyStatsMatcher", "holdApplicationUntilProxyStarts", "caCertificatesPem",
        "image", "privateKeyProvider", "proxyHeaders", "fileFlushInterval", "fileFlushMinSizeKb", "statsCompression",
    ];

    private static readonly string[] s_tracing =
    [
        "zipkin", "lightstep", "datadog", "stackdriver", "openCensusAgent", "customTags", "maxPathTagLength", "sampling", "tlsSettings",
        "enableIstioTags",
    ];

    private static readonly string[] s_headers =
    [
        "forwardedClientCert", "setCurrentClientCertDetails", "requestId", "server", "attemptCount", "envoyDebugHeaders",
        "metadataExchangeHeaders", "preserveHttp1HeaderCase", "xForwardedHost", "xForwardedPort",
    ];

    private static readonly string[] s_tls =
    [
        "mode", "clientCertificate", "privateKey", "caCertificates", "credentialName", "subjectAltNames", "sni", "insecureSkipVerify", "caCrl",
    ];

    /// <summary>The same JSON in declared order.</summary>
    public static string Apply(string json)
    {
        if (JsonNode.Parse(json) is not JsonObject proxy)
        {
            return json;
        }

        Sort(proxy, s_proxy);
        Sort(proxy["tracing"] as JsonObject, s_tracing);
        Sort(proxy["proxyHeaders"] as JsonObject, s_headers);
        foreach (string service in (ReadOnlySpan<string>)["tracing", "envoyAccessLogService", "envoyMetricsService"])
        {
            Sort((proxy[service] as JsonObject)?["tlsSettings"] as JsonObject, s_tls);
        }

        ArrayBufferWriter<byte> output = new(json.Length + 16);
        using (Utf8JsonWriter writer = new(output, s_writing))
        {
            proxy.WriteTo(writer);
        }

        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static void Sort(JsonObject? members, string[] declared)
    {
        if (members is null)
        {
            return;
        }

        foreach (string name in declared)
        {
            if (members.TryGetPropertyValue(name, out JsonNode? value))
            {
                members.Remove(name);
                members[name] = value;
            }
        }
    }
}
