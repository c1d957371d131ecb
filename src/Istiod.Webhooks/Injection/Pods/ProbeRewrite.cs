using System.Globalization;
using System.Text.Json.Nodes;
using Istiod.Webhooks.Injection.Json;
using Istiod.Webhooks.Injection.Kube;
using Istiod.Webhooks.Injection.Rules;
using Istiod.Webhooks.Injection.Templates;

namespace Istiod.Webhooks.Injection.Pods;

/// <summary>
/// Points the kubelet's probes, which know no mutual TLS, at the agent, and tells the agent where they went in the variable
/// <c>ISTIO_KUBE_APP_PROBERS</c> of the proxy.
/// </summary>
/// <remarks>istiod: pkg/kube/inject/app_probe.go, webhook.go:applyRewrite.</remarks>
internal static class ProbeRewrite
{
    private const string Variable = "ISTIO_KUBE_APP_PROBERS";

    private static readonly (string Field, string Path)[] s_probes =
        [("readinessProbe", "readyz"), ("livenessProbe", "livez"), ("startupProbe", "startupz")];

    private static readonly (string Field, string Path)[] s_hooks = [("preStop", "prestopz"), ("postStart", "poststartz")];

    /// <summary>Rewrites the probes of a pod that has a proxy, if pod or values want it.</summary>
    /// <param name="byDefault">What happens to a pod that does not say.</param>
    /// <param name="statusPort">The agent's port in the mesh.</param>
    public static void Apply(PodTree pod, bool byDefault, int statusPort)
    {
        if (pod.Sidecar is not { } sidecar)
        {
            return;
        }

        bool? wanted = pod.Annotation("sidecar.istio.io/rewriteAppHTTPProbers") is { } text ? GoText.Bool(text) : null;
        if (!(wanted ?? byDefault))
        {
            return;
        }

        JsonObject probers = Probers(pod, statusPort);
        if (probers.Count > 0)
        {
            Tell(sidecar, probers, pod.Annotation(Names.Status) is not null);
        }

        // A port that is no number counts as 0; annotations are checked before, up to spaces around the number.
        int port = pod.Annotation(Names.StatusPort) is { } own
            ? int.TryParse(own, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) ? number : 0
            : statusPort;
        Rewrite(pod.Containers, port);
        Rewrite(pod.InitContainers, port);
    }

    private static JsonObject Probers(PodTree pod, int statusPort)
    {
        JsonObject probers = [];
        Collect(pod.InitContainers, statusPort, probers);
        Collect(pod.Containers, statusPort, probers);
        return probers;
    }

    private static void Collect(JsonArray? containers, int statusPort, JsonObject probers)
    {
        foreach (JsonNode? item in containers ?? [])
        {
            if (item is not JsonObject container || container.TextAt("name") == Names.Proxy)
            {
                continue;
            }

            string name = container.TextAt("name");
            foreach ((string field, string path) in s_probes)
            {
                if (container.ObjectAt(field) is { } probe && Prober(probe, container, statusPort, isProbe: true) is { } prober)
                {
                    probers[$"/app-health/{name}/{path}"] = prober;
                }
            }

            foreach ((string field, string path) in s_hooks)
            {
                if (container.ObjectAt("lifecycle")?.ObjectAt(field) is { } hook && Prober(hook, container, statusPort, isProbe: false) is { } prober)
                {
                    probers[$"/app-lifecycle/{name}/{path}"] = prober;
                }
            }
        }
    }

    /// <summary>What the agent has to do for a probe; null if it is none of ours, names no port, or is rewritten already.</summary>
    private static JsonObject? Prober(JsonObject probe, JsonObject container, int statusPort, bool isProbe)
    {
        string? kind = probe["httpGet"] is not null ? "httpGet"
            : probe["tcpSocket"] is not null ? "tcpSocket"
            : isProbe && probe["grpc"] is not null ? "grpc"
            : null;
        if (kind is null)
        {
            return null;
        }

        JsonObject action = (JsonObject)probe[kind]!.DeepClone(); // it is there, and typed
        if (kind != "grpc")
        {
            if (action["port"].Text() is { } name)
            {
                if (PortOf(container, name) is not { } number)
                {
                    return null;
                }

                action["port"] = number;
            }
            else if (action["port"].Whole() == statusPort)
            {
                return null;
            }
        }

        JsonObject prober = new() { [kind] = action };
        if (isProbe && probe["timeoutSeconds"].Whole() is { } seconds and not 0)
        {
            prober["timeoutSeconds"] = seconds;
        }

        return prober;
    }

    /// <summary>The last port of a name.</summary>
    private static long? PortOf(JsonObject container, string name)
    {
        long? found = null;
        foreach (JsonNode? item in container.ArrayAt("ports") ?? [])
        {
            if (item is JsonObject port && name.Length > 0 && port.TextAt("name") == name)
            {
                found = port["containerPort"].Whole() ?? 0;
            }
        }

        return found;
    }

    private static void Tell(JsonObject sidecar, JsonObject probers, bool isInjected)
    {
        JsonArray variables = sidecar.ArrayIn("env");
        JsonObject? known = null;
        if (isInjected)
        {
            known = PodTree.Find(variables, Variable);
        }

        if (known is null)
        {
            variables.Add((JsonNode)new JsonObject { ["name"] = Variable, ["value"] = KubeValues.ToJson(probers, KubeTypes.Probers) });
            return;
        }

        try
        {
            JsonObject earlier = TypedTree.ApplyValue(GoJsonParser.Parse(known.TextAt("value")), KubeTypes.Probers) as JsonObject ?? [];
            foreach (KeyValuePair<string, JsonNode?> prober in earlier)
            {
                probers[prober.Key] = prober.Value?.DeepClone();
            }
        }
        catch (GoJsonFault)
        {
            // The variable was changed by hand; it stays as it is.
            return;
        }

        int place = variables.IndexOf(known);
        variables[place] = new JsonObject { ["name"] = Variable, ["value"] = KubeValues.ToJson(probers, KubeTypes.Probers) };
    }

    private static void Rewrite(JsonArray? containers, int port)
    {
        foreach (JsonNode? item in containers ?? [])
        {
            if (item is not JsonObject container || container.TextAt("name") == Names.Proxy)
            {
                continue;
            }

            string name = container.TextAt("name");
            foreach ((string field, string path) in s_probes)
            {
                Point(container.ObjectAt(field), $"/app-health/{name}/{path}", port, isProbe: true);
            }

            foreach ((string field, string path) in s_hooks)
            {
                Point(container.ObjectAt("lifecycle")?.ObjectAt(field), $"/app-lifecycle/{name}/{path}", port, isProbe: false);
            }
        }
    }

    private static void Point(JsonObject? probe, string path, int port, bool isProbe)
    {
        if (probe is null)
        {
            return;
        }

        if (probe.ObjectAt("httpGet") is { } get)
        {
            get["path"] = path;
            get["port"] = port;
            if (get.TextAt("scheme") == "HTTPS")
            {
                get["scheme"] = "HTTP";
            }
        }
        else if (probe["tcpSocket"] is not null)
        {
            probe.Remove("tcpSocket");
            probe["httpGet"] = new JsonObject { ["path"] = path, ["port"] = port };
        }
        else if (isProbe && probe["grpc"] is not null)
        {
            probe.Remove("grpc");
            probe["httpGet"] = new JsonObject { ["path"] = path, ["port"] = port };
        }
    }
}
