using System.Globalization;
using System.Text.Json.Nodes;
using Istiod.Protos.Istio.Mesh.V1Alpha1;
using Istiod.Webhooks.Injection.Json;
using Istiod.Webhooks.Injection.Kube;
using Istiod.Webhooks.Injection.Rules;
using Istiod.Webhooks.Injection.Templates;

namespace Istiod.Webhooks.Injection.Pods;

/// <summary>Lets the agent answer Prometheus for proxy and application together: scrape annotations move into the proxy's environment.</summary>
/// <remarks>
/// Prometheus sees <c>prometheus.io/port</c>, <c>prometheus-io.port</c> and so on as one name; so do we.
/// istiod: pkg/kube/inject/webhook.go:applyPrometheusMerge.
/// </remarks>
internal static class PrometheusMerge
{
    private const string Scrape = "prometheus_io_scrape";
    private const string Port = "prometheus_io_port";
    private const string Path = "prometheus_io_path";

    /// <summary>Rewrites the annotations of a pod, unless it or the mesh does not want it or it is done already.</summary>
    public static void Apply(PodTree pod, MeshConfig mesh)
    {
        JsonObject annotations = pod.Meta.ObjectIn("annotations");
        if (!IsScraped(annotations) || !IsEnabled(annotations, mesh))
        {
            return;
        }

        string target = (mesh.DefaultConfig?.StatusPort ?? 0).ToString(CultureInfo.InvariantCulture);
        if (HasPort(annotations, target))
        {
            return;
        }

        JsonObject wanted = new() { ["scrape"] = "", ["path"] = "", ["port"] = "" };
        bool isSet = false;
        foreach (KeyValuePair<string, JsonNode?> annotation in annotations)
        {
            string? field = Sanitized(annotation.Key) switch
            {
                Scrape => "scrape",
                Path => "path",
                Port => "port",
                _ => null,
            };
            if (field is not null)
            {
                string value = annotation.Value.Text() ?? "";
                wanted[field] = value;
                isSet |= value.Length > 0;
            }
        }

        if (isSet && pod.Sidecar is { } sidecar)
        {
            sidecar.ArrayIn("env").Add((JsonNode)new JsonObject
            {
                ["name"] = "ISTIO_PROMETHEUS_ANNOTATIONS",
                ["value"] = KubeValues.ToJson(wanted, KubeTypes.Scrape),
            });
        }

        Clear(annotations);
        annotations["prometheus.io/port"] = target;
        annotations["prometheus.io/path"] = "/stats/prometheus";
        annotations["prometheus.io/scrape"] = "true";
    }

    /// <summary>Whether the annotations name this port already.</summary>
    public static bool HasPort(JsonObject annotations, string port)
    {
        foreach (KeyValuePair<string, JsonNode?> annotation in annotations)
        {
            if (Sanitized(annotation.Key) == Port)
            {
                return annotation.Value.Text() == port;
            }
        }

        return false;
    }

    /// <summary>Removes the scrape annotations in every spelling.</summary>
    public static void Clear(JsonObject annotations)
    {
        List<string> names = [];
        foreach (KeyValuePair<string, JsonNode?> annotation in annotations)
        {
            if (Sanitized(annotation.Key) is Scrape or Port or Path)
            {
                names.Add(annotation.Key);
            }
        }

        foreach (string name in names)
        {
            annotations.Remove(name);
        }
    }

    private static bool IsScraped(JsonObject annotations)
    {
        foreach (KeyValuePair<string, JsonNode?> annotation in annotations)
        {
            if (Sanitized(annotation.Key) == Scrape && GoText.Bool(annotation.Value.Text() ?? "") is { } isScraped)
            {
                return isScraped;
            }
        }

        return true;
    }

    private static bool IsEnabled(JsonObject annotations, MeshConfig mesh) =>
        (annotations["prometheus.istio.io/merge-metrics"].Text() is { } text ? GoText.Bool(text) : null) ?? mesh.EnablePrometheusMerge ?? true;

    /// <summary>A name as Prometheus turns it into a label; empty for names that begin otherwise.</summary>
    private static string Sanitized(string name)
    {
        if (!name.StartsWith("prometheus", StringComparison.Ordinal))
        {
            return "";
        }

        return string.Create(name.Length, name, static (label, from) =>
        {
            for (int i = 0; i < label.Length; i++)
            {
                label[i] = char.IsAsciiLetterOrDigit(from[i]) ? from[i] : '_';
            }
        });
    }
}
